import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import { didYouMean } from '../analysis/option-names';
import { expectedBy, type SchemaPart } from './schema-words';

/** Where a value differs from a schema, and what stands there instead of what. */
export interface SchemaProblem {
  /** Path in the value: `#/data/phi`. */
  place: string;
  got: unknown;
  expected: string;
  /** What to do, where that is more than to give what is expected. */
  remedy: string | null;
}

const validators = new WeakMap<object, Validator>();

/** Where and how a value differs from a schema; null where it does not. */
export function schemaProblem(schema: object, value: object): SchemaProblem | null {
  let validator = validators.get(schema);
  if (!validator) {
    validator = new Validator(schema as Schema, '2020-12', true);
    validators.set(schema, validator);
  }
  const json = asJson(value);
  const { valid, errors } = validator.validate(json);
  return valid ? null : problemOf(schema as SchemaPart, json, errors);
}

/**
 * The value as it would be saved, because the validator throws where JSON has no word for something: fields that
 * hold `undefined` are absent, and NaN or an infinity becomes null; and for names that are no text, of half a
 * surrogate pair.
 */
function asJson(value: object): unknown {
  const text = JSON.stringify(value);
  const wellFormed = text.includes('\\ud')
    ? text.replace(/\\(\\|u(d[89a-f][\da-f]{2}))/g, (escape, _, half) => (half ? '\ufffd' : escape))
    : text;
  return JSON.parse(wellFormed);
}

function problemOf(schema: SchemaPart, value: unknown, errors: readonly OutputUnit[]): SchemaProblem {
  const depth = ({ instanceLocation }: OutputUnit): number => instanceLocation.split('/').length;
  const deepest = Math.max(...errors.map(depth));
  // The field itself, not the objects around it; and there what all its alternatives take, not what one of them does.
  const inner = errors.filter((error) => depth(error) === deepest);
  const {
    instanceLocation: place,
    keyword,
    keywordLocation
  } = inner.find((error) => error.keyword === 'anyOf') ?? inner[inner.length - 1];
  const got = partAt(value, place);
  if (keyword === 'false') {
    const around = errors.find((error) => error.keyword === 'additionalProperties');
    const fields = Object.keys(partAt(schema, parentOf(around?.keywordLocation ?? '#'))?.properties ?? {});
    const name = steps(place).at(-1) ?? '';
    return {
      place,
      got,
      expected: 'no such field',
      remedy: `${didYouMean(name, fields)}The fields are ${fields.join(', ')}.`
    };
  }
  const part = (partAt(schema, parentOf(keywordLocation)) ?? {}) as SchemaPart;
  if (keyword === 'required') {
    const missing = (part.required as string[]).find((name) => !Object.hasOwn(got as object, name)) ?? '';
    const expected = expectedBy(part.properties?.[missing] ?? {});
    return { place: `${place}/${missing}`, got: undefined, expected, remedy: 'It is missing.' };
  }
  return { place, got, expected: expectedBy(part), remedy: null };
}

/** The names in a pointer of the validator's, which writes them as a URI does. */
export function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

function partAt<T>(whole: T, pointer: string): T | undefined {
  return steps(pointer).reduce<unknown>(
    (part, step) => (part as Record<string, unknown> | undefined)?.[step],
    whole
  ) as T | undefined;
}
