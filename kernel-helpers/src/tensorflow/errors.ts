import { EnetError } from '../analysis/errors';

/** Why native TensorFlow is not usable. */
export type TensorFlowErrorKind =
  /** TensorFlow's shared libraries are not found where the binding looks for them. */
  | 'library-missing'
  /** The npm package or its compiled binding is not there. */
  | 'binding-missing'
  /** The binding is there but was built for something else, or is damaged. */
  | 'binding-incompatible'
  /** A GPU was asked for, and TensorFlow sees none. */
  | 'gpu-not-found'
  /** No native TensorFlow library exists for this system. */
  | 'unsupported-platform'
  /** Another backend of TensorFlow.js is selected. */
  | 'wrong-backend'
  /** An operation was refused by TensorFlow or given impossible arguments. */
  | 'invalid-argument'
  /** Something can't become part of a compiled graph. */
  | 'recording';

/** Native TensorFlow can't be used as asked: what was found, what was expected, and what to do. */
export class TensorFlowError extends EnetError<string> {
  override readonly name = 'TensorFlowError';

  constructor(
    readonly kind: TensorFlowErrorKind,
    /** What was found, in one sentence. */
    got: string,
    expected: string,
    /** What to do about it, in one sentence. */
    remedy: string,
    options?: { cause?: unknown }
  ) {
    super({ place: null, got, expected, remedy, cause: options?.cause });
  }
}
