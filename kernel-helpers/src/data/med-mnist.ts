import type { OptionNames } from '../analysis/option-names';
import type { ImageDataset } from './dataset';
import { DataError, requireKnown } from './errors';
import { MAX_BYTES_OPTION, requireMaxBytes } from './max-bytes';
import { MED_MNIST_SETS, type MedMnistName } from './med-mnist-sets';
import { loadNpz, type NpzOptions } from './npz';
import { publicSet, type PublicSetOptions } from './public-sets';
import type { DatasetSplits } from './splits';

export interface MedMnistOptions extends Omit<NpzOptions, 'classes' | 'name'> {
  /** Path of the `.npz` file; not needed with `download`. */
  path?: string;
  /** Whether to get the file from MedMNIST's official address, or from where these options say. */
  download?: boolean | PublicSetOptions;
}

export const MED_MNIST_OPTIONS: OptionNames<MedMnistOptions> = {
  channels: true,
  path: true,
  download: true,
  validation: true,
  seed: true,
  stratified: true,
  ...MAX_BYTES_OPTION
};

/**
 * One of MedMNIST's sets of medical images, 28 × 28, with the split of its authors and the names of its classes, for
 * example `pneumoniamnist` (Yang et al. 2023, doi 10.1038/s41597-022-01721-8). Mind the licence of each.
 * @throws DataError for an unknown name, a missing or damaged file, and options that don't fit.
 * @throws DownloadError for a file that does not come.
 */
export async function loadMedMnist(
  name: MedMnistName,
  given: MedMnistOptions = {}
): Promise<DatasetSplits<ImageDataset>> {
  requireKnown(given, MED_MNIST_OPTIONS);
  requireMaxBytes(given);
  const { path, download = false, ...options } = given;
  if (!Object.hasOwn(MED_MNIST_SETS, name)) {
    const remedy = 'Read other files with loadNpz().';
    const expected = Object.keys(MED_MNIST_SETS).join(', ');
    throw new DataError('bad-option', 'name', JSON.stringify(name), expected, remedy);
  }
  const file = path ?? (download ? await downloaded(name, download) : undefined);
  if (file === undefined) {
    const remedy = 'Give the path of the file, or set `download`.';
    throw new DataError('bad-option', 'path', 'nothing', `the path of ${name}.npz`, remedy);
  }
  return loadNpz(file, { ...options, name, classes: [...MED_MNIST_SETS[name].classes] });
}

async function downloaded(name: MedMnistName, download: true | PublicSetOptions): Promise<string> {
  const { files } = await publicSet(name, download === true ? {} : download);
  return files[0];
}
