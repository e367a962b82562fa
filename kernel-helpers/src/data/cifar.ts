import { join } from 'node:path';
import type { OptionNames } from '../analysis/option-names';
import { readPlainFile } from '../files';
import { type ImageDataset, imageDataset } from './dataset';
import { DataError, requireKnown } from './errors';
import type { PublicSetName } from './public-sets';
import { type DatasetSplits, splitOwn } from './splits';
import { STORED_SET_OPTIONS, type StoredSetOptions, storedSetOptions } from './stored-set';

const SIDE = 32;
const CHANNELS = 3;
const PIXELS = SIDE * SIDE;
/** The largest file of both sets, CIFAR-100's train.bin, has 50,000 images. */
const MAX_IMAGES = 200_000;
const DOWNLOAD_AGAIN = 'Unpack the archive again, or get it again from its source.';

/** One of the two sets: its files, and where in an image's bytes the class stands. */
interface Layout {
  name: string;
  published: PublicSetName;
  train: string[];
  test: string;
  /** Names of the classes, one to a line. */
  names: string;
  classes: number;
  /** Bytes before the pixels. */
  labelBytes: number;
  /** Which of them is the class. */
  label: number;
}

const CIFAR_10: Layout = {
  name: 'CIFAR-10',
  published: 'cifar-10',
  train: [1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`),
  test: 'test_batch.bin',
  names: 'batches.meta.txt',
  classes: 10,
  labelBytes: 1,
  label: 0
};

const CIFAR_100: Layout = {
  name: 'CIFAR-100',
  published: 'cifar-100',
  train: ['train.bin'],
  test: 'test.bin',
  names: 'fine_label_names.txt',
  classes: 100,
  labelBytes: 2,
  label: 1
};

export interface Cifar100Options extends StoredSetOptions {
  /** 100 fine classes (default), or the 20 coarse ones that they belong to. */
  labels?: 'fine' | 'coarse';
}

export const CIFAR_100_OPTIONS: OptionNames<Cifar100Options> = { ...STORED_SET_OPTIONS, labels: true };

/**
 * CIFAR-10 (Krizhevsky 2009): 50,000 photographs to train on and 10,000 to test on, 32 × 32, colour, from the folder
 * of the binary version (`data_batch_1.bin` … `batches.meta.txt`).
 * @throws DataError when a file is missing or damaged, or the options don't fit.
 */
export function loadCifar10(options: StoredSetOptions = {}): Promise<DatasetSplits<ImageDataset>> {
  requireKnown(options, STORED_SET_OPTIONS);
  return loadCifar(CIFAR_10, options);
}

/**
 * CIFAR-100 (Krizhevsky 2009): 50,000 photographs to train on and 10,000 to test on, 32 × 32, colour, from the
 * folder of the binary version (`train.bin`, `test.bin`, `fine_label_names.txt`).
 * @throws DataError when a file is missing or damaged, or the options don't fit.
 */
export function loadCifar100(options: Cifar100Options = {}): Promise<DatasetSplits<ImageDataset>> {
  requireKnown(options, CIFAR_100_OPTIONS);
  const coarse = { ...CIFAR_100, names: 'coarse_label_names.txt', classes: 20, label: 0 };
  return loadCifar(options.labels === 'coarse' ? coarse : CIFAR_100, options);
}

async function loadCifar(layout: Layout, options: StoredSetOptions): Promise<DatasetSplits<ImageDataset>> {
  const { name, published } = layout;
  const { folder, split } = await storedSetOptions(name, published, options);
  const classes = await classNames(join(folder, layout.names), layout.classes);
  const part = async (title: string, files: string[]): Promise<ImageDataset> => {
    const paths = files.map((file) => join(folder, file));
    const contents: Uint8Array[] = [];
    for (const path of paths) {
      contents.push(await readRecords(path, layout, options.maxBytes));
    }
    const source = paths.length > 1 ? folder : paths[0];
    return decoded(`${name} ${title}`, contents, classes, { layout, source });
  };
  const train = await part('train', layout.train);
  return splitOwn(name, train, await part('test', [layout.test]), split);
}

/** Records of a label and three planes of colour, put together with the channels last. */
function decoded(
  name: string,
  contents: Uint8Array[],
  classes: string[],
  { layout, source }: { layout: Layout; source: string }
): ImageDataset {
  const { labelBytes, label } = layout;
  const record = labelBytes + CHANNELS * PIXELS;
  const count = contents.reduce((sum, { length }) => sum + length / record, 0);
  const images = new Uint8Array(count * CHANNELS * PIXELS);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const bytes of contents) {
    for (let from = 0; from < bytes.length; from += record, image++) {
      labels[image] = bytes[from + label];
      for (let channel = 0; channel < CHANNELS; channel++) {
        const plane = from + labelBytes + channel * PIXELS;
        for (let pixel = 0; pixel < PIXELS; pixel++) {
          images[(image * PIXELS + pixel) * CHANNELS + channel] = bytes[plane + pixel];
        }
      }
    }
  }
  const array = { shape: [count, SIDE, SIDE, CHANNELS], values: images };
  return imageDataset(name, array, { shape: [count], values: labels }, classes, {
    images: source,
    labels: source
  });
}

async function readRecords(
  path: string,
  { labelBytes }: Layout,
  maxBytes: number | undefined
): Promise<Uint8Array> {
  const record = labelBytes + CHANNELS * PIXELS;
  const bytes = await readLimited(path, maxBytes ?? MAX_IMAGES * record);
  if (bytes.length === 0) {
    throw new DataError('empty', path, 'an empty file', `records of ${record} bytes`, DOWNLOAD_AGAIN);
  }
  if (bytes.length % record !== 0) {
    const expected = `a multiple of ${record}, the bytes of a label and an image`;
    throw new DataError('truncated', path, `${bytes.length} bytes`, expected, DOWNLOAD_AGAIN);
  }
  return bytes;
}

/** One name to a line, as many as there are classes. */
async function classNames(path: string, count: number): Promise<string[]> {
  const text = Buffer.from(await readLimited(path, 65_536)).toString('utf8');
  const names = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (names.length !== count) {
    throw new DataError('length-mismatch', path, `${names.length} names`, `${count}`, DOWNLOAD_AGAIN);
  }
  return names;
}

async function readLimited(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return await readPlainFile(path, (size) => {
      if (size > maxBytes) {
        const remedy = 'Check that this is the file of the data set, or allow more with maxBytes.';
        throw new DataError('too-large', path, `a file of ${size} bytes`, `at most ${maxBytes}`, remedy);
      }
    });
  } catch (error) {
    if (error instanceof DataError) {
      throw error;
    }
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const remedy = 'Give the folder of the unpacked binary version.';
    throw new DataError('unreadable', path, code, 'a readable file', remedy, { cause: error });
  }
}
