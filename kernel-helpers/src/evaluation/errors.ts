import { EnetError } from '../analysis/errors';
import { type OptionNames, unknownOption } from '../analysis/option-names';
import { otherThanModel } from '../model';

/** A network that can't be evaluated as asked. */
export class EvaluationError extends EnetError<string> {
  override readonly name = 'EvaluationError';

  constructor(
    /** Option or value that is wrong. */
    readonly field: string,
    got: string,
    expected: string,
    remedy: string
  ) {
    super({ place: field, got, expected, remedy });
  }
}

/** @throws EvaluationError for anything that is not a model. */
export function requireModel(model: unknown, field = 'model'): void {
  const other = otherThanModel(model);
  if (other) {
    throw new EvaluationError(field, other.got, 'a model', other.remedy);
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

/** @throws EvaluationError unless it is a number from 0 to 1. */
export function requireShare(option: string, value: number): void {
  // Written so that NaN fails too.
  if (!(typeof value === 'number' && value >= 0 && value <= 1)) {
    const remedy = 'Leave it out to use the default.';
    throw new EvaluationError(option, String(value), 'a number from 0 to 1', remedy);
  }
}
