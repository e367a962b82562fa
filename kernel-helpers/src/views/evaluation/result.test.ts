import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../../wording/words';
import { encoded } from '../images';
import { EVALUATION, KEPT, manyClasses, RINGS } from './evaluation.fixtures';
import { spreadOverCells } from './figures';
import { canKeep, keptEvaluation } from './kept';
import { evaluationResult, mistakesIn, requireEvaluation, sortedRows } from './result';
import { EVALUATION_LIMITS, EVALUATION_START, type KeptEvaluation, type Mistake } from './state';
import { classTable, confusionTable, matrixNote, noImagesWords } from './words';

const DAY = new Date('2026-11-22T12:00:00Z');
const resultOf = (evaluation: KeptEvaluation) => {
  const result = evaluationResult(evaluation);
  if (!result) {
    throw new Error('a result was expected');
  }
  return result;
};
const [MISTAKE] = EVALUATION.mistakes;

describe('what a document keeps', () => {
  it('is the filled cells of the matrix', () => {
    expect(KEPT.confusion).toEqual({ truth: [0, 0, 1], predicted: [0, 1, 1], counts: [29, 1, 20] });
    expect(KEPT).toMatchObject({ omittedMistakes: 0, date: '2026-11-22', classes: EVALUATION.perClass });
  });

  it('of more cells than there is room for leaves out the smallest mistakes, and tells how many', () => {
    const side = 150;
    const names = Array.from({ length: side }, (_, i) => `${i}`);
    const confusion = names.map((_, i) => names.map((__, k) => (i === k ? 5 : k === 0 ? 3 : 1)));
    const kept = keptEvaluation({ ...EVALUATION, classes: names, confusion }, DAY);
    expect(kept.confusion.counts).toHaveLength(EVALUATION_LIMITS.cells);
    expect(kept.confusion.counts.filter((count) => count > 1)).toHaveLength(side + side - 1);
    expect(kept.omittedMistakes).toBe(side * side - EVALUATION_LIMITS.cells);
  });

  it('is as many images as there is room for, none larger than allowed', () => {
    const colour = { height: 90, width: 30, channels: 3, values: new Uint8Array(8100).fill(7) };
    const mistakes = Array.from({ length: 100 }, (_, index): Mistake => ({
      ...MISTAKE,
      index,
      confidence: 1.0000001,
      image: encoded(colour)
    }));
    const { mistakes: kept } = keptEvaluation({ ...EVALUATION, mistakes }, DAY);
    const characters = kept.reduce((sum, { image }) => sum + image.base64.length, 0);
    expect(kept[0].image).toMatchObject({ height: 40, width: 13, channels: 3 });
    expect(kept[0].confidence).toBe(1);
    expect(characters).toBeLessThanOrEqual(EVALUATION_LIMITS.characters);
    expect(kept).toHaveLength(EVALUATION_LIMITS.mistakes);
    const grey = { height: 64, width: 64, channels: 1, values: new Uint8Array(4096) };
    const many = mistakes.map((mistake) => ({ ...mistake, image: encoded(grey) }));
    // 4,096 bytes are 5,464 characters.
    expect(keptEvaluation({ ...EVALUATION, mistakes: many }, DAY).mistakes).toHaveLength(36);
  });

  it('tells how many of its mistakes are the most confident ones', () => {
    expect(KEPT.mostConfident).toBe(1);
    const kept = keptEvaluation({ ...EVALUATION, examples: [MISTAKE, MISTAKE] }, DAY);
    expect(kept.mistakes).toHaveLength(3);
    expect(kept.mostConfident).toBe(1);
  });

  it('is nothing for no images, or more classes than a page shows', () => {
    expect(canKeep(EVALUATION)).toBe(true);
    expect(canKeep({ ...EVALUATION, images: 0 })).toBe(false);
    expect(canKeep({ ...EVALUATION, classes: new Array<string>(5001).fill('a') })).toBe(false);
  });
});

describe('mistakes spread over cells', () => {
  const at = (truth: number, predicted: number, confidence: number, index: number) => ({
    ...{ truth, predicted, confidence, index, truthProbability: 0 }
  });

  it('come in turn, the largest cell first, from each its most confident', () => {
    const all = [at(0, 1, 0.5, 0), at(0, 1, 0.9, 1), at(0, 1, 0.7, 2), at(1, 0, 0.99, 3), at(1, 2, 0.6, 4)];
    expect(spreadOverCells(all, 4).map(({ index }) => index)).toEqual([1, 3, 4, 2]);
    expect(spreadOverCells(all, 99)).toHaveLength(5);
    expect(spreadOverCells([], 3)).toEqual([]);
  });
});

