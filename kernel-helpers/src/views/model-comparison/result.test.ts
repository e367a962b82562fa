import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mcNemar, SpecError } from '../../analysis';
import { ANSWERS, COMPARISON, EXAMPLES, manyClasses, times, TITLES } from './comparison.fixtures';
import { chosenExamples, countedAnswers, keptExamples } from './kept';
import {
  drawnClasses,
  examplesOf,
  imagesOf,
  kindOf,
  type ModelComparisonResult,
  modelComparisonResult,
  orderedClasses
} from './result';
import { type ComparedAnswers, COMPARISON_LIMITS } from './state';
import { classesTable, classesText, modelComparisonWords, pText } from './words';
import { pointsText } from '../../wording/format';
import { ENGLISH, sentenceOf } from '../../wording/words';

const resultOf = (comparison: ComparedAnswers): ModelComparisonResult => {
  const result = modelComparisonResult(comparison);
  if (result === null) {
    throw new Error('a comparison has a result');
  }
  return result;
};
const sentence = (comparison: ComparedAnswers | null): string =>
  sentenceOf(modelComparisonWords(modelComparisonResult(comparison)));

describe('counting', () => {
  it('sorts images by who is right, of all and by class', () => {
    expect(COMPARISON.answers).toEqual({ bothRight: 123, onlyFirst: 16, onlySecond: 4, bothWrong: 7 });
    expect(COMPARISON.classes).toEqual([
      { name: 'ring', bothRight: 80, onlyFirst: 14, onlySecond: 2, bothWrong: 4 },
      { name: 'disc', bothRight: 43, onlyFirst: 2, onlySecond: 2, bothWrong: 3 }
    ]);
    // Both wrong, but in two ways, is a difference too.
    expect(COMPARISON).toMatchObject({ differingImages: 23, classCount: 2 });
  });

  it('keeps of very many classes those that differ most, in their order', () => {
    const kept = manyClasses(1200);
    expect(kept).toMatchObject({ classCount: 1200 });
    expect(kept.classes).toHaveLength(COMPARISON_LIMITS.classes);
    const alone = kept.classes.map(({ onlyFirst, onlySecond }) => onlyFirst + onlySecond);
    // Of 1,200, an eighth has 0 and an eighth 1; 50 of the latter have room.
    expect([0, 1, 2].map((count) => alone.filter((each) => each === count).length)).toEqual([0, 100, 150]);
    expect(resultOf(kept).images).toBe(1200 * 20);
    expect(classesText(resultOf(kept), 24, ENGLISH)).toContain(
      'The document keeps 1,000 of 1,200 classes, those that differ most.'
    );
  });
});

describe('the result', () => {
  it('is that of the test on the images themselves', () => {
    const boolean = (key: 'first' | 'second') => ANSWERS.map((answer) => answer[key] === answer.truth);
    const { test, first, second, verdict, images } = resultOf(COMPARISON);
    expect(test).toEqual(mcNemar(boolean('first'), boolean('second')));
    expect([images, first.accuracy, second.accuracy]).toEqual([150, 139 / 150, 127 / 150]);
    expect(verdict).toBe('first');
  });

  it('turns round with the networks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 80 }),
        (drawn) => {
          const answers = drawn.map(([truth, first, second]) => ({ truth, first, second }));
          const turned = answers.map(({ truth, first, second }) => ({ truth, first: second, second: first }));
          const [a, b] = [answers, turned].map((each) => resultOf(countedAnswers(each, TITLES)));
          expect(b.test.difference).toBeCloseTo(-a.test.difference, 12);
          expect(b.test.pValue).toBe(a.test.pValue);
          expect({ first: 'second', second: 'first', open: 'open', same: 'same' }[a.verdict]).toBe(b.verdict);
          expect(a.classes.reduce((sum, each) => sum + each.images, 0)).toBe(answers.length);
        }
      ),
      { numRuns: 100, seed: 1 }
    );
  });

  it.each<[string, object, RegExp]>([
    [
      'no images',
      { answers: { bothRight: 0, onlyFirst: 0, onlySecond: 0, bothWrong: 0 } },
      /^answers: got 0/
    ],
    [
      'other sums',
      { answers: { ...COMPARISON.answers, bothRight: 124 } },
      /^classes, bothRight: got 123, expected 124/
    ],
    ['fewer classes than listed', { classCount: 1 }, /^classCount: got 1, expected at least the 2/],
    ['too few that differ', { differingImages: 19 }, /^differingImages: got 19, expected from 20 to 27/],
    ['too many that differ', { differingImages: 28 }, /^differingImages: got 28, expected from 20 to 27/],
    [
      'an image named alike',
      { examples: [{ ...EXAMPLES[0], second: 'ring' }] },
      /^examples: .* expected at most 23 images, which the networks classify differently/
    ],
    [
      'a class without images',
      {
        classes: [
          ...COMPARISON.classes,
          { name: 'star', bothRight: 0, onlyFirst: 0, onlySecond: 0, bothWrong: 0 }
        ],
        classCount: 3
      },
      /^classes: got "star", expected classes with images/
    ]
  ])('refuses %s', (_, change, message) => {
    const attempt = () => modelComparisonResult({ ...COMPARISON, ...change });
    expect(attempt).toThrow(SpecError);
    expect(attempt).toThrow(message);
  });
});

