import type { LayersModel } from '@tensorflow/tfjs';
import { COLUMN_MEANINGS, type ColumnOf, summarize, type Table, tableOf, wilsonInterval } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import type { Dataset } from '../data';
import { modelDescription } from '../model';
import { compareModels, type ModelComparison } from './compare';
import { compareLatency, type LatencyComparison } from './compare-latency';
import { EvaluationError, requireKnown } from './errors';
import { thisMachine } from './machine';

export interface BeforeAndAfterOptions {
  /** Images in a step that is timed; default 1. */
  batchSize?: number;
  /** Steps of each network that are timed; default 50. */
  rounds?: number;
  /** Share of such intervals that hold the true value; default 0.95. */
  level?: number;
  /** Ends the comparison with the signal's reason as error. */
  signal?: AbortSignal;
}

const OPTIONS: OptionNames<BeforeAndAfterOptions> = {
  batchSize: true,
  rounds: true,
  level: true,
  signal: true
};

interface Row {
  name: string;
  images: number;
  right: number;
  level: number;
  costs: { macs: number; params: number } | null;
  /** Beside the first network; null for that itself. */
  answers: ModelComparison | null;
  latency: LatencyComparison | null;
  /** Median of a step, ms. */
  ms: number;
}

/**
 * What became of a network, as a table to show: a row for each with its accuracy and Wilson's interval, the images that
 * it or the first alone recognises with McNemar's exact p, multiply-adds, parameters, and the median of a step beside
 * that of the first, timed in turn.
 *
 * @param networks By name, the one they are compared with first: `{ whole, pruned, 'fine-tuned': tuned }`.
 * @param dataset Images that neither training nor the choice of channels has seen.
 * @throws EvaluationError for fewer than two networks; what `compareModels` and `compareLatency` throw.
 */
export async function beforeAndAfter(
  networks: Readonly<Record<string, LayersModel>>,
  dataset: Dataset,
  options: BeforeAndAfterOptions = {}
): Promise<Table> {
  requireKnown(options, OPTIONS);
  const given = Object.entries((networks as typeof networks | null | undefined) ?? {});
  const [first, ...others] = given;
  if (others.length === 0) {
    const remedy = 'Give for example { whole: model, pruned }.';
    throw new EvaluationError('networks', String(given.length), 'at least two', remedy);
  }
  const { batchSize = 1, rounds = 50, level = 0.95, signal } = options;
  const rows: Row[] = [];
  for (const [name, model] of others) {
    const answers = await compareModels(first[1], model, dataset, {
      names: [first[0], name],
      level,
      examples: 0,
      signal
    });
    const latency = await compareLatency(first[1], model, { batchSize, rounds, level, signal });
    const { images, firstTop1, secondTop1 } = answers;
    const row = { images, level };
    if (rows.length === 0) {
      const right = Math.round(firstTop1 * images);
      rows.push({
        ...{ ...row, name: first[0], right, costs: costsOf(first[1]) },
        ...{ answers: null, latency: null, ms: latency.firstMs }
      });
    }
    const right = Math.round(secondTop1 * images);
    rows.push({ ...row, name, right, costs: costsOf(model), answers, latency, ms: latency.secondMs });
  }
  const { cpu } = thisMachine();
  const title = `${first[0]} and after, ${rows[0].images} images of ${dataset.name}; steps of ${batchSize} on ${cpu}`;
  return tableOf(title, COLUMNS, rows);
}

function costsOf(model: LayersModel): Row['costs'] {
  const description = modelDescription(model);
  if (description === null) {
    return null;
  }
  const { macs, params } = summarize(description.spec);
  return { macs: macs.total, params: params.trainable };
}

const interval = ({ right, images, level }: Row): { from: number; to: number } =>
  wilsonInterval(right, images, level);

const COLUMNS: readonly ColumnOf<Row>[] = [
  { key: 'network', name: 'Network', kind: 'text', value: ({ name }) => name },
  {
    ...{ key: 'accuracy', name: 'Accuracy', unit: '%', kind: 'number' },
    value: ({ right, images }) => digits((100 * right) / images, 4)
  },
  {
    ...{ key: 'accuracyFrom', name: 'from', unit: '%', kind: 'number' },
    value: (row) => digits(100 * interval(row).from, 4)
  },
  {
    ...{ key: 'accuracyTo', name: 'to', unit: '%', kind: 'number' },
    value: (row) => digits(100 * interval(row).to, 4)
  },
  {
    ...{ key: 'onlyFirst', name: 'only the first right', kind: 'integer' },
    value: ({ answers }) => answers && answers.onlyFirst
  },
  {
    ...{ key: 'onlyThis', name: 'only this right', kind: 'integer' },
    value: ({ answers }) => answers && answers.onlySecond
  },
  {
    ...{ key: 'pValue', name: 'McNemar’s p', kind: 'number' },
    value: ({ answers }) => answers && digits(answers.pValue, 2)
  },
  {
    ...{ key: 'macs', name: 'MACs', kind: 'integer', meaning: COLUMN_MEANINGS.macs },
    value: ({ costs }) => costs && costs.macs
  },
  {
    ...{ key: 'params', name: 'Parameters', kind: 'integer', meaning: COLUMN_MEANINGS.params },
    value: ({ costs }) => costs && costs.params
  },
  {
    ...{ key: 'medianMs', name: 'Median', unit: 'ms', kind: 'number', meaning: COLUMN_MEANINGS.medianTime },
    value: ({ ms }) => digits(ms, 3)
  },
  {
    ...{ key: 'ratio', name: 'of the first', kind: 'number' },
    value: ({ latency }) => latency && digits(latency.ratio.median, 3)
  },
  {
    ...{ key: 'ratioFrom', name: 'from', kind: 'number' },
    value: ({ latency }) => latency && digits(latency.ratio.from, 3)
  },
  {
    ...{ key: 'ratioTo', name: 'to', kind: 'number' },
    value: ({ latency }) => latency && digits(latency.ratio.to, 3)
  }
];

function digits(value: number, count: number): number {
  return Number(value.toPrecision(count));
}
