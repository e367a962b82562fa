import { type Schema, Validator } from '@cfworker/json-schema';

export interface SchemaProblem {
  /** Path in the value: `#/data/phi`. */
  place: string;
  what: string;
}

const validators = new WeakMap<object, Validator>();

/** Where and how a value differs from a schema; null where it does not. */
export function schemaProblem(schema: object, value: object): SchemaProblem | null {
  let validator = validators.get(schema);
  if (!validator) {
    validator = new Validator(schema as Schema, '2020-12', true);
    validators.set(schema, validator);
  }
  const { valid, errors } = validator.validate(asJson(value));
  if (valid) {
    return null;
  }
  // The last error is the innermost one: the field itself, not the objects around it.
  const inner = errors[errors.length - 1];
  return { place: inner.instanceLocation, what: inner.error };
}

/**
 * The value as it would be saved, because the validator throws where JSON has no word for something: fields that
 * hold `undefined` are absent, and NaN or an infinity becomes null.
 */
function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
