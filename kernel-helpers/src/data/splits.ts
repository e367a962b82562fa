import { createHash } from 'node:crypto';
import type { OptionNames } from '../analysis/option-names';
import { classCounts } from './class-weights';
import { type Dataset, type ImageDataset, inMemory, parted, requireCount, select } from './dataset';
import { DataError, requireKnown } from './errors';
import { SeededOrder } from './order';

/** A data set as a training run takes it. */
export interface DatasetSplits<T extends Dataset = Dataset> {
  name: string;
  train: T;
  /** Held out of the training images; null when none are. */
  validation: T | null;
  test: T;
  classes: string[];
  /**
   * SHA-256 of all pixels, or files, and labels of the splits in their order: tells whether two runs saw the same
   * data.
   */
  fingerprint: string;
  /** What is worth knowing before training: classes without images, files left out. */
  warnings: string[];
}

export interface SplitOptions {
  /** Images held out: a share of them below 1, or their number. */
  validation: number;
  /** Chooses them. */
  seed: number;
  /** Each class gives the same share of its images, up to rounding; default false, drawn from all alike. */
  stratified?: boolean;
}

const SPLIT_OPTIONS: OptionNames<SplitOptions> = { validation: true, seed: true, stratified: true };

/**
 * Holds images out of the training set, chosen by the seed, and fingerprints the result.
 * @throws DataError when none would be left to train on.
 *
 * @example
 * ```ts
 * const { train, test } = await enet.loadMnist({ validation: 0 });
 * const few = enet.splitDataset('2,000 digits', enet.firstImages(train, 2000), test, { validation: 0.1, seed: 1, stratified: true });
 * console.log(few.train.labels.length, few.validation?.labels.length); // 1800 200
 * ```
 */
export function splitDataset<T extends Dataset>(
  name: string,
  train: T,
  test: T,
  options: SplitOptions
): DatasetSplits<T> {
  requireKnown(options, SPLIT_OPTIONS);
  const parts = (set: T, kept: Uint32Array, held: Uint32Array): [T, T] => [
    select(set, set.name, kept),
    select(set, `${name} validation`, held)
  ];
  return splitBy(parts, name, train, test, options);
}

/**
 * The same for a set in memory that nobody else holds, with the same result: its images are moved to their places, where
 * copies would take their memory once more.
 */
export function splitOwn(
  name: string,
  train: ImageDataset,
  test: ImageDataset,
  options: SplitOptions
): DatasetSplits<ImageDataset> {
  const parts = (set: ImageDataset, kept: Uint32Array, held: Uint32Array): [ImageDataset, ImageDataset] => {
    const [rest, validation] = parted(set, kept, held);
    return [rest, { ...validation, name: `${name} validation` }];
  };
  return splitBy(parts, name, train, test, options);
}

function splitBy<T extends Dataset>(
  parts: (train: T, kept: Uint32Array, held: Uint32Array) => [T, T],
  name: string,
  all: T,
  test: T,
  { validation: share, seed, stratified = false }: SplitOptions
): DatasetSplits<T> {
  const count = countOf(share, all);
  const { held, kept } = heldOut(all, count, { seed, stratified, option: 'validation' });
  if (count === 0) {
    return datasetSplits(name, { train: all, validation: null, test });
  }
  const [train, validation] = parts(all, kept, held);
  return datasetSplits(name, { train, validation, test });
}

/** A share below 1 as a number of images, rounded; other numbers as they are. */
export function countOf(held: number, { shape: [count] }: Dataset): number {
  return typeof held === 'number' && held > 0 && held < 1 ? Math.round(held * count) : held;
}

/** Splits as they are, fingerprinted. */
export function datasetSplits<T extends Dataset>(
  name: string,
  splits: { train: T; validation: T | null; test: T },
  warnings: string[] = []
): DatasetSplits<T> {
  const { train, validation, test } = splits;
  const { classes } = train;
  const all = [...warnings, ...emptyClassWarnings(train)];
  return { name, ...splits, classes, fingerprint: fingerprint([train, validation, test]), warnings: all };
}

