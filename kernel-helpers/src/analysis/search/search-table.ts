import { COLUMN_MEANINGS } from '../column-meanings';
import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import {
  type CostMeasure,
  MACS_MEASURE,
  PARAMS_MEASURE,
  type RecordSet,
  type ResultRecord
} from '../records';
import { provenanceOf } from '../records/check';
import { compoundScale } from '../scaling';
import { type ColumnOf, type Table, tableOf } from '../table';
import type { FeasibleNetwork, ScoredTriplet } from './scored-triplet';
import { ACCURACY_STEP, comesBefore, type SearchResult } from './search';
import type { SearchMeasure } from './triplet';

const MEASURES: Readonly<Record<SearchMeasure, CostMeasure>> = { macs: MACS_MEASURE, params: PARAMS_MEASURE };

/** Rows of a table, and records, unless another number is asked for. */
const ROWS = 100;

/** Feasible triplets, best first by the tie rule; of triplets with one network, all: see {@link searchNetworks}. */
export function searchTable(result: SearchResult, rows: number = ROWS): Table {
  const { measure, growth, constraint } = result.request;
  const { name, unit } = MEASURES[measure];
  const columns: ColumnOf<ScoredTriplet>[] = [
    { key: 'alpha', name: 'α', kind: 'number', meaning: COLUMN_MEANINGS.alpha, value: ({ alpha }) => alpha },
    { key: 'beta', name: 'β', kind: 'number', meaning: COLUMN_MEANINGS.beta, value: ({ beta }) => beta },
    { key: 'gamma', name: 'γ', kind: 'number', meaning: COLUMN_MEANINGS.gamma, value: ({ gamma }) => gamma },
    {
      key: 'ideal',
      name: 'Ideal growth',
      kind: 'number',
      meaning: COLUMN_MEANINGS.idealGrowth,
      value: ({ ideal }) => ideal
    },
    {
      key: 'built',
      name: 'True growth',
      kind: 'number',
      meaning: COLUMN_MEANINGS.builtGrowth,
      value: ({ built }) => built
    },
    {
      key: 'cost',
      name,
      unit,
      kind: 'integer',
      meaning: COLUMN_MEANINGS.builtCost,
      value: ({ cost }) => cost
    },
    {
      key: 'accuracy',
      name: 'Predicted',
      unit: '%',
      kind: 'number',
      meaning: COLUMN_MEANINGS.predicted,
      value: ({ accuracy }) => accuracy
    },
    {
      key: 'equalCostAccuracy',
      name: `Predicted at growth ${growth}`,
      unit: '%',
      kind: 'number',
      meaning: COLUMN_MEANINGS.predictedAtEqualCost,
      value: ({ equalCostAccuracy }) => equalCostAccuracy
    },
    {
      key: 'network',
      name: 'Network',
      kind: 'integer',
      meaning: COLUMN_MEANINGS.builtNetwork,
      value: ({ network }) => network
    }
  ];
  const title = `Triplets with growth ${growth} by the ${CONSTRAINTS[constraint]}, best first`;
  return tableOf(title, columns, ranked(result, requireRows(rows)));
}

const CONSTRAINTS = { ideal: 'ideal cost', built: 'true cost', both: 'ideal and the true cost' } as const;

/**
 * Feasible networks, each with the first of its triplets by the tie rule, best first. Only networks compete: of two
 * triplets that build one, neither is better. Scored as `asked` a network has the accuracy of that first triplet, the
 * highest of several; as `built` it has one of its own.
 * @param rows At most so many; default 100.
 * @throws SpecError for a number of rows that is no whole number from 1.
 */
export function searchNetworks(result: SearchResult, rows: number = ROWS): FeasibleNetwork[] {
  const networks = new Map<number, FeasibleNetwork>();
  for (const triplet of ranked(result)) {
    const known = networks.get(triplet.network);
    if (known) {
      known.triplets++;
    } else {
      networks.set(triplet.network, { ...triplet, triplets: 1 });
    }
  }
  return [...networks.values()].slice(0, requireRows(rows));
}

const RECORD_OPTIONS: OptionNames<{ source: string; date: string; rows?: number }> = {
  source: true,
  date: true,
  rows: true
};

/**
 * Predictions as records, one for each of the {@link searchNetworks}, best first.
 * @param source - names the surrogate
 * @param date - day of the prediction, `2026-11-22`
 * @throws SpecError for a source or a day that is none, or for an option that there is not.
 */
export function searchRecords(
  result: SearchResult,
  given: { source: string; date: string; rows?: number }
): RecordSet {
  requireOptions(given, RECORD_OPTIONS);
  const { rows = ROWS } = given;
  const { source, date } = provenanceOf('provenance', {
    kind: 'predicted',
    source: given.source,
    date: given.date,
    version: null
  });
  const { base, measure, network } = result.request;
  const records = searchNetworks(result, rows).map(({ alpha, beta, gamma, accuracy, cost }): ResultRecord => {
    const spec = compoundScale({ ...network, alpha, beta, gamma, base, phi: 1 });
    return {
      name: `α ${short(alpha)}, β ${short(beta)}, γ ${short(gamma)}`,
      accuracy,
      costs: { [MEASURES[measure].key]: cost },
      provenance: { kind: 'predicted', source, date, version: null },
      scaling: 'compound',
      phi: 1,
      resolution: spec.resolution,
      settings: { alpha, beta, gamma },
      spec
    };
  });
  return {
    title: 'Predicted accuracy of searched triplets',
    measures: [MEASURES[measure]],
    records
  };
}

const short = (coefficient: number): number => Number(coefficient.toFixed(4));

/** The first of the feasible triplets by the tie rule; a hundred of a million are found without sorting all. */
function ranked({ feasible }: SearchResult, most = Infinity): ScoredTriplet[] {
  const accuracies = feasible.column('accuracy');
  let first: ScoredTriplet[] = [];
  let last: ScoredTriplet | null = null;
  const cut = (): void => {
    first.sort((a, b) => (comesBefore(a, b) ? -1 : comesBefore(b, a) ? 1 : 0));
    first = first.slice(0, most);
  };
  for (let place = 0; place < feasible.count; place++) {
    // Far more are told apart by their accuracy than by the rest of the rule.
    if (last === null || accuracies[place] > last.accuracy - ACCURACY_STEP) {
      const triplet = feasible.at(place);
      if (last === null || comesBefore(triplet, last)) {
        first.push(triplet);
      }
    }
    if (first.length >= 2 * most) {
      cut();
      last = first[most - 1];
    }
  }
  cut();
  return first;
}

function requireRows(rows: number): number {
  if (!(Number.isInteger(rows) && rows >= 1)) {
    throw new SpecError('rows', rows, 'a whole number of at least 1', 'Take 100.');
  }
  return rows;
}
