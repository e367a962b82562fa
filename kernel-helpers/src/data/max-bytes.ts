import type { OptionNames } from '../analysis/option-names';
import { DataError } from './errors';

/** The option of all that read a set into memory. */
export interface MaxBytesOption {
  /**
   * Most bytes that a file of the set may hold, unpacked if it is packed. Default what its size bears out: of an archive
   * twice its own and 60 MB, of a file packed with gzip its own and 60 MB.
   */
  maxBytes?: number;
}

/** For the tables of options of all that read sets. */
export const MAX_BYTES_OPTION: OptionNames<MaxBytesOption> = { maxBytes: true };

/** @throws DataError for a value that is not a number of bytes. */
export function requireMaxBytes({ maxBytes }: MaxBytesOption): void {
  if (maxBytes !== undefined && !(typeof maxBytes === 'number' && maxBytes > 0)) {
    const remedy = 'For a gigabyte give 1e9.';
    throw new DataError('bad-option', 'maxBytes', String(maxBytes), 'a number of bytes above 0', remedy);
  }
}
