import type { OptionNames } from '../analysis/option-names';
import { DataError } from './errors';
import { MAX_BYTES_OPTION, type MaxBytesOption, requireMaxBytes } from './max-bytes';
import { publicSet, type PublicSetName, type PublicSetOptions } from './public-sets';
import type { SplitOptions } from './splits';

/** Options of the public data sets that a folder holds. */
export interface StoredSetOptions extends MaxBytesOption {
  /** Folder with the set's files; needed unless they are downloaded. */
  folder?: string;
  /**
   * Whether to get the files from the set's official address, or from where these options say, and to keep them in
   * `folder` or in the cache. What is there already is not downloaded again.
   */
  download?: boolean | Omit<PublicSetOptions, 'folder'>;
  /** Images held out of training for validation: a share below 1, or a number. Default 0.1, 0 for none. */
  validation?: number;
  /** Chooses them. Default 0. */
  seed?: number;
  /** Whether each class gives the same share of them; default true. */
  stratified?: boolean;
}

export const STORED_SET_OPTIONS: OptionNames<StoredSetOptions> = {
  folder: true,
  download: true,
  validation: true,
  seed: true,
  stratified: true,
  ...MAX_BYTES_OPTION
};

const VALIDATION_SHARE = 0.1;

/**
 * Where a set's files lie, and how to split it.
 * @param name What the set is called in errors.
 * @throws DataError without a folder and a download, DownloadError for files that don't come.
 */
export async function storedSetOptions(
  name: string,
  published: PublicSetName,
  options: StoredSetOptions
): Promise<{ folder: string; split: SplitOptions }> {
  const { folder, download = false, validation = VALIDATION_SHARE, seed = 0, stratified = true } = options;
  requireMaxBytes(options);
  const split = { validation, seed, stratified };
  if (folder !== undefined && (typeof folder !== 'string' || folder === '')) {
    throw noFolder(name, folder);
  }
  if (download) {
    const kept = await publicSet(published, { ...(download === true ? {} : download), folder });
    return { folder: kept.folder, split };
  }
  if (folder === undefined) {
    throw noFolder(name, folder);
  }
  return { folder, split };
}

function noFolder(name: string, folder: unknown): DataError {
  const remedy = `Give the folder that holds the files of ${name}, or set \`download\`.`;
  return new DataError('bad-option', 'folder', JSON.stringify(folder) ?? 'nothing', 'a path', remedy);
}
