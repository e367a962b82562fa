import fc from 'fast-check';
import type { Axis, Chart, Mark, PointSymbol, Range } from './chart';
import { COLOURS, type Meaning } from './colours';

const meaning = fc.constantFrom(...(Object.keys(COLOURS) as Meaning[]));
const SYMBOLS: PointSymbol[] = ['circle', 'square', 'diamond', 'triangle', 'star', 'cross', 'times'];
const symbol = fc.constantFrom(undefined, ...SYMBOLS);
const dash = fc.constantFrom('dashed' as const, 'dotted' as const, undefined);
const opacity = fc.double({ min: 0.1, max: 1, noNaN: true });
const name = fc.constantFrom('B0', 'EfficientNet-Lite', '<b>&"', 'φ* = 2.16');

/** An axis, and numbers on it. */
function axisAnd(): fc.Arbitrary<{ axis: Axis; value: fc.Arbitrary<number> }> {
  return fc
    .record({
      kind: fc.constantFrom('linear' as const, 'log' as const),
      start: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      decades: fc.double({ min: 0.05, max: 6, noNaN: true }),
      title: fc.oneof(name, fc.constant('')),
      reversed: fc.boolean(),
      grid: fc.constantFrom(undefined, true, false),
      ticks: fc.option(
        fc.uniqueArray(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { minLength: 1, maxLength: 12 })
      )
    })
    .map(({ kind, start, decades, title, reversed, grid, ticks }) => {
      const from = kind === 'log' ? 10 ** (start / 200) : start;
      const to = kind === 'log' ? from * 10 ** decades : start + 10 ** (decades - 2);
      const share = fc.double({ min: 0, max: 1, noNaN: true });
      return {
        axis: {
          title,
          kind,
          ...(reversed ? { from: to, to: from } : { from, to }),
          grid,
          ticks: ticks?.map((part) => from + part * (to - from)).sort((a, b) => a - b),
          text: (value: number) => String(Number(value.toPrecision(3)))
        },
        value: share.map((part) => (kind === 'log' ? from * (to / from) ** part : from + part * (to - from)))
      };
    });
}

/** Charts of all kinds of marks, whose places lie within the axes. */
export const anyChart: fc.Arbitrary<Chart> = fc.tuple(axisAnd(), axisAnd()).chain(([x, y]) => {
  const place = fc.record({ x: x.value, y: y.value });
  const places = fc.array(place, { minLength: 1, maxLength: 8 });
  const common = { meaning, moving: fc.boolean(), priority: fc.integer({ min: 0, max: 3 }) };
  const mark: fc.Arbitrary<Mark> = fc.oneof(
    fc.record({
      ...common,
      kind: fc.constant('line' as const),
      places,
      dash,
      shape: fc.constantFrom('step' as const, 'straight' as const, undefined),
      opacity: fc.option(opacity, { nil: undefined }),
      name: fc.option(name, { nil: undefined }),
      nameAt: fc.constantFrom('end' as const, 'side' as const, undefined)
    }),
    fc.record({
      ...common,
      kind: fc.constant('band' as const),
      places: fc.array(fc.record({ x: x.value, from: y.value, to: y.value }), { minLength: 1, maxLength: 5 }),
      dash,
      opacity: fc.option(opacity, { nil: undefined }),
      name: fc.option(name, { nil: undefined })
    }),
    places.chain((all) => {
      const forEach = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
        fc.array(value, { minLength: all.length, maxLength: all.length });
      const interval = fc.constantFrom('x' as const, 'y' as const).chain((along) => {
        const { value } = along === 'x' ? x : y;
        return fc.record({ axis: fc.constant(along), ends: forEach(fc.record({ from: value, to: value })) });
      });
      const radius = fc.double({ min: 2, max: 9, noNaN: true });
      return fc.record({
        ...common,
        priority: fc.oneof(common.priority, forEach(common.priority)),
        kind: fc.constant('points' as const),
        places: fc.constant(all),
        names: forEach(name),
        symbol,
        open: fc.boolean(),
        dotted: fc.boolean(),
        radius: fc.oneof(fc.constant(undefined), radius, forEach(radius)),
        opacity: fc.oneof(fc.constant(undefined), opacity, forEach(opacity)),
        intervals: fc.option(interval, { nil: undefined })
      });
    }),
    fc
      .array(fc.record({ x0: x.value, x1: x.value, y0: y.value, y1: y.value }, { requiredKeys: [] }), {
        minLength: 1,
        maxLength: 3
      })
      .chain((rectangles) => {
        const exactly = { minLength: rectangles.length, maxLength: rectangles.length };
        return fc.record({
          ...common,
          kind: fc.constant('rectangles' as const),
          rectangles: fc.constant(rectangles),
          opacity: fc.oneof(opacity, fc.array(opacity, exactly)),
          names: fc.option(fc.array(name, exactly), { nil: undefined })
        });
      }),
    fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })).chain(([columns, rows]) => {
      const ends = ({ value }: typeof x): fc.Arbitrary<Range> =>
        fc.tuple(value, value).map(([from, to]) => ({ from, to }));
      const exactly = { minLength: columns * rows, maxLength: columns * rows };
      return fc.record({
        ...common,
        kind: fc.constant('cells' as const),
        x: ends(x),
        y: ends(y),
        columns: fc.constant(columns),
        shades: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), exactly)
      });
    }),
    fc.record({
      ...common,
      kind: fc.constant('rule' as const),
      axis: fc.constant('x' as const),
      at: x.value,
      dash: fc.constantFrom('solid' as const, 'dotted' as const, undefined),
      name
    }),
    fc.record({
      ...common,
      kind: fc.constant('rule' as const),
      axis: fc.constant('y' as const),
      at: y.value,
      name
    })
  );
  return fc.record({
    description: name,
    x: fc.constant(x.axis),
    y: fc.constant(y.axis),
    marks: fc.array(mark, { maxLength: 6 })
  });
});

export const anySize = fc.record({
  width: fc.integer({ min: 260, max: 1400 }),
  height: fc.integer({ min: 180, max: 600 }),
  fontSize: fc.constantFrom(11, 12, 13, 16)
});
