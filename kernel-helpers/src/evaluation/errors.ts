/** A network that can't be evaluated as asked. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';

  constructor(
    /** Option or value that is wrong. */
    readonly field: string,
    readonly got: string,
    readonly expected: string,
    readonly remedy: string
  ) {
    super(`${field}: got ${got}, expected ${expected}. ${remedy}`);
  }
}