/** Seeds apart by 2³² draw the same. */
function requireSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < -(2 ** 31) || seed >= 2 ** 32) {
    const expected = `a whole number from ${-(2 ** 31)} to ${2 ** 32 - 1}`;
    throw new DataError(
      'bad-option',
      'seed',
      JSON.stringify(seed) ?? String(seed),
      expected,
      'Give one, or leave the seed out.'
    );
  }
}

/**
 * Places of images to hold out and of those to keep.
 * @param option Name that errors carry; also keeps the draws of several splits by one seed apart.
 * @throws DataError for a number of images that there is not, and a seed that is none.
 */
export function heldOut(
  dataset: Dataset,
  count: number,
  { seed, stratified, option }: { seed: number; stratified: boolean; option: string }
): { held: Uint32Array; kept: Uint32Array } {
  requireCount(option, count, 0, dataset.shape[0] - 1);
  requireSeed(seed);
  if (typeof stratified !== 'boolean') {
    throw new DataError(
      'bad-option',
      'stratified',
      String(stratified),
      'true or false',
      'Choose one of them.'
    );
  }
  if (!stratified) {
    const order = new SeededOrder(seed, option).shuffled(dataset.shape[0]);
    return { held: order.subarray(0, count), kept: order.subarray(count) };
  }
  const places = dataset.classes.map((): number[] => []);
  dataset.labels.forEach((label, place) => places[label].push(place));
  const quotas = shares(
    places.map(({ length }) => length),
    count
  );
  const held = places.flatMap((members, label) => {
    const order = new SeededOrder(seed, `${option} ${label}`).shuffled(members.length);
    return Array.from(order.subarray(0, quotas[label]), (at) => members[at]);
  });
  const isHeld = new Uint8Array(dataset.shape[0]);
  held.forEach((place) => (isHeld[place] = 1));
  const all = Uint32Array.from(isHeld, (_, place) => place);
  return {
    held: all.filter((place) => isHeld[place] === 1),
    kept: all.filter((place) => isHeld[place] === 0)
  };
}

/**
 * `count` divided in proportion to the sizes, by largest remainders; a class is emptied only when nothing else is
 * left to take.
 */
function shares(sizes: number[], count: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const quotas = sizes.map((size) => Math.floor((size * count) / total));
  const rest = sizes
    .map((size, label) => ({
      label,
      remainder: ((size * count) / total) % 1,
      last: size - quotas[label] === 1
    }))
    .filter(({ label }) => sizes[label] > quotas[label])
    .sort((a, b) => Number(a.last) - Number(b.last) || b.remainder - a.remainder || a.label - b.label);
  const missing = count - quotas.reduce((sum, quota) => sum + quota, 0);
  rest.slice(0, missing).forEach(({ label }) => quotas[label]++);
  return quotas;
}

/** SHA-256 in hexadecimal over shapes, pixels or files' digests and how their values are scaled, and labels. */
export function fingerprint(splits: ReadonlyArray<Dataset | null>): string {
  const hash = createHash('sha256');
  for (const split of splits) {
    hash.update(JSON.stringify(split?.shape ?? null));
    if (split) {
      hash.update(inMemory(split) ? split.images : split.digests);
      if (!inMemory(split) && split.valueRange) {
        hash.update(JSON.stringify(split.valueRange));
      }
      hash.update(new Uint8Array(split.labels.buffer, split.labels.byteOffset, split.labels.byteLength));
    }
  }
  return hash.digest('hex');
}

/** Names that one sentence lists. */
const NAMED = 5;

function emptyClassWarnings(train: Dataset): string[] {
  const counts = classCounts(train);
  const empty = train.classes.filter((_, label) => counts[label] === 0);
  if (empty.length === 0) {
    return [];
  }
  const names = empty.slice(0, NAMED).join(', ') + (empty.length > NAMED ? ', …' : '');
  const subject = empty.length === 1 ? 'The class' : `${empty.length} classes`;
  return [`${subject} ${names} of ${train.name} can't be learned: no training images.`];
}
