import { describe, expect, test } from 'vitest';
import { SpecError } from '../errors';
import { averageCorrelation, estimateCorrelation, leastCorrelation } from './index';
import { RandomNormal } from './random-normal';

describe('correlation', () => {
  test('the average over pairs is that of all pairs one by one', () => {
    const correlation = (rows: number, columns: number): number => Math.exp(-Math.hypot(rows, columns) / 2);
    const [height, width] = [4, 5];
    const pixels = Array.from({ length: height * width }, (_, i) => [Math.floor(i / width), i % width]);
    const pairs = pixels.flatMap((p, i) =>
      pixels.filter((_, j) => j !== i).map((q) => [p[0] - q[0], p[1] - q[1]])
    );
    const expected =
      pairs.reduce((sum, [rows, columns]) => sum + correlation(rows, columns), 0) / pairs.length;
    expect(averageCorrelation({ height, width, correlation })).toBeCloseTo(expected, 12);
    expect(averageCorrelation({ height: 1, width: 1, correlation })).toBe(0);
    expect(() => averageCorrelation({ height, width, correlation: () => 2 })).toThrow(SpecError);
  });

  test('the estimate is the one-way analysis of variance', () => {
    // SciPy's f_oneway: F = 9.349431818…; NumPy's variances with one degree of freedom less; (F − 1)/(F + n − 1).
    const found = estimateCorrelation([
      [2, 3.5, 1, 4.5],
      [6, 5, 7.5, 5.5],
      [-1, 0.5, 2, -0.5],
      [3, 2.5, 8, 4.5],
      [1, 1.5, 0, -2.5]
    ]);
    expect(found.mean).toBeCloseTo(2.7, 12);
    expect(found.meanSquareBetween).toBeCloseTo(27.425, 12);
    expect(found.meanSquareWithin).toBeCloseTo(2.933333333333333, 12);
    expect(found.correlation).toBeCloseTo(0.6760984587071543, 12);
    expect(found).toMatchObject({ images: 5, pixels: 4 });
  });

  test.each([0, 0.2, 0.7])('the estimate finds a correlation of %d within its standard error', (rho) => {
    const random = new RandomNormal(11);
    const [images, pixels] = [800, 9];
    const maps = Array.from({ length: images }, () => {
      const shared = random.next();
      return Array.from(
        { length: pixels },
        () => Math.sqrt(rho) * shared + Math.sqrt(1 - rho) * random.next()
      );
    });
    // Fisher 1925, section 38: standard error of an intraclass correlation of n values in I classes.
    const error =
      ((1 - rho) * (1 + (pixels - 1) * rho)) / Math.sqrt((pixels * (pixels - 1) * (images - 1)) / 2);
    expect(Math.abs(estimateCorrelation(maps).correlation - rho)).toBeLessThan(3 * error);
  });

  test('the estimate knows both ends', () => {
    expect(
      estimateCorrelation([
        [1, 1, 1],
        [4, 4, 4]
      ]).correlation
    ).toBe(1);
    const opposite = estimateCorrelation([
      [1, -1, 0],
      [0, 1, -1]
    ]);
    expect(opposite.correlation).toBeCloseTo(leastCorrelation(3), 14);
    expect(opposite.meanSquareBetween).toBe(0);
  });

  test.each<[string, number[][]]>([
    ['at least 2 images', [[1, 2, 3]]],
    ['at least 2 images', []],
    ['2 images of at least 2 pixels', [[1], [2], [3]]],
    ['2, as in the first image', [[1, 2], [3]]],
    [
      'a finite number',
      [
        [1, NaN],
        [2, 3]
      ]
    ],
    [
      'a finite sum of pixels',
      [
        [1, 2],
        [1e308, 1e308]
      ]
    ],
    [
      'values that differ',
      [
        [2, 2],
        [2, 2]
      ]
    ]
  ])('expects %s', (expected, images) => {
    expect(() => estimateCorrelation(images)).toThrow(SpecError);
    expect(() => estimateCorrelation(images)).toThrow(expected);
  });
});
