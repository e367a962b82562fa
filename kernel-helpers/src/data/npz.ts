import { basename } from 'node:path';
import type { OptionNames } from '../analysis/option-names';
import { numbered } from './arrays';
import type { ChannelOrder } from './channel-order';
import { type ImageDataset, imageDataset } from './dataset';
import { DataError, requireKnown, requirePath } from './errors';
import type { IdxArray } from './idx';
import { MAX_BYTES_OPTION, type MaxBytesOption, requireMaxBytes } from './max-bytes';
import { npyPixels, parseNpy } from './npy';
import { type DatasetSplits, datasetSplits, splitOwn } from './splits';
import { readZip } from './zip';

export interface NpzOptions extends MaxBytesOption {
  /** Names of the classes; default their numbers. */
  classes?: string[];
  /** Where the channels are, if not last or not 1 or 3; `first` moves them. */
  channels?: ChannelOrder;
  /** Default the file's name. */
  name?: string;
  /** Images held out of training if the file has none for validation: a share below 1, or a number. Default 0.1. */
  validation?: number;
  /** Chooses them. Default 0. */
  seed?: number;
  /** Whether each class gives the same share of them; default true. */
  stratified?: boolean;
}

export const NPZ_OPTIONS: OptionNames<NpzOptions> = {
  channels: true,
  classes: true,
  name: true,
  validation: true,
  seed: true,
  stratified: true,
  ...MAX_BYTES_OPTION
};

/** MedMNIST's names of the arrays, then those of Keras's data sets. */
const NAMES = {
  train: [
    ['train_images', 'train_labels'],
    ['x_train', 'y_train']
  ],
  validation: [
    ['val_images', 'val_labels'],
    ['x_val', 'y_val']
  ],
  test: [
    ['test_images', 'test_labels'],
    ['x_test', 'y_test']
  ]
} as const;

type Part = keyof typeof NAMES;
type Raw = { images: IdxArray; labels: ArrayLike<number>; sources: { images: string; labels: string } };

/**
 * Reads images and labels from a NumPy `.npz` archive in MedMNIST's layout: `train_images` [N, height, width] or
 * [N, height, width, channels] with values 0…255, `train_labels` [N] or [N, 1], and the same for `val_` and `test_`.
 * @throws DataError for a file that isn't one, is damaged or larger than allowed, and for arrays that don't fit.
 *
 * @example
 * ```ts
 * const generated = await enet.loadNpz('samples/generated.npz', { classes: ['cloud', 'with a spot'] });
 * console.log(generated.train.labels.length);
 * ```
 */
export async function loadNpz(path: string, options: NpzOptions = {}): Promise<DatasetSplits<ImageDataset>> {
  requirePath('path', path);
  requireKnown(options, NPZ_OPTIONS);
  requireMaxBytes(options);
  const { name = basename(path, '.npz'), validation = 0.1, seed = 0, stratified = true } = options;
  const wanted = Object.values(NAMES).flatMap((pairs) => pairs.flatMap(([...pair]) => pair));
  const files = wanted.map((array) => `${array}.npy`);
  const found = await readZip(path, files, options.maxBytes ?? null);
  const arrays = [...found.files.keys()].join(', ');
  const read = (part: Part): Raw | null => {
    const pair = NAMES[part].find((names) => names.some((array) => found.files.has(`${array}.npy`)));
    return pair ? rawPart(found, path, pair, arrays) : null;
  };
  const [train, held, test] = [read('train'), read('validation'), read('test')];
  if (!train || !test) {
    const expected = NAMES[train ? 'test' : 'train'][0].join(' and ');
    const got = arrays === '' ? 'none of the arrays' : `only ${arrays}`;
    const remedy = 'Name the arrays as MedMNIST does, or make a data set with imagesFromArrays().';
    throw new DataError('missing', path, got, expected, remedy);
  }
  const classes = options.classes ?? classesOf([train, held, test], path);
  const dataset = (raw: Raw, title: string): ImageDataset => {
    const images = { ...raw.images, channels: options.channels, isOwn: true };
    const labels = { shape: [raw.labels.length], values: raw.labels };
    return imageDataset(`${name} ${title}`, images, labels, classes, raw.sources);
  };
  const [all, rest] = [dataset(train, 'train'), dataset(test, 'test')];
  if (held) {
    return datasetSplits(name, { train: all, validation: dataset(held, 'validation'), test: rest });
  }
  return splitOwn(name, all, rest, { validation, seed, stratified });
}

/** @param arrays Names of all that were found. */
function rawPart(
  found: { files: Map<string, Uint8Array>; room: number },
  path: string,
  pair: readonly [string, string],
  arrays: string
): Raw {
  const { files } = found;
  const [images, labels] = pair.map((array) => `${path}: ${array}`);
  const absent = pair.find((array) => !files.has(`${array}.npy`));
  if (absent !== undefined) {
    const got = `only ${arrays}`;
    throw new DataError('missing', path, got, `${absent} too`, 'Save images and labels together.');
  }
  const [pixelFile, labelFile] = pair.map((array) => files.get(`${array}.npy`) ?? new Uint8Array(0));
  const pixels = npyPixels(pixelFile, images, found.room);
  const { shape, values } = parseNpy(labelFile, labels);
  if (pixels.values.buffer !== pixelFile.buffer) {
    // The next one's bytes may take the place of this one's numbers.
    files.delete(`${pair[0]}.npy`);
    found.room += pixelFile.length - pixels.values.length;
  }
  if (shape.length < 1 || shape.length > 2 || (shape[1] ?? 1) !== 1) {
    const got = `sizes [${shape.join(', ')}]`;
    const remedy = 'Images with several classes at once are not supported: choose one label for each.';
    throw new DataError('wrong-shape', labels, got, '[images] or [images, 1]', remedy);
  }
  if (pixels.values.length === 0) {
    const got = `sizes [${pixels.shape.join(', ')}]`;
    throw new DataError('empty', images, got, 'at least one image', 'Save the images again.');
  }
  return { images: pixels, labels: values, sources: { images, labels } };
}

/** Numbers up to the largest label of all parts. */
function classesOf(parts: Array<Raw | null>, path: string): string[] {
  const lists = parts.map((part) => (part ? numbered(part.labels, part.sources.labels) : []));
  const longest = lists.reduce((a, b) => (b.length > a.length ? b : a));
  if (longest.length < 2) {
    const remedy = 'A classifier needs at least two classes.';
    throw new DataError('bad-label', path, 'labels of a single class', 'of two classes or more', remedy);
  }
  return longest;
}
