import fc from 'fast-check';
import type { Axis, Chart, Mark } from './chart';
import { COLOURS, type Meaning } from './colours';

const meaning = fc.constantFrom(...(Object.keys(COLOURS) as Meaning[]));
const name = fc.constantFrom('B0', 'EfficientNet-Lite', '<b>&"', 'φ* = 2.16');

/** An axis, and numbers on it. */
function axisAnd(): fc.Arbitrary<{ axis: Axis; value: fc.Arbitrary<number> }> {
  return fc
    .record({
      kind: fc.constantFrom('linear' as const, 'log' as const),
      start: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      decades: fc.double({ min: 0.05, max: 6, noNaN: true }),
      title: name
    })
    .map(({ kind, start, decades, title }) => {
      const from = kind === 'log' ? 10 ** (start / 200) : start;
      const to = kind === 'log' ? from * 10 ** decades : start + 10 ** (decades - 2);
      const share = fc.double({ min: 0, max: 1, noNaN: true });
      return {
        axis: { title, kind, from, to, text: (value: number) => String(Number(value.toPrecision(3))) },
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
      dash: fc.constantFrom('dashed' as const, undefined)
    }),
    fc.record({
      ...common,
      kind: fc.constant('band' as const),
      places: fc.array(fc.record({ x: x.value, from: y.value, to: y.value }), { minLength: 1, maxLength: 5 })
    }),
    places.chain((all) =>
      fc.record({
        ...common,
        kind: fc.constant('points' as const),
        places: fc.constant(all),
        names: fc.array(name, { minLength: all.length, maxLength: all.length })
      })
    ),
    fc.record({
      ...common,
      kind: fc.constant('rectangles' as const),
      rectangles: fc.array(
        fc.record({ x0: x.value, x1: x.value, y0: y.value, y1: y.value }, { requiredKeys: [] }),
        {
          minLength: 1,
          maxLength: 3
        }
      ),
      opacity: fc.constant(0.2)
    }),
    fc.record({
      ...common,
      kind: fc.constant('rule' as const),
      axis: fc.constant('x' as const),
      at: x.value,
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
