import { describe, expect, it } from 'vitest';
import { type Chart, page } from '../../chart';
import { ENGLISH } from '../../wording/words';
import { expectStored } from '../pictures.fixtures';
import { confusionChart, reliabilityChart } from './chart';
import { EVALUATION, RINGS } from './evaluation.fixtures';
import { imageGrid, pixels } from './images';
import { evaluationPicture } from './picture';

const DAY = new Date('2026-11-22T12:00:00Z');
const rectanglesOf = ({ marks }: Chart) =>
  marks.flatMap((mark) => (mark.kind === 'rectangles' ? [mark] : []));

describe('the confusion matrix', () => {
  const chart = confusionChart(
    [
      [98, 2, 0],
      [0, 100, 0],
      [1, 0, 9]
    ],
    ['ring', 'disc & <dot>', 'a very long name'],
    ENGLISH
  );

  it('has right and wrong answers in the row of the truth and the column of the answer', () => {
    const [right, wrong] = rectanglesOf(chart);
    expect(right.names).toEqual(['98', '100', '9']);
    expect(wrong.names).toEqual(['2', '1']);
    const middles = wrong.rectangles.map(({ x0 = NaN, x1 = NaN, y0 = NaN, y1 = NaN }) => [
      (x0 + x1) / 2,
      (y0 + y1) / 2
    ]);
    expect(middles).toEqual([
      [1, 0],
      [0, 2]
    ]);
    expect(wrong.hover?.[0]).toBe('ring, read as disc & <dot>: 2 images');
    expect(chart.y.text(2)).toBe('a very long name');
  });

  it('is stronger where more of a class are mistaken', () => {
    const [, { opacity }] = rectanglesOf(chart);
    const [two, one] = opacity as number[];
    expect(one).toBeGreaterThan(two);
    expect(two).toBeCloseTo(0.12 + 2 * Math.sqrt(0.02), 12);
  });

  it('of many classes has no counts in its cells', () => {
    const many = Array.from({ length: 25 }, (_, i) =>
      Array.from({ length: 25 }, (__, k) => (i === k ? 1 : 0))
    );
    expect(
      rectanglesOf(
        confusionChart(
          many,
          many.map((_, i) => `${i}`),
          ENGLISH
        )
      )[0].names
    ).toEqual([]);
  });
});

it('reliability has a bar for each bin with images, pale where they are few', () => {
  const { bins } = EVALUATION.calibration;
  const [bars] = rectanglesOf(reliabilityChart(EVALUATION.calibration, ENGLISH));
  const filled = bins.filter(({ accuracy }) => accuracy !== null);
  expect(bars.rectangles.map(({ y1 }) => y1)).toEqual(filled.map(({ accuracy }) => accuracy));
  expect(bars.opacity).toEqual(filled.map(({ images }) => (images < 10 ? 0.25 : 0.75)));
});

it('images stand in a grid with their lines', async () => {
  const svg = page({ sentence: 'One image', caption: 'A fixture.' }, [
    imageGrid([{ image: RINGS, caption: ['ring, taken for disc', '99.9 % sure'] }])
  ]);
  await expectStored(svg, 'images');
});

it('draws each pixel once, in its colour', () => {
  const colors = { height: 1, width: 3, channels: 3, values: [255, 0, 0, 255, 0, 0, 0, 0, 255] };
  const svg = pixels(colors, 30).text;
  expect(svg).toContain('<rect width="3" height="1" fill="#f00"/>');
  expect(svg).toContain('<path fill="#00f" d="M2 0h1v1h-1z"/>');
});

describe('an evaluation', () => {
  it('is stored', async () => {
    await expectStored(evaluationPicture(EVALUATION, DAY), 'evaluation');
  });

  it('of many classes tells of those that are recognised worst', () => {
    const perClass = Array.from({ length: 25 }, (_, i) => {
      return { name: `class ${i}`, images: 10, recall: 1, precision: 1, f1: i === 24 ? 0.25 : 0.5 + i / 100 };
    });
    const svg = evaluationPicture({ ...EVALUATION, perClass }, DAY);
    expect(svg).toContain('The 20 classes with the lowest F1');
    expect(svg.indexOf('class 24')).toBeLessThan(svg.indexOf('class 0<'));
    expect(svg).not.toContain('class 23');
  });

  it('without a mistake says so, and one without images kept does not', () => {
    const perfect = {
      ...EVALUATION,
      confusion: [
        [30, 0],
        [0, 20]
      ],
      mistakes: []
    };
    expect(evaluationPicture(perfect, DAY)).toContain('No mistakes.');
    expect(evaluationPicture({ ...EVALUATION, mistakes: [] }, DAY)).not.toContain('No mistakes.');
  });
});
