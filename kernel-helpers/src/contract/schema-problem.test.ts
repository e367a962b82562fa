import { describe, expect, it } from 'vitest';
import { schemaProblem } from './schema-problem';

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['rate'],
  properties: {
    rate: { type: 'number', exclusiveMinimum: 0 },
    epochs: { type: 'integer', minimum: 1, maximum: 9 },
    most: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
    kind: { enum: ['grid', 'random'] },
    version: { const: 1 },
    name: { type: 'string', minLength: 1, maxLength: 20 },
    seeds: { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer' } },
    few: { type: 'array', maxItems: 1 },
    base: {
      anyOf: [
        { type: 'string' },
        { type: 'object', required: ['side'], properties: { side: { type: 'number', maximum: 8 } } }
      ]
    },
    on: { type: 'boolean' },
    'a/b ~%#é': { type: 'string', pattern: '^#' },
    share: { type: ['number', 'string'], exclusiveMaximum: 1 }
  }
};

describe('what a schema has against a value', () => {
  it.each<[object, string, unknown, string, string | null]>([
    [{}, '#/rate', undefined, 'a number above 0', 'It is missing.'],
    [{ rate: 0 }, '#/rate', 0, 'a number above 0', null],
    [{ rate: NaN }, '#/rate', null, 'a number above 0', null],
    [{ rate: 1, epochs: 1.5 }, '#/epochs', 1.5, 'a whole number from 1 to 9', null],
    [{ rate: 1, epochs: '3' }, '#/epochs', '3', 'a whole number from 1 to 9', null],
    [{ rate: 1, most: -1 }, '#/most', -1, 'a whole number of at least 1 or null', null],
    [{ rate: 1, kind: 'gird' }, '#/kind', 'gird', '"grid" or "random"', null],
    [{ rate: 1, version: 2 }, '#/version', 2, '1', null],
    [{ rate: 1, name: '' }, '#/name', '', 'a text of 1 to 20 characters', null],
    [{ rate: 1, seeds: [] }, '#/seeds', [], 'a list of at least 1 item, each once', null],
    [{ rate: 1, seeds: [2, 2] }, '#/seeds', [2, 2], 'a list of at least 1 item, each once', null],
    [{ rate: 1, seeds: [2, 'x'] }, '#/seeds/1', 'x', 'a whole number', null],
    [{ rate: 1, few: [1, 2] }, '#/few', [1, 2], 'a list of at most 1 item', null],
    [{ rate: 1, base: 3 }, '#/base', 3, 'a text or an object with side', null],
    [{ rate: 1, base: { side: 9 } }, '#/base/side', 9, 'a number at most 8', null],
    [{ rate: 1, base: {} }, '#/base', {}, 'a text or an object with side', null],
    [{ rate: 1, on: 1 }, '#/on', 1, 'true or false', null],
    [{ rate: 1, share: 2 }, '#/share', 2, 'a number below 1 or a text', null],
    [{ rate: 1, epoch: 3 }, '#/epoch', 3, 'no such field', 'Did you mean epochs? '],
    [{ rate: 1, constructor: 3 }, '#/constructor', 3, 'no such field', 'The fields are rate, epochs, ']
  ])('%j: the field, what it holds, what it may hold', (value, place, got, expected, remedy) => {
    const problem = schemaProblem(SCHEMA, value);
    expect(problem).toMatchObject({ place, expected });
    expect(problem?.got).toEqual(got);
    if (remedy === null) {
      expect(problem?.remedy).toBeNull();
    } else {
      expect(problem?.remedy).toContain(remedy);
    }
  });

  it.each(['a/b ~%#é', '\ud800'])('finds the field %j, whose name needs escapes', (name) => {
    expect(schemaProblem(SCHEMA, { rate: 1, [name]: 'x' })).toMatchObject({
      got: 'x',
      expected: name.startsWith('a') ? 'a text like ^#' : 'no such field'
    });
  });

  it('leaves texts that look like escapes', () => {
    const { got } = schemaProblem(SCHEMA, { rate: 1, name: '\\ud800 in a text of some length' }) ?? {};
    expect(got).toBe('\\ud800 in a text of some length');
  });

  it('has nothing against what fits', () => {
    expect(schemaProblem(SCHEMA, { rate: 1, most: null, base: { side: 8 }, seeds: [1, 2] })).toBeNull();
  });
});
