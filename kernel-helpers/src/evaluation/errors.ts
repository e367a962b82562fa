import { type OptionNames, unknownOption } from '../analysis/option-names';

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

/** @throws EvaluationError for an option that there is not. */
export function requireKnown<T extends object>(options: T, names: OptionNames<T>): void {
  const unknown = unknownOption(options, Object.keys(names));
  if (unknown) {
    const { name, value, expected, remedy } = unknown;
    throw new EvaluationError(name, String(value), expected, remedy);
  }
}
