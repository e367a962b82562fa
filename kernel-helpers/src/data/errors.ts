import { EnetError } from '../analysis/errors';
import { type OptionNames, unknownOption } from '../analysis/option-names';

/** What is wrong with a data file or a set of images. */
export type DataErrorKind =
  /** The file can't be opened or read. */
  | 'unreadable'
  | 'empty'
  /** Not in IDX's format, or of a kind of numbers that images don't have. */
  | 'not-idx'
  /** Not a NumPy array or archive, or of a kind of numbers that isn't read. */
  | 'not-npy'
  /** The archive has no array of that name, or the folder no such file. */
  | 'missing'
  /** Shorter than its own header says. */
  | 'truncated'
  /** Longer than its own header says. */
  | 'trailing-bytes'
  | 'too-large'
  /** Images and labels that don't belong together. */
  | 'length-mismatch'
  /** A label that names no class. */
  | 'bad-label'
  /** A class without images. */
  | 'empty-class'
  /** Values that are no pixels 0…255. */
  | 'bad-pixels'
  /** Images that don't fit the network. */
  | 'wrong-shape'
  /** More images asked for than there are, or none. */
  | 'bad-batch'
  | 'bad-option';

/** A DataError as it passes between threads. */
export interface DataFault {
  kind: DataErrorKind;
  source: string;
  got: string;
  expected: string;
  remedy: string;
}

/** Data that can't be used: names the file or value, what it held, what was expected, and what to do. */
export class DataError extends EnetError<string> {
  override readonly name = 'DataError';

  constructor(
    readonly kind: DataErrorKind,
    /** File, option or data set that is wrong. */
    readonly source: string,
    got: string,
    expected: string,
    remedy: string,
    options?: { cause?: unknown }
  ) {
    super({ place: source, got, expected, remedy, cause: options?.cause });
  }

  static of({ kind, source, got, expected, remedy }: DataFault): DataError {
    return new DataError(kind, source, got, expected, remedy);
  }

  get fault(): DataFault {
    const { kind, source, got, expected, remedy } = this;
    return { kind, source, got, expected, remedy };
  }
}

/** @throws DataError for what is no path. */
export function requirePath(option: string, path: unknown): void {
  if (typeof path !== 'string') {
    throw new DataError('bad-option', option, String(path), 'a path', 'Give it as a text.');
  }
}

/**
 * @param place Before the option's name, for options within others: `augmentation.`.
 * @throws DataError for an option that there is not.
 */
export function requireKnown<T extends object>(options: T, names: OptionNames<T>, place = ''): void {
  const unknown = unknownOption(options, Object.keys(names));
  if (unknown) {
    const { name, value, expected, remedy } = unknown;
    throw new DataError('bad-option', `${place}${name}`, String(value), expected, remedy);
  }
}
