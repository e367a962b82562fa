import { expect, test } from 'vitest';
import { SpecError } from './errors';

test.each<[string, unknown]>([
  ['"b0"', 'b0'],
  [`"${'x'.repeat(40)}"`, 'x'.repeat(40)],
  [`"${'x'.repeat(40)}…"`, 'x'.repeat(41)],
  ['a list of 3', [1, 2, 3]],
  ['an object', { a: 1 }],
  ['null', null],
  ['undefined', undefined],
  ['a function', () => 1],
  ['the BigInt 5n', 5n],
  ['-0', -0],
  ['0', 0],
  ['NaN', NaN],
  ['true', true]
])('an error says that it got %s', (words, got) => {
  const error = new SpecError('stages[0].stride', got, 'a number', 'Set it.');
  expect(error.message).toBe(`stages[0].stride: got ${words}, expected a number. Set it.`);
  expect([error.name, error.field, error.got]).toEqual(['SpecError', 'stages[0].stride', got]);
});