describe('classes', () => {
  const { classes } = resultOf(manyClasses(40));

  it('stand by difference, by images or by name', () => {
    const few = resultOf(COMPARISON).classes;
    const names = (order: 'difference' | 'images' | 'name') =>
      orderedClasses(few, order).map(({ name }) => name);
    expect([names('difference'), names('images'), names('name')]).toEqual([
      ['ring', 'disc'],
      ['ring', 'disc'],
      ['disc', 'ring']
    ]);
    // Numbers in names count.
    expect(orderedClasses(classes, 'name')[2].name).toBe('kind 2');
  });

  it('are drawn from both ends, as many as there is room for', () => {
    const drawn = drawnClasses(classes, 'difference', 5).map(({ difference }) => difference);
    const all = orderedClasses(classes, 'difference').map(({ difference }) => difference);
    expect(drawn).toEqual([...all.slice(0, 3), ...all.slice(-2)]);
    expect(drawnClasses(classes, 'name', 5)).toHaveLength(5);
    expect(drawnClasses(classes, 'name', 40)).toHaveLength(40);
  });

  it('are tables of counts and shares', () => {
    const { columns, rows } = classesTable(resultOf(COMPARISON), 'difference');
    expect(columns.map(({ name }) => name)).toContain('only B1');
    expect(rows[0].slice(0, 5)).toEqual(['ring', 100, 0.94, 0.82, 0.12]);
    expect(imagesOf(COMPARISON.classes[0])).toBe(100);
  });
});

describe('images', () => {
  it('are told by who is right', () => {
    expect(EXAMPLES.map(kindOf)).toEqual(['onlyFirst', 'onlySecond', 'bothWrong']);
    expect(examplesOf(COMPARISON, 'all')).toHaveLength(3);
    expect(examplesOf(COMPARISON, 'onlySecond')).toEqual([EXAMPLES[1]]);
  });

  it('are chosen from each kind in turn, and stay small', () => {
    const chosen = chosenExamples(ANSWERS, 5);
    expect(chosen.map(({ truth, first, second }) => [truth, first, second])).toEqual([
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 2],
      [0, 0, 1],
      [0, 1, 0]
    ]);
    expect(chosenExamples(times(3, 0, 0, 0), 5)).toEqual([]);
    const image = { width: 300, height: 150, channels: 3, values: new Uint8Array(300 * 150 * 3) };
    const kept = keptExamples(Array.from({ length: 99 }, () => ({ ...EXAMPLES[0], image })));
    expect(kept).toHaveLength(Math.floor(200_000 / kept[0].image.base64.length));
    const small = { ...image, width: 20, height: 10 };
    expect(keptExamples(Array.from({ length: 99 }, () => ({ ...EXAMPLES[0], image: small })))).toHaveLength(
      64
    );
    expect(kept[0].image).toMatchObject({ width: 40, height: 20, channels: 3 });
    expect(kept.reduce((sum, each) => sum + each.image.base64.length, 0)).toBeLessThanOrEqual(200_000);
    expect(keptExamples([{ ...EXAMPLES[0], second: 'ring', image }])).toEqual([]);
  });
});

describe('words', () => {
  const few = { ...TITLES, classes: ['a', 'b'] };

  it('follow from the numbers', () => {
    expect(sentence(COMPARISON)).toBe(
      'B1 is better than B0 on 150 typed images, by 8.00 points: luck alone seldom does that (p = 0.0118).'
    );
    expect(sentence(countedAnswers([...times(5, 0, 0, 1), ...times(15, 0, 1, 0)], few))).toMatch(
      /^B0 is better than B1 on 20 typed images, by 50.00 points.* \(p = 0.0414\)\.$/
    );
    expect(sentence(countedAnswers([...times(5, 0, 0, 1), ...times(14, 0, 1, 0)], few))).toMatch(
      /^19 typed images can’t tell B1 from B0: they lie 47.37 points apart/
    );
    expect(sentence(countedAnswers(times(4, 0, 0, 0), few))).toBe(
      'B1 and B0 are right on the same images: 100.00 % of 4 typed images.'
    );
    expect(sentence(null)).toBe('Nothing is compared yet.');
  });

  it('say what p and cost are', () => {
    const { detail } = modelComparisonWords(resultOf(COMPARISON));
    expect(detail).toContain(
      'One alone is right on 20 images: 16 to 4. Two equally good networks would split as unevenly in 1.18 % of cases.'
    );
    // 7,794,184 and 5,288,548 parameters, as Keras and torchvision count them too.
    expect(detail).toContain('and 0.679 × the parameters of B1.');
    expect(detail).toMatch(/B0 takes 0\.\d+ × the MACs/);
    const unknown = { ...COMPARISON, first: { name: 'mine', spec: null } };
    expect(modelComparisonWords(resultOf(unknown)).detail).not.toContain('MACs');
  });

  it('tell how many classes differ by luck', () => {
    expect(classesText(resultOf(COMPARISON), 2, ENGLISH)).toBe(
      'In 1 of 2 classes the interval leaves out 0; where nothing differs, about 0.1 would by luck.'
    );
  });

  it('write points and p', () => {
    expect([0.0123, -0.0004, 0, 0.00001].map(pointsText)).toEqual(['+1.23', '−0.04', '0.00', '0.00']);
    expect([1, 0.04, 0.00001].map(pText)).toEqual(['p = 1.00', 'p = 0.0400', 'p < 0.0001']);
  });
});