describe('the result', () => {
  it('says of each class what it is taken for', () => {
    const [ring, disc] = resultOf(KEPT).rows;
    expect(ring).toMatchObject({ place: 0, missed: 1, mostReadAs: { name: 'disc', images: 1 } });
    expect(disc).toMatchObject({ place: 1, missed: 0, mostReadAs: null });
  });

  it('shows the whole matrix of few classes, and of many those that are confused most', () => {
    expect(resultOf(KEPT).matrix).toEqual({
      places: [0, 1],
      counts: EVALUATION.confusion,
      mistakes: 1,
      allMistakes: 1
    });
    expect(matrixNote(resultOf(KEPT), ENGLISH)).toBe('');
    const { matrix } = resultOf(keptEvaluation(manyClasses(1000, 200), DAY));
    expect(matrix.places).toHaveLength(30);
    // The class 999 is read as 0 a hundred times, 989 as 990 99 times.
    expect(matrix.places.slice(0, 2)).toEqual([0, 859]);
    expect(matrix.places.slice(-2)).toEqual([990, 999]);
    expect(matrix.counts[29][0]).toBe(100);
  });

  it('shows some classes of many even where hardly any is confused', () => {
    const { matrix } = resultOf(keptEvaluation(manyClasses(40, 3), DAY));
    expect(matrix.places).toEqual([...Array.from({ length: 27 }, (_, i) => i), 29, 30, 39]);
  });

  it('sorts classes by any column, those without a value last either way', () => {
    const rows = resultOf({
      ...KEPT,
      classes: [
        { name: 'class 10', images: 3, recall: null, precision: null, f1: null },
        { name: 'class 9', images: 5, recall: 0.5, precision: 0.25, f1: 1 / 3 }
      ],
      confusion: { truth: [1], predicted: [0], counts: [50] }
    }).rows;
    const order = (column: Parameters<typeof sortedRows>[1]['column'], descending: boolean): number[] =>
      sortedRows(rows, { column, descending }).map(({ place }) => place);
    expect(order('name', false)).toEqual([1, 0]);
    expect(order('name', true)).toEqual([0, 1]);
    expect(order('images', true)).toEqual([1, 0]);
    for (const column of ['recall', 'precision', 'f1', 'mostReadAs'] as const) {
      expect(order(column, false)).toEqual([1, 0]);
      expect(order(column, true)).toEqual([1, 0]);
    }
  });

  it('gives the images of a cell, or says why there is none', () => {
    const result = resultOf(KEPT);
    const cell = { truth: 0, predicted: 1 };
    expect(mistakesIn(KEPT, cell)).toEqual(KEPT.mistakes);
    expect(mistakesIn(KEPT, null)).toEqual(KEPT.mistakes);
    expect(mistakesIn(KEPT, { truth: 1, predicted: 1 })).toEqual([]);
    const words = (of: typeof result, at: typeof cell | null): string => noImagesWords(of, at, ENGLISH);
    expect(words(result, { truth: 1, predicted: 0 })).toBe('No image of disc was read as ring.');
    expect(words(result, { truth: 1, predicted: 1 })).toMatch(
      /^20 images of disc are right\. Images of mistakes/
    );
    const without = resultOf({ ...KEPT, mistakes: [] });
    expect(words(without, cell)).toMatch(/^1 image of ring read as disc, none of them among the 0/);
    expect(words(without, null)).toMatch(/asked for none/);
    expect(words(resultOf({ ...KEPT, mistakes: [], top1: 1 }), null)).toBe('No mistakes.');
  });

  it('leaves as tables', () => {
    const { rows } = resultOf(KEPT);
    expect(classTable(rows, ENGLISH).rows[0]).toEqual(['ring', 30, 29 / 30, 1, 58 / 59, 1, 'disc', 1]);
    expect(confusionTable(KEPT, ENGLISH).rows).toEqual([
      ['ring', 'ring', 29],
      ['ring', 'disc', 1],
      ['disc', 'disc', 20]
    ]);
  });
});

describe('a document whose parts do not fit', () => {
  const state = (change: Partial<KeptEvaluation>) => ({
    ...EVALUATION_START,
    evaluation: { ...KEPT, ...change }
  });
  const { confusion } = KEPT;

  it.each<[string, Partial<KeptEvaluation>, RegExp]>([
    ['lists of two lengths', { confusion: { ...confusion, truth: [0] } }, /confusion.*1, 3, 3.*one length/],
    [
      'a class that is none',
      { confusion: { ...confusion, predicted: [0, 2, 1] } },
      /predicted.*2.*from 0 to 1/
    ],
    ['other sums', { images: 51 }, /confusion.counts.*50.*51 images in all/],
    ['a mistake of no class', { mistakes: [{ ...KEPT.mistakes[0], truth: 2 }] }, /mistakes.truth/],
    [
      'an image with too few pixels',
      { mistakes: [{ ...KEPT.mistakes[0], image: { ...encoded(RINGS), height: 13 } }] },
      /mistakes\[0\].image.*208 characters/
    ],
    [
      'an image that is no base64',
      { mistakes: [{ ...KEPT.mistakes[0], image: { ...encoded(RINGS), base64: '<'.repeat(192) } }] },
      /mistakes\[0\].image/
    ]
  ])('is refused: %s', (_, change, message) => {
    expect(() => requireEvaluation(state({}))).not.toThrow();
    expect(() => requireEvaluation(state(change))).toThrow(message);
  });

  it('is refused for a chosen cell of no class', () => {
    expect(() => requireEvaluation({ ...state({}), selected: { truth: 0, predicted: 2 } })).toThrow(
      /selected/
    );
    expect(() => requireEvaluation(EVALUATION_START)).not.toThrow();
  });
});
