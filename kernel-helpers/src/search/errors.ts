import { EnetError } from '../analysis/errors';

/** What a sweep can't go on for. */
export type SweepFault =
  /** Something in the definition can't be. */
  | 'definition'
  /** Written by another version of EfficientNet Lab. */
  | 'version'
  /** The folder is that of another definition. */
  | 'other-definition'
  /** Another process works in the folder. */
  | 'in-use'
  /** The data set can't be loaded where trials run, or doesn't fit the networks. */
  | 'data'
  /** The disk is full, read-only or broken. */
  | 'disk'
  /** A run's folder is damaged, was edited, or belongs to another run. */
  | 'run'
  /** Trials can't be started. */
  | 'executor';

/** A sweep that can't start or go on as asked. */
export class SweepError extends EnetError {
  override readonly name = 'SweepError';

  constructor(
    readonly fault: SweepFault,
    /** Field of the definition, or path. */
    readonly field: string,
    got: unknown,
    expected: string,
    remedy: string,
    { told = shown(got), cause }: { told?: string; cause?: unknown } = {}
  ) {
    super({ place: field, got, told, expected, remedy, cause });
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}

/** What was thrown, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
