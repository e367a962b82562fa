import { unknownOption } from '../analysis/option-names';
import {
  CIFAR_100_OPTIONS,
  DataError,
  type DatasetSplits,
  datasetSplits,
  firstImages,
  FOLDER_OPTIONS,
  loadCifar10,
  loadCifar100,
  loadFashionMnist,
  loadImageFolder,
  loadMedMnist,
  loadMnist,
  loadNpz,
  MED_MNIST_OPTIONS,
  type MedMnistName,
  MNIST_OPTIONS,
  NPZ_OPTIONS,
  STORED_SET_OPTIONS
} from '../data';
import { SweepError } from './errors';

/** A data set that any process can load: a loader by its name, and its options. Plain JSON. */
export interface SweepData {
  loader: SweepLoader;
  /** What the loader takes before its options: the path of `npz`, the folder of `imageFolder`, the name of `medMnist`. */
  from?: string;
  options?: Record<string, unknown>;
  /** Takes the first so many images of each part alone; default all. */
  images?: { train?: number; validation?: number; test?: number };
}

interface Loader {
  options: Readonly<Record<string, true>>;
  /** What `from` is; null for loaders that take none. */
  from: string | null;
  load: (from: string, options: object) => Promise<DatasetSplits>;
}

const LOADERS = {
  mnist: { options: MNIST_OPTIONS, from: null, load: (_, options) => loadMnist(options) },
  fashionMnist: { options: STORED_SET_OPTIONS, from: null, load: (_, options) => loadFashionMnist(options) },
  cifar10: { options: STORED_SET_OPTIONS, from: null, load: (_, options) => loadCifar10(options) },
  cifar100: { options: CIFAR_100_OPTIONS, from: null, load: (_, options) => loadCifar100(options) },
  medMnist: {
    options: MED_MNIST_OPTIONS,
    from: 'the name of a set',
    load: (name, options) => loadMedMnist(name as MedMnistName, options)
  },
  npz: { options: NPZ_OPTIONS, from: 'the path of a file', load: loadNpz },
  imageFolder: { options: FOLDER_OPTIONS, from: 'the path of a folder', load: loadImageFolder }
} satisfies Record<string, Loader>;

export type SweepLoader = keyof typeof LOADERS;

export const SWEEP_LOADERS = Object.keys(LOADERS) as SweepLoader[];

/** @throws SweepError for an option that the loader does not have, and where it needs to know what to read. */
export function requireData({ loader, from, options = {} }: SweepData): void {
  const { options: names, from: needed }: Loader = LOADERS[loader];
  const unknown = unknownOption(options, Object.keys(names));
  if (unknown) {
    const { name, value, expected, remedy } = unknown;
    throw new SweepError('definition', `data.options.${name}`, value, expected, remedy);
  }
  if (needed !== null && from === undefined) {
    throw new SweepError('definition', 'data.from', 'nothing', needed, `State what ${loader} is to read.`);
  }
  if (needed === null && from !== undefined) {
    const remedy = 'Leave it out, or give a folder among the options.';
    throw new SweepError('definition', 'data.from', from, `nothing with ${loader}`, remedy);
  }
}

/**
 * Loads the data of a sweep.
 * @throws DataError or DownloadError as its loader does, and DataError without images for validation, by which a sweep
 *   chooses.
 */
export async function loadSweepData({
  loader,
  from = '',
  options = {},
  images
}: SweepData): Promise<DatasetSplits> {
  const { load }: Loader = LOADERS[loader];
  const loaded = await load(from, options);
  const { name, train, validation, test, warnings } = loaded;
  if (validation === null) {
    const remedy =
      'Hold some out with the option validation: choosing by test images would flatter the winner.';
    throw new DataError('bad-option', 'validation', 'no validation images', 'some, to choose by', remedy);
  }
  if (images === undefined) {
    return loaded;
  }
  const taken = {
    train: firstImages(train, images.train ?? train.shape[0]),
    validation: firstImages(validation, images.validation ?? validation.shape[0]),
    test: firstImages(test, images.test ?? test.shape[0])
  };
  return datasetSplits(name, taken, warnings);
}
