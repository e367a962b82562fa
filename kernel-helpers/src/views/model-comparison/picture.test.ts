import { describe, expect, it } from 'vitest';
import { validateDocument } from '../../contract';
import { ENGLISH } from '../../wording/words';
import { expectStored } from '../pictures.fixtures';
import { modelComparisonCell, modelComparisonStateCell } from './cell';
import { accuracyChart, differenceChart, MOST_BARS } from './chart';
import { COMPARISON, manyClasses } from './comparison.fixtures';
import { modelComparisonPicture } from './picture';
import { modelComparisonResult, type ModelComparisonResult } from './result';
import { type ComparedAnswers, MODEL_COMPARISON_START } from './state';

const resultOf = (comparison: ComparedAnswers) => modelComparisonResult(comparison) as ModelComparisonResult;

describe('the pictures', () => {
  it.each([
    ['comparison', COMPARISON],
    ['comparison-many', manyClasses(60)],
    ['comparison-empty', null]
  ] as const)('%s', async (name, comparison) => {
    await expectStored(modelComparisonPicture({ ...MODEL_COMPARISON_START, comparison }), name);
  });
});

describe('differences', () => {
  const { marks, y } = differenceChart(resultOf(COMPARISON), 'difference', ENGLISH);

  it('are bars from 0, to the right where the first is better', () => {
    const bars = marks.flatMap((mark) => (mark.kind === 'rectangles' ? [mark] : []));
    expect(bars.map(({ meaning, rectangles }) => [meaning, rectangles.length])).toEqual([
      ['firstModel', 2],
      ['secondModel', 0]
    ]);
    expect(bars[0].rectangles.map(({ x0, x1 }) => [x0, x1])).toEqual([
      [0, 12 / 150],
      [0, 12 / 100]
    ]);
    expect([0, 1, 2].map((row) => y.text(row))).toEqual(['all images', 'ring', 'disc']);
  });

  it('have their interval through their end', () => {
    const points = marks.find((mark) => mark.kind === 'points');
    const { test, classes } = resultOf(COMPARISON);
    expect(points).toMatchObject({
      intervals: { axis: 'x', ends: [test.interval, ...classes.map(({ interval }) => interval)] }
    });
  });

  it('of many classes are those at both ends', () => {
    const chart = differenceChart(resultOf(manyClasses(60)), 'difference', ENGLISH);
    expect(chart.y.ticks).toHaveLength(1 + MOST_BARS);
  });
});

describe('accuracies', () => {
  it('stand over the cost, where it is known and differs', () => {
    const { x } = accuracyChart(resultOf(COMPARISON), ENGLISH);
    expect(x).toMatchObject({ kind: 'log', title: 'multiply-adds for one image, log scale' });
    const same = { ...COMPARISON, second: COMPARISON.first };
    expect(accuracyChart(resultOf(same), ENGLISH).x).toMatchObject({ kind: 'linear', ticks: [0, 1] });
    const unknown = { ...COMPARISON, first: { name: 'mine', spec: null } };
    expect(accuracyChart(resultOf(unknown), ENGLISH).x.text(0)).toBe('mine');
  });
});

describe('a cell', () => {
  const { document, text } = modelComparisonCell({ ...COMPARISON, ...{ firstTop1: 0.5 } });

  it('leads with the verdict, and holds what the view needs and no more', () => {
    expect(text.split('\n')[0]).toBe(document.sentence);
    expect(text).toContain('both right 123, only B1 16, only B0 4, both wrong 7; classified differently 23');
    expect(text).toContain('ring: +12.00 points (');
    expect(validateDocument(document)).toEqual({ ok: true, document });
  });

  it('names of many classes the most different ones', () => {
    const { text: many } = modelComparisonCell(manyClasses(60));
    expect(many).toContain('12 of 60 classes are named; the document has the others.');
    expect(many.length).toBeLessThan(2500);
  });

  it('of a document is the same', () => {
    expect(modelComparisonStateCell(document.data).document).toEqual(document);
  });

  it.each<[string, (data: Record<string, unknown>) => void, RegExp]>([
    [
      'sums that don’t fit',
      (data) => Object.assign(data.answers as object, { bothRight: 1 }),
      /bothRight: got 123, expected 1/
    ],
    ['a count below 0', (data) => Object.assign(data.answers as object, { bothRight: -1 }), /bothRight/],
    ['a field too many', (data) => Object.assign(data, { more: 1 }), /more/],
    [
      'a network that can’t be built',
      (data) => Object.assign((data.first as { spec: object }).spec, { resolution: 1 }),
      /resolution/
    ],
    [
      'an image too large',
      (data) => Object.assign((data.examples as { image: object }[])[0].image, { width: 65 }),
      /width/
    ]
  ])('is refused with %s, by the place', (_, change, place) => {
    const copy = structuredClone(document);
    change(copy.data.comparison as unknown as Record<string, unknown>);
    const checked = validateDocument(copy);
    expect(checked.ok).toBe(false);
    expect(checked.ok ? '' : checked.error).toMatch(/^The document is broken at #\/data\/comparison/);
    expect(checked.ok ? '' : checked.error).toMatch(place);
  });
});
