import { describe, expect, it } from 'vitest';
import { type Chart, frameOf, page, stopsOf } from '../../chart';
import { ENGLISH } from '../../wording/words';
import { expectStored } from '../pictures.fixtures';
import { imageGrid, pixels } from '../images';
import { confusionChart, confusionView, liveConfusionChart, pickedCell, reliabilityChart } from './chart';
import { EVALUATION, KEPT, manyClasses, RINGS } from './evaluation.fixtures';
import { keptEvaluation } from './kept';
import { evaluationPicture } from './picture';
import { evaluationResult } from './result';
import { EVALUATION_START, type KeptEvaluation } from './state';

const DAY = new Date('2026-11-22T12:00:00Z');
const paper = (evaluation: KeptEvaluation): string => evaluationPicture({ evaluation, cells: 'counts' });
const rectanglesOf = ({ marks }: Chart) =>
  marks.flatMap((mark) => (mark.kind === 'rectangles' ? [mark] : []));

describe('the confusion matrix', () => {
  const view = {
    matrix: [
      [98, 2, 0],
      [0, 100, 0],
      [1, 0, 9]
    ],
    names: ['ring', 'disc & <dot>', 'a very long name'],
    images: [100, 100, 10],
    cells: 'counts' as const
  };
  const chart = confusionChart(view, ENGLISH);

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
    expect(chart.y.text(2)).toBe('a very long name');
  });

  it('has shares of the true class in its cells when asked for', () => {
    const [right, wrong] = rectanglesOf(confusionChart({ ...view, cells: 'shares' }, ENGLISH));
    expect(right.names).toEqual(['98 %', '100 %', '90 %']);
    expect(wrong.names).toEqual(['2.0 %', '10 %']);
  });

  it('is stronger where more of a class are mistaken', () => {
    const [, { opacity }] = rectanglesOf(chart);
    const [two, one] = opacity as number[];
    expect(one).toBeGreaterThan(two);
    expect(two).toBeCloseTo(0.12 + 2 * Math.sqrt(0.02), 12);
  });

  it('live tells what each cell holds, row by row from below, and gives back the picked one', () => {
    const live = liveConfusionChart(view, { truth: 2, predicted: 0 }, ENGLISH);
    const rows = rectanglesOf(live).filter(({ id }) => id !== undefined);
    expect(rows.map(({ id }) => id)).toEqual(['2', '1', '0']);
    expect(rows[2].hover).toEqual([
      'ring, read as ring: 98 images, 98.00 % of the class',
      'ring, read as disc & <dot>: 2 images, 2.00 % of the class',
      'ring, read as a very long name: 0 images'
    ]);
    const frame = frameOf(live, { width: 400, height: 300, fontSize: 12 });
    const stopped = live.marks.flatMap((_, mark) => stopsOf(live, frame, mark));
    expect(stopped.map(({ picked }) => picked?.id)).toEqual(['2', '2', '2', '1', '1', '1', '0', '0', '0']);
    expect(pickedCell({ id: '2', index: 0 })).toEqual({ truth: 2, predicted: 0 });
    expect(rectanglesOf(live)[0]).toMatchObject({
      meaning: 'accent',
      rectangles: [{ x0: -0.5 }, { y0: 1.5 }]
    });
  });

  it('of many classes has no counts in its cells', () => {
    const many = evaluationResult(keptEvaluation(manyClasses(25, 10), DAY));
    expect(many && rectanglesOf(confusionChart(confusionView(many, 'counts'), ENGLISH))[0].names).toEqual([]);
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
    await expectStored(paper(KEPT), 'evaluation');
  });

  it('of many classes tells of those that are recognised worst', () => {
    const classes = Array.from({ length: 25 }, (_, i) => {
      return { name: `class ${i}`, images: 10, recall: 1, precision: 1, f1: i === 24 ? 0.25 : 0.5 + i / 100 };
    });
    const svg = paper({ ...KEPT, classes });
    expect(svg).toContain('The 20 classes with the lowest F1');
    const table = svg.slice(svg.indexOf('lowest F1'));
    expect(table.indexOf('class 24')).toBeLessThan(table.indexOf('class 0<'));
    expect(table).not.toContain('class 23');
  });

  it('of a thousand classes shows those that are confused most, and says how much lies outside', () => {
    const svg = paper(keptEvaluation(manyClasses(1000, 200), DAY));
    // Pairs of 100, 99 … 86 mistakes have 30 classes; 100 · 101 / 2 mistakes in all.
    const inside = Array.from({ length: 15 }, (_, i) => 100 - i).reduce((sum, each) => sum + each, 0);
    expect(svg.replace(/<[^>]*>/g, ' ')).toContain('30 of 1,000 classes');
    expect(svg.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).toContain(
      `${(5050 - inside).toLocaleString('en-US')} of 5,050 mistakes lie outside`
    );
    expect(svg.length).toBeLessThan(60_000);
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
    expect(paper(keptEvaluation(perfect, DAY))).toContain('No mistakes.');
    expect(paper({ ...KEPT, mistakes: [] })).not.toContain('No mistakes.');
  });

  it('without any says how to get one, and says of an example that it is made up', () => {
    expect(evaluationPicture(EVALUATION_START)).toContain('No evaluation yet.');
    expect(paper({ ...KEPT, imagesPerSecond: null })).toContain('A made-up example, not measured.');
  });
});
