import { DataError } from './errors';
import type { SplitOptions } from './splits';

/** Options of the public data sets that a folder holds. */
export interface StoredSetOptions {
  /** Folder with the set's files. */
  folder: string;
  /** Images held out of training for validation: a share below 1, or a number. Default 0.1, 0 for none. */
  validation?: number;
  /** Chooses them. Default 0. */
  seed?: number;
  /** Whether each class gives the same share of them; default true. */
  stratified?: boolean;
}

const VALIDATION_SHARE = 0.1;

/** Where a set's files lie, and how to split it. @throws DataError without a folder. */
export function storedSetOptions(
  set: string,
  { folder, validation = VALIDATION_SHARE, seed = 0, stratified = true }: StoredSetOptions
): Promise<{ folder: string; split: SplitOptions }> {
  if (typeof folder !== 'string' || folder === '') {
    const remedy = `Give the folder that holds the files of ${set}.`;
    return Promise.reject(new DataError('bad-option', 'folder', JSON.stringify(folder), 'a path', remedy));
  }
  return Promise.resolve({ folder, split: { validation, seed, stratified } });
}
