import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { measuredRuns, type RecordSet, type ResultRecord } from '../records';
import { type MeanOverSeeds, meanOverSeeds } from '../trials';

/** Which normalisation has the lower error: decided where the interval of the difference leaves out 0. */
export type NormalizationVerdict = 'batch' | 'group' | 'undecided';

/** Both normalisations at one batch size, over the same seeds. */
export interface ComparedBatchSize {
  batchSize: number;
  /** Error in per cent. */
  batch: MeanOverSeeds;
  group: MeanOverSeeds;
  /** batch − group, seed by seed, in percentage points. */
  difference: MeanOverSeeds;
  verdict: NormalizationVerdict;
}

/** Batch and group normalisation trained alike at several batch sizes. Plain JSON. */
export interface NormalizationComparison {
  title: string;
  /** Which images the errors are of. */
  images: string;
  seeds: number;
  /** Share of such intervals that hold the true mean. */
  confidence: number;
  /** By rising batch size. */
  sizes: ComparedBatchSize[];
  /** By how much the difference at the smallest batch exceeds that at the largest, seed by seed, in percentage points. */
  change: MeanOverSeeds;
}

export interface NormalizationComparisonOptions {
  /** Share of such intervals that hold the true mean, above 0 and at most 0.9999; default 0.95. */
  confidence?: number;
}

const OPTIONS: OptionNames<NormalizationComparisonOptions> = { confidence: true };

const KINDS = ['batch', 'group'] as const;
type Kind = (typeof KINDS)[number];

/** Two seeds are the least that tell how far seeds lie apart; two sizes the least that tell of a change. */
const FEWEST = 2;

/**
 * Batch against group normalisation by batch size, from runs of a sweep over both and over batch sizes, one record for
 * each run, with `normalization`, `batchSize` and `seed` among its settings. Runs of one seed begin with the same weights
 * and order of images, so that differences are taken seed by seed. Each interval is that of its own seeds alone: how far
 * these lie apart depends on the batch size.
 * @param runs Default those that ship with the product, on MNIST (`docs/mnist-batch-size.json`).
 * @throws SpecError for records that are no such runs, fewer than two seeds or sizes, seeds that come twice, as with
 *   several rungs, or that one of both has not; and a confidence out of bounds.
 */
export function compareNormalizations(
  runs: RecordSet = measuredRuns('mnist-batch-size'),
  options: NormalizationComparisonOptions = {}
): NormalizationComparison {
  requireOptions(options, OPTIONS);
  const { confidence = 0.95 } = options;
  const errors = errorsOf(runs.records);
  const sizes = [...errors.keys()].sort((a, b) => a - b);
  requireSeveral('batch sizes', sizes.length);
  const seeds = seedsOf(errors);
  requireSeveral('seeds', seeds.length);
  const each = (batchSize: number, kind: Kind): number[] =>
    seeds.map((seed) => errors.get(batchSize)?.[kind].get(seed) ?? NaN);
  const differences = sizes.map((size) => minus(each(size, 'batch'), each(size, 'group')));
  const over = (values: readonly number[]): MeanOverSeeds => meanOverSeeds(values, confidence);
  return {
    title: runs.title,
    images: String(runs.records[0].settings?.images ?? 'images'),
    seeds: seeds.length,
    confidence,
    sizes: sizes.map((batchSize, i) => {
      const difference = over(differences[i]);
      const verdict = difference.to < 0 ? 'batch' : difference.from > 0 ? 'group' : 'undecided';
      const [batch, group] = KINDS.map((kind) => over(each(batchSize, kind)));
      return { batchSize, batch, group, difference, verdict };
    }),
    change: over(minus(differences[0], differences[differences.length - 1]))
  };
}

type Errors = Map<number, Record<Kind, Map<string | number, number>>>;

