import { EnetError, unmistakable } from '../analysis/errors';
import { type OptionNames, unknownOption } from '../analysis/option-names';

/** A training run that can't start as asked. */
export class TrainingError extends EnetError {
  override readonly name = 'TrainingError';

  constructor(
    /** Option that is wrong. */
    readonly option: string,
    got: unknown,
    expected: string,
    remedy: string,
    options?: { cause?: unknown }
  ) {
    super({ place: option, got, told: unmistakable(got), expected, remedy, cause: options?.cause });
  }
}

/** Why a checkpoint can't be written or read. */
export type CheckpointErrorKind =
  | 'disk-full'
  | 'read-only'
  | 'not-found'
  /** Files that don't agree with their checksums or sizes. */
  | 'damaged'
  /** Written by a newer version. */
  | 'unknown-version'
  /** Belongs to another network or optimiser. */
  | 'mismatch'
  | 'io';

/** A checkpoint or the record of a run that can't be written or read. */
export class CheckpointError extends EnetError<string> {
  override readonly name = 'CheckpointError';

  constructor(
    readonly kind: CheckpointErrorKind,
    readonly path: string,
    got: string,
    expected: string,
    remedy: string,
    options?: { cause?: unknown }
  ) {
    super({ place: path, got, expected, remedy, cause: options?.cause });
  }
}

/**
 * @param place Before the option's name, for options within others: `earlyStopping.`.
 * @throws TrainingError for an option that there is not.
 */
export function requireKnown<T extends object>(options: T, names: OptionNames<T>, place = ''): void {
  const unknown = unknownOption(options, Object.keys(names));
  if (unknown) {
    const { name, value, expected, remedy } = unknown;
    throw new TrainingError(`${place}${name}`, value, expected, remedy);
  }
}
