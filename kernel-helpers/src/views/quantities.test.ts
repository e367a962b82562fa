import { describe, expect, it } from 'vitest';
import { SpecError } from '../analysis';
import { validateDocument } from '../contract';
import { viewDocument } from './document';
import {
  choice,
  differing,
  nearest,
  number,
  type NumberQuantity,
  type Quantities,
  quantityTable,
  requireQuantities,
  schemasOf,
  startOf,
  valueOf,
  withValue
} from './quantities';
import { BLOCK_EXPLORER_START, BLOCK_QUANTITIES } from './block-explorer';
import { GALLERY_QUANTITIES, GALLERY_START } from './gallery';
import { NORMALIZATION_NOISE_START, NORMALIZATION_QUANTITIES } from './normalization-noise';
import { explorerState, SCALING_QUANTITIES } from './scaling-explorer';
import { SEARCH_EXPLORER_START, SEARCH_QUANTITIES } from './search-explorer';
import { STOPPING_POINT_START, STOPPING_QUANTITIES } from './stopping-point';

const TABLE = quantityTable({
  kernel: number('kernel k', 'side of the kernel', {
    min: 1,
    max: 11,
    step: 2,
    start: 3,
    stepped: true,
    bounds: { min: 1, max: 31, integer: true }
  }),
  rate: number('rate k', 'how fast it falls', { path: 'curve.rate', min: 0.01, max: 5, step: 0.01 }),
  tie: number('coupling q', 'how the parts add up', {
    path: 'curve.tie',
    min: 1,
    max: 2,
    step: 0.5,
    absent: 1
  }),
  kind: choice('Kind', {
    options: [
      { value: 'a', label: 'first' },
      { value: 'b', label: 'second' }
    ],
    start: 'a'
  })
});
const STATE = { kernel: 3, curve: { rate: 0.5 }, kind: 'a' };

describe('a table of quantities', () => {
  it('names its rows with words before letters, and gives what follows from the rest', () => {
    expect(TABLE.rate).toMatchObject({ word: 'rate', symbol: 'k', name: 'rate' });
    expect(TABLE.rate).toMatchObject({ decimals: 2, slider: { min: 0.01, max: 5 }, path: ['curve', 'rate'] });
    expect(startOf(TABLE)).toMatchObject({ kernel: 3, kind: 'a' });
  });

  it('reads and writes at its paths, and leaves alone what is not there', () => {
    expect(valueOf(TABLE.rate, STATE)).toBe(0.5);
    expect(withValue(TABLE.rate, STATE, 1)).toEqual({ ...STATE, curve: { rate: 1 } });
    expect(withValue(TABLE.tie, STATE, 2)).toEqual({ ...STATE, curve: { rate: 0.5, tie: 2 } });
    const other = { kernel: 3, curve: 'none' };
    expect(withValue(TABLE.rate, other, 1)).toBe(other);
    expect(STATE.curve).toEqual({ rate: 0.5 });
  });

  it('goes to the nearest number that its box takes', () => {
    expect([0, 4, 6.2, 99].map((value) => nearest(TABLE.kernel, value))).toEqual([1, 5, 7, 11]);
    expect(nearest(TABLE.rate, 0.12345)).toBe(0.12);
  });

  it('makes schemas of its bounds', () => {
    expect(schemasOf(TABLE)).toEqual({
      kernel: { type: 'integer', minimum: 1, maximum: 31 },
      rate: { type: 'number', minimum: 0.01, maximum: 5 },
      tie: { type: 'number', minimum: 1, maximum: 2 },
      kind: { enum: ['a', 'b'] }
    });
  });

  it.each([
    ['kernel', { ...STATE, kernel: 32 }, 'a whole number from 1 to 31'],
    ['kernel', { ...STATE, kernel: 2.5 }, 'a whole number'],
    ['curve.rate', { ...STATE, curve: { rate: NaN } }, 'a number from 0.01 to 5'],
    ['curve.rate', { ...STATE, curve: { rate: '1' } }, 'a number'],
    ['kind', { ...STATE, kind: 'c' }, 'one of a, b']
  ])('refuses what is out of bounds: %s', (field, state, expected) => {
    const check = () => requireQuantities('view', TABLE, state);
    expect(check).toThrow(SpecError);
    expect(check).toThrow(`view.${field}: got`);
    expect(check).toThrow(expected);
  });

  it('tells in what two states differ, in choices before the numbers that follow from them', () => {
    expect(differing(TABLE, STATE, { ...STATE, kernel: 5 }).map(({ name }) => name)).toEqual(['kernel']);
    expect(differing(TABLE, STATE, { ...STATE, kernel: 5, kind: 'b' }).map(({ name }) => name)).toEqual([
      'kind'
    ]);
    expect(differing(TABLE, STATE, structuredClone(STATE))).toEqual([]);
  });
});

/** The tables of views, with states that together have all that the tables name. */
const VIEWS: [string, Quantities, object[]][] = [
  ['search-explorer', SEARCH_QUANTITIES, [SEARCH_EXPLORER_START]],
  ['normalization-noise', NORMALIZATION_QUANTITIES, [NORMALIZATION_NOISE_START]],
  ['scaling-explorer', SCALING_QUANTITIES, [explorerState()]],
  ['block-explorer', BLOCK_QUANTITIES, [BLOCK_EXPLORER_START]],
  ['gallery', GALLERY_QUANTITIES, [GALLERY_START]],
  [
    'stopping-point',
    STOPPING_QUANTITIES,
    [
      STOPPING_POINT_START,
      {
        ...STOPPING_POINT_START,
        source: {
          kind: 'model',
          curve: { asymptote: 90, amplitude: 60, rate: 0.5 },
          cost: { base: 1, growth: 2 }
        },
        rule: { kind: 'absolute', threshold: 1 }
      }
    ]
  ]
];

describe.each(VIEWS)('the quantities of %s', (view, table, states) => {
  const numbers = Object.values(table).filter(
    (quantity): quantity is NumberQuantity => quantity.kind === 'number'
  );
  const isAllowed = (data: object): boolean => validateDocument(viewDocument(view, '', data)).ok;

  it.each(numbers.map((quantity) => [quantity.name, quantity] as const))(
    'holds %s, from end to end of its slider and not beyond its bounds',
    (_, quantity) => {
      const state = states.find((each) => valueOf(quantity, each) !== undefined);
      expect(state).toBeDefined();
      const { min, max, above } = quantity.bounds;
      for (const value of [quantity.min, quantity.max, quantity.slider.min, quantity.slider.max]) {
        expect(isAllowed(withValue(quantity, state ?? {}, value))).toBe(true);
      }
      for (const beyond of [above, min === undefined ? min : min - 1, max === undefined ? max : max + 1]) {
        if (beyond !== undefined) {
          const broken = withValue(quantity, state ?? {}, beyond);
          expect(isAllowed(broken)).toBe(false);
          expect(() => requireQuantities(view, table, broken)).toThrow(SpecError);
        }
      }
      requireQuantities(view, table, state ?? {});
    }
  );

  const choices = Object.values(table).filter(({ kind }) => kind === 'choice');
  it.runIf(choices.length > 0)('holds its options, and nothing that is none of them', () => {
    for (const quantity of choices) {
      const state = states.find((each) => valueOf(quantity, each) !== undefined);
      expect(state, quantity.name).toBeDefined();
      expect(isAllowed(state ?? {}), quantity.name).toBe(true);
      const broken = withValue(quantity, state ?? {}, 'none of them');
      expect(isAllowed(broken), quantity.name).toBe(false);
      expect(() => requireQuantities(view, table, broken)).toThrow(SpecError);
    }
  });
});