/** Error by batch size, normalisation and seed. */
function errorsOf(records: readonly ResultRecord[]): Errors {
  const errors: Errors = new Map();
  records.forEach(({ accuracy, settings = {} }, i) => {
    const { batchSize, normalization, seed } = settings;
    const kind = KINDS.find((each) => each === normalization);
    if (accuracy === null || kind === undefined || typeof batchSize !== 'number' || seed === undefined) {
      const wanted = 'an accuracy, and normalization (batch or group), batchSize and seed among its settings';
      const remedy = 'Give sweepRuns of a sweep over normalization and batchSize.';
      throw new SpecError(`records[${i}]`, JSON.stringify({ accuracy, ...settings }), wanted, remedy);
    }
    const here = errors.get(batchSize) ?? { batch: new Map(), group: new Map() };
    if (here[kind].has(seed)) {
      const got = `${seed} again, ${kind} normalisation at ${batchSize} images`;
      const remedy = 'Give the runs of one network and one rung.';
      throw new SpecError(`records[${i}].settings.seed`, got, 'each seed once', remedy);
    }
    here[kind].set(seed, 100 - accuracy);
    errors.set(batchSize, here);
  });
  return errors;
}

/** The seeds that all have. */
function seedsOf(errors: Errors): (string | number)[] {
  const all = [...errors].flatMap(([batchSize, here]) =>
    KINDS.map((kind) => ({ batchSize, kind, seeds: [...here[kind].keys()] }))
  );
  const [{ seeds }] = [...all].sort((a, b) => b.seeds.length - a.seeds.length);
  for (const { batchSize, kind, seeds: own } of all) {
    if (own.length !== seeds.length || own.some((seed) => !seeds.includes(seed))) {
      const place = `runs of ${kind} normalisation at ${batchSize} images`;
      const got = `seeds ${own.join(', ') || 'none'}`;
      const remedy = 'Let the sweep run to its end.';
      throw new SpecError(place, got, `seeds ${seeds.join(', ')}, as elsewhere`, remedy);
    }
  }
  return seeds;
}

function requireSeveral(what: string, count: number): void {
  if (count < FEWEST) {
    throw new SpecError('records', `${count} ${what}`, `at least ${FEWEST}`, `Train with more ${what}.`);
  }
}

const minus = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value - b[i]);

/**
 * What a comparison says and what it leaves open, in sentences that follow from its intervals: where either has the
 * lower error, where seeds differ too much to tell, and whether batch normalisation loses more with small batches.
 */
export function normalizationComparisonInWords(comparison: NormalizationComparison): string[] {
  const { sizes, change, seeds, confidence } = comparison;
  const at = (verdict: NormalizationVerdict): ComparedBatchSize[] =>
    sizes.filter((size) => size.verdict === verdict);
  const [smallest, largest] = [sizes[0], sizes[sizes.length - 1]].map(({ batchSize }) => batchSize);
  const ahead = (['group', 'batch'] as const).flatMap((kind) =>
    at(kind).length === 0
      ? []
      : [
          `${kind === 'group' ? 'Group' : 'Batch'} norm has the lower error at N = ${listed(at(kind))}` +
            ` (by ${at(kind)
              .map(({ difference }) => points(Math.abs(difference.mean)))
              .join(', ')} percentage points).`
        ]
  );
  const open = at('undecided');
  const share = `${rounded(100 * confidence)} %`;
  const interval = `${points(change.from)} to ${points(change.to)}`;
  const direction =
    change.from > 0
      ? `From ${largest} images to ${smallest}, batch norm loses ${points(change.mean)} points more than group norm (${share} interval ${interval}).`
      : change.to < 0
        ? `From ${largest} images to ${smallest}, group norm loses ${points(-change.mean)} points more than batch norm (${share} interval ${points(-change.to)} to ${points(-change.from)}).`
        : `Whether batch norm loses more than group norm from ${largest} images to ${smallest} is not decided: ${points(change.mean)} points more, with a ${share} interval from ${interval}.`;
  return [
    ...ahead,
    ...(open.length === 0
      ? []
      : [`At N = ${listed(open)}, ${seeds} seeds lie too far apart to tell which of the two is better.`]),
    direction
  ];
}

const listed = (sizes: readonly ComparedBatchSize[]): string =>
  sizes.map(({ batchSize }) => batchSize).join(', ');
/** An interval that ends close to 0 shows on which side. */
const points = (value: number): string => value.toFixed(Math.abs(value) < 0.1 ? 2 : 1).replace('-', '−');
const rounded = (value: number): string => String(Number(value.toPrecision(4)));
