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

/** Native TensorFlow can't be used as asked. The message says what was found and what to do. */
export class TensorFlowError extends Error {
  override readonly name = 'TensorFlowError';

  constructor(
    readonly kind: TensorFlowErrorKind,
    /** What was found, in one sentence. */
    readonly found: string,
    /** What to do about it, in one sentence. */
    readonly remedy: string,
    options?: { cause?: unknown }
  ) {
    super(`${found} ${remedy}`, options);
  }
}
