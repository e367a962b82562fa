import { COLUMN_MEANINGS } from '../column-meanings';
import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { type Table, tableOf } from '../table';
import { GateAnalysis, type GateThreshold } from './gate-statistics';
import { pruneOrder } from './prune-order';

export interface GateTableRequest extends GateThreshold {
  analysis: GateAnalysis;
  /** What the prune rank follows; see `gateContributions`. */
  contributions: readonly number[];
  channelNames?: readonly string[] | null;
}

const REQUEST: OptionNames<GateTableRequest> = {
  analysis: true,
  contributions: true,
  channelNames: true,
  threshold: true,
  quantile: true
};

/**
 * One row for each channel, for CSV, Markdown and JSON.
 * @throws SpecError for a threshold outside 0…1, or another number of contributions or names than channels.
 */
export function gateTable(request: GateTableRequest): Table {
  requireOptions(request, REQUEST);
  const { analysis, contributions, channelNames } = request;
  if (!(analysis instanceof GateAnalysis)) {
    throw new SpecError(
      'analysis',
      analysis,
      'an analysis of gates',
      'Make one with new GateAnalysis(matrix).'
    );
  }
  const { channels } = analysis;
  for (const [field, list] of [
    ['contributions', contributions],
    ['channelNames', channelNames]
  ] as const) {
    if (list && list.length !== channels.length) {
      throw new SpecError(
        field,
        list,
        `${channels.length}, one for each channel`,
        'Give one for each channel.'
      );
    }
  }
  const shares = analysis.at(request);
  const ranks: number[] = [];
  pruneOrder(contributions).forEach((channel, rank) => (ranks[channel] = rank + 1));
  return tableOf(
    `Gates of ${analysis.inputs} inputs, threshold ${request.threshold}`,
    [
      {
        key: 'channel',
        name: 'channel',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.channel,
        value: ({ channel }) => channel
      },
      {
        key: 'name',
        name: 'name',
        kind: 'text',
        meaning: COLUMN_MEANINGS.channel,
        value: (_, c) => channelNames?.[c] ?? null
      },
      {
        key: 'mean',
        name: 'mean',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateMean,
        value: ({ mean }) => mean
      },
      {
        key: 'deviation',
        name: 'deviation',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateDeviation,
        value: ({ deviation }) => deviation
      },
      {
        key: 'min',
        name: 'min',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateExtreme,
        value: ({ min }) => min
      },
      {
        key: 'q05',
        name: '5 %',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateQuantile,
        value: ({ quantiles }) => quantiles.q05
      },
      {
        key: 'q25',
        name: '25 %',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateQuantile,
        value: ({ quantiles }) => quantiles.q25
      },
      {
        key: 'median',
        name: 'median',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateQuantile,
        value: ({ quantiles }) => quantiles.median
      },
      {
        key: 'q75',
        name: '75 %',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateQuantile,
        value: ({ quantiles }) => quantiles.q75
      },
      {
        key: 'q95',
        name: '95 %',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateQuantile,
        value: ({ quantiles }) => quantiles.q95
      },
      {
        key: 'max',
        name: 'max',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateExtreme,
        value: ({ max }) => max
      },
      {
        key: 'below',
        name: 'share below',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateBelow,
        value: (_, c) => shares[c].below
      },
      {
        key: 'verdict',
        name: 'verdict',
        kind: 'text',
        meaning: COLUMN_MEANINGS.gateVerdict,
        value: (_, c) => shares[c].verdict
      },
      {
        key: 'contribution',
        name: 'contribution',
        kind: 'number',
        meaning: COLUMN_MEANINGS.gateContribution,
        value: (_, c) => contributions[c]
      },
      {
        key: 'prune_rank',
        name: 'prune rank',
        kind: 'integer',
        meaning: COLUMN_MEANINGS.pruneRank,
        value: (_, c) => ranks[c]
      }
    ],
    channels
  );
}
