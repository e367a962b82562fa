import { SpecError } from '../analysis';
import { unknownOption } from '../analysis/option-names';
import { type Quantities, requireQuantities } from './quantities';

/**
 * A start that a cell gives, over the defaults; fields that are undefined count as left out.
 * @throws SpecError for a field that does not exist: a slip of the pen would otherwise change nothing, silently.
 */
export function completed<T extends object>(view: string, defaults: T, start: Partial<T>): T {
  requireFields(view, start, Object.keys(defaults));
  const given = Object.entries(start).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}

/**
 * A start over the defaults, checked against the table of the view's quantities.
 * @throws SpecError for a field that does not exist, a number out of bounds, or a value that is not one of the options.
 */
export function checkedStart<T extends object>(
  view: string,
  table: Quantities,
  defaults: T,
  start: Partial<T>
): T {
  const state = completed<T>(view, defaults, start);
  requireQuantities(view, table, state);
  return state;
}

/** @throws SpecError for options that are no object: spread into others they would be none, silently. */
export function requireObject(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new SpecError('options', options, 'an object', 'Name the options to set, or leave them out.');
  }
}

/** @throws SpecError for no object, or one with another field that has a value. */
export function requireFields(view: string, start: unknown, fields: readonly string[]): void {
  if (typeof start !== 'object' || start === null) {
    throw new SpecError(view, start, 'an object', `Name the fields to set, or none: ${fields.join(', ')}.`);
  }
  const unknown = unknownOption(start, fields);
  if (unknown) {
    throw new SpecError(`${view}.${unknown.name}`, unknown.value, unknown.expected, unknown.remedy);
  }
}

/** @throws SpecError for a value that is not one of those allowed. */
export function requireChoice<T extends string | boolean>(
  field: string,
  value: unknown,
  allowed: readonly T[]
): T {
  const found = allowed.find((choice) => choice === value);
  if (found === undefined) {
    throw new SpecError(field, value, `one of ${allowed.join(', ')}`, `Set ${field} to one of them.`);
  }
  return found;
}

/** @throws SpecError for a value that is not a number from 0 to 1. */
export function requireShare(field: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw new SpecError(field, value, 'a number from 0 to 1', `Set ${field} within them.`);
  }
  return value;
}
