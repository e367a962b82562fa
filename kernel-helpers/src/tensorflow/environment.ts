import { TensorFlowError } from './errors';

/**
 * A choice that the environment may make; undefined where it makes none.
 * @throws TensorFlowError `invalid-argument` for another value: a slip would go unseen.
 */
export function fromEnvironment<T extends string>(name: string, choices: readonly T[]): T | undefined {
  const value = process.env[name];
  const choice = choices.find((each) => each === value);
  if (value !== undefined && choice === undefined) {
    throw new TensorFlowError(
      'invalid-argument',
      `${name} is '${value}'.`,
      `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
      'Set it to one of them, or unset it.'
    );
  }
  return choice;
}
