import { describe, expect, it } from 'vitest';
import { quantileOf } from '../quantile';
import { RandomBits } from '../random-bits';
import { BatchErrors } from './batch-errors';
import { estimateCorrelation } from './correlation';
import { drawnBatches, resampledImages } from './drawn-batches';
import { ImageMoments } from './image-moments';
import { type Activations, correlatedMaps, momentsOf, placeOf } from './measured.fixtures';
import { measuredLayer, type NoiseDraws } from './measured-layer';
import type { MeasuredLayer } from './measured-noise';
import { leastCorrelation } from './place';
import { SpreadOfImages } from './spread-of-images';
import { StandardImages } from './standard-images';
import { statisticNoise } from './statistic-noise';

const DRAWS: NoiseDraws = { batchSizes: [2, 5], batches: 200, resamples: 100, confidence: 0.95, seed: 7 };
const MAPS = correlatedMaps({ images: 40, channels: 3, pixels: 6, correlation: 0.3, seed: 1 });

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const centred = (values: readonly number[], power: number): number => {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** power));
};
const channelOf = (maps: Activations, c: number): number[][] => maps.map((image) => image[c]);
const layerOf = (maps: Activations, draws: Partial<NoiseDraws> = {}): MeasuredLayer =>
  measuredLayer(placeOf(maps), momentsOf(maps), { ...DRAWS, ...draws }) as MeasuredLayer;

/** Mean and biased variance of the values of whole images, from their definitions. */
const statisticsOf = (images: readonly number[][]): [number, number] => {
  const values = images.flat();
  return [mean(values), centred(values, 2)];
};

/** Standard deviation, divided by one less than their number. */
const deviationOf = (values: readonly number[]): number =>
  Math.sqrt((centred(values, 2) * values.length) / (values.length - 1));

/** All ways to draw so many places of so many images. */
function* everyBatch(images: number, size: number): Generator<number[]> {
  for (let code = 0; code < images ** size; code++) {
    yield Array.from({ length: size }, (_, i) => Math.floor(code / images ** i) % images);
  }
}

describe('a measured layer', () => {
  const layer = layerOf(MAPS);

  it('has the moments and correlations of its pixels', () => {
    for (let c = 0; c < 3; c++) {
      const images = channelOf(MAPS, c);
      const all = images.flat();
      const middle = mean(all);
      const squares = images.map((image) => image.map((value) => (value - middle) ** 2));
      expect(layer.moments.mean[c]).toBeCloseTo(middle, 10);
      expect(layer.moments.variance[c]).toBeCloseTo(centred(all, 2), 10);
      expect(layer.moments.kurtosis[c]).toBeCloseTo(centred(all, 4) / centred(all, 2) ** 2, 10);
      expect(layer.moments.correlation[c]).toBeCloseTo(estimateCorrelation(images).correlation, 10);
      expect(new StandardImages(momentsOf(MAPS)).squaresCorrelations()?.[c]).toBeCloseTo(
        estimateCorrelation(squares).correlation,
        10
      );
    }
    expect(layer.correlation).toBeCloseTo(mean(layer.moments.correlation as number[]), 10);
    expect(layer.kurtosis).toBeCloseTo(mean(layer.moments.kurtosis as number[]), 10);
    expect(JSON.parse(JSON.stringify(layer))).toEqual(layer);
  });

  it('varies over batches as their pixels do', () => {
    layer.points.forEach((point, index) => {
      const squares = { meanError: [] as number[], varianceError: [] as number[] };
      const once = { meanError: [] as number[], varianceError: [] as number[] };
      for (let c = 0; c < 3; c++) {
        const images = channelOf(MAPS, c);
        const [, variance] = statisticsOf(images);
        for (const replacement of [true, false]) {
          const seed = DRAWS.seed + 1 + 4 * index + +replacement;
          const { batchSize } = point;
          const places = drawnBatches({ images: 40, batchSize, batches: 200, replacement, seed });
          const batches = Array.from({ length: 200 }, (_, b) =>
            statisticsOf(
              Array.from(places.subarray(b * batchSize, (b + 1) * batchSize), (place) => images[place])
            )
          );
          const meanError = deviationOf(batches.map(([each]) => each)) / Math.sqrt(variance);
          const varianceError = deviationOf(batches.map(([, each]) => each)) / variance;
          if (replacement) {
            expect(point.channels.meanError[c]).toBeCloseTo(meanError, 10);
            expect(point.channels.varianceError[c]).toBeCloseTo(varianceError, 10);
            squares.meanError.push(meanError ** 2);
            squares.varianceError.push(varianceError ** 2);
          } else {
            once.meanError.push(meanError ** 2);
            once.varianceError.push(varianceError ** 2);
          }
        }
      }
      expect(point.replaced.meanError.value).toBeCloseTo(Math.sqrt(mean(squares.meanError)), 10);
      expect(point.replaced.varianceError.value).toBeCloseTo(Math.sqrt(mean(squares.varianceError)), 10);
      expect(point.distinct.meanError.value).toBeCloseTo(Math.sqrt(mean(once.meanError)), 10);
      expect(point.distinct.varianceError.value).toBeCloseTo(Math.sqrt(mean(once.varianceError)), 10);
      expect(point.totals.measured.sum).toBeCloseTo(3 * mean(squares.meanError), 10);
    });
  });

  it('has theories of each channel’s own numbers', () => {
    for (const { batchSize, theory, finitePopulation, totals } of layer.points) {
      const each = (layer.moments.correlation as number[]).map((correlation, c) => {
        const place = { batchSize, height: 1, width: 6, channels: 3, groups: 1, correlation };
        const kurtosis = (layer.moments.kurtosis as number[])[c];
        return { plain: statisticNoise(place), shaped: statisticNoise({ ...place, kurtosis }) };
      });
      const root = (values: number[]): number => Math.sqrt(mean(values.map((value) => value ** 2)));
      expect(theory.meanError.correlated).toBeCloseTo(root(each.map(({ plain }) => plain.meanError)), 12);
      expect(theory.meanError.independent).toBeCloseTo(1 / Math.sqrt(6 * batchSize), 12);
      expect(theory.varianceError.correlated).toBeCloseTo(
        root(each.map(({ plain }) => plain.varianceError)),
        12
      );
      expect(theory.varianceError.independent).toBeCloseTo(
        root(each.map(({ plain }) => plain.varianceErrorIndependent)),
        12
      );
      expect(theory.varianceError.kurtosis).toBeCloseTo(
        root(each.map(({ shaped }) => shaped.varianceError)),
        12
      );
      expect(finitePopulation).toBeCloseTo(Math.sqrt(1 - batchSize / 40), 12);
      expect(totals.correlated.rootSum).toBeCloseTo(Math.sqrt(3) * theory.meanError.correlated, 12);
      expect(totals.independent.projected).toBeCloseTo(theory.meanError.independent, 12);
    }
  });

  it('counts a negative correlation as none beside the kurtosis, and a kurtosis that no two parts have as the least', () => {
    const balanced = MAPS.map((image) => image.map((map) => map.map((value) => value - 0.9 * mean(map))));
    const signs = MAPS.map((image) => image.map((map, c) => map.map((value) => Math.sign(value - 10 * c))));
    for (const maps of [balanced, signs]) {
      const found = layerOf(maps);
      const rhos = found.moments.correlation as number[];
      const kurtoses = found.moments.kurtosis as number[];
      const each = rhos.map((rho, c) => {
        const correlation = Math.max(0, rho);
        const least = 3 - 2 * (correlation ** 2 + (1 - correlation) ** 2);
        const kurtosis = Math.max(least, kurtoses[c]);
        const place = { batchSize: 2, height: 1, width: 6, channels: 3, groups: 1, correlation, kurtosis };
        return { rho, isLeast: kurtosis === least, error: statisticNoise(place).varianceError };
      });
      expect(each.some(({ rho, isLeast }) => rho < -0.1 || isLeast)).toBe(true);
      const expected = Math.sqrt(mean(each.map(({ error }) => error ** 2)));
      expect(found.points[0].theory.varianceError.kurtosis).toBeCloseTo(expected, 12);
    }
  });

  it('takes the largest seed, whose sequences go on from 0', () => {
    const last = layerOf(MAPS, { seed: 2 ** 32 - 1 });
    // The batches of the first size with this seed are those of sequence 0.
    const places = drawnBatches({ images: 40, batchSize: 2, batches: 200, replacement: false, seed: 0 });
    const once = new BatchErrors(new StandardImages(momentsOf(MAPS)), places, 2);
    expect(last.points[0].distinct.meanError.value).toBeCloseTo(Math.sqrt(once.meanSquare('meanError')), 12);
  });

  it('leaves constant channels out and names them', () => {
    const flat = MAPS.map((image) => [image[0], image[1].map(() => 0.1), image[2]]);
    const found = layerOf(flat);
    expect(found.constantChannels).toEqual([1]);
    expect(found.moments.correlation[1]).toBeNull();
    expect(found.points[0].channels.meanError).toEqual([
      layer.points[0].channels.meanError[0],
      null,
      layer.points[0].channels.meanError[2]
    ]);
    expect(JSON.stringify(found)).not.toContain('NaN');
    const none = MAPS.map((image) => image.map((map) => map.map(() => 1 / 3)));
    expect(measuredLayer(placeOf(none), momentsOf(none), DRAWS)).toBeNull();
  });

  it('has finite intervals where a channel is active in one image alone', () => {
    const lone = MAPS.map((image, i) => image.map((map) => map.map((value) => (i === 0 ? value : 0.1))));
    const [{ replaced }] = layerOf(lone).points;
    expect(replaced.varianceError.to / replaced.varianceError.value).toBeLessThan(10);
  });

  it('takes a map of one pixel, which has no correlation', () => {
    const single = layerOf(MAPS.map((image) => image.map(([first]) => [first])));
    expect(single.correlation).toBeNull();
    expect(single.squaresCorrelation).toBeNull();
    expect(single.points[1].theory.meanError.correlated).toBeCloseTo(1 / Math.sqrt(5), 12);
  });

  it('refuses what it has no room for, what is not finite and batches larger than the data', () => {
    const moments = new ImageMoments(1, 4, 1);
    const batch = { means: [1, 1], squares: [1, 1], cubes: [0, 0], fourths: [1, NaN] };
    expect(() => moments.add(batch, 2)).toThrow(/images: got 2, expected at most 1/);
    expect(() => new ImageMoments(2, 4, 1).add(batch, 2)).toThrow(/channels\[0\]: got NaN.*image 1/);
    expect(() => layerOf(MAPS, { batchSizes: [41] })).toThrow(
      /batchSizes: got 41, expected at most the 40 images/
    );
  });
});

describe('images of equal means', () => {
  it('have the least correlation that there can be, which theory takes', () => {
    for (let pixels = 2; pixels <= 40; pixels++) {
      const values = Array.from({ length: pixels }, (_, p) => Math.sin(1 + p ** 2));
      const turned = Array.from({ length: 5 }, (_, i) => [
        [...values.slice(i % pixels), ...values.slice(0, i % pixels)]
      ]);
      const [correlation] = new StandardImages(momentsOf(turned)).correlations() ?? [];
      expect(correlation).toBeCloseTo(leastCorrelation(pixels), 10);
      expect(correlation).toBeGreaterThanOrEqual(leastCorrelation(pixels));
      expect(layerOf(turned, { batchSizes: [2] }).points[0].theory.meanError.correlated).toBeLessThan(1e-6);
    }
  });

  it('vary by nothing, and never by less, in batches of one', () => {
    for (let k = 1; k <= 40; k++) {
      const maps = Array.from({ length: 6 }, (_, i) => [
        [i % 2 === 0 ? k / 7 : -k / 7, i % 2 === 0 ? k / 3 : -k / 3]
      ]);
      const found = new SpreadOfImages(new StandardImages(momentsOf(maps))).meanSquare('varianceError', 1);
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThan(1e-12);
    }
  });
});

describe('the spread of batches without end', () => {
  const few = correlatedMaps({ images: 4, channels: 1, pixels: 3, correlation: 0.4, seed: 5 });
  const images = channelOf(few, 0);

  it.each([1, 2, 3, 4])('is that of all batches of %d images', (size) => {
    const batches = [...everyBatch(4, size)].map((places) => statisticsOf(places.map((at) => images[at])));
    const [, variance] = statisticsOf(images);
    const spread = new SpreadOfImages(new StandardImages(momentsOf(few)));
    const of = (i: 0 | 1): number =>
      centred(
        batches.map((each) => each[i]),
        2
      );
    expect(spread.meanSquare('meanError', size)).toBeCloseTo(of(0) / variance, 10);
    expect(spread.meanSquare('varianceError', size)).toBeCloseTo(of(1) / variance ** 2, 10);
  });

  it('counts images as often as a resample has them', () => {
    const counts = [2, 0, 1, 1];
    const again = [0, 0, 2, 3].map((i) => few[i]);
    const standard = new StandardImages(momentsOf(few));
    const weighted = new SpreadOfImages(standard, counts);
    const own = new SpreadOfImages(new StandardImages(momentsOf(again)));
    for (const quantity of ['meanError', 'varianceError'] as const) {
      expect(weighted.meanSquare(quantity, 3)).toBeCloseTo(own.meanSquare(quantity, 3), 10);
    }
  });
});

describe('drawn batches', () => {
  it('approach closed forms, without replacement by the finite population', () => {
    const { points } = layerOf(MAPS, { batches: 20_000, batchSizes: [5, 20] });
    // Variance of image means over that of all values, mean over channels.
    const between = mean(
      [0, 1, 2].map((c) => centred(channelOf(MAPS, c).map(mean), 2) / statisticsOf(channelOf(MAPS, c))[1])
    );
    for (const { batchSize, replaced, distinct, theory } of points) {
      expect(replaced.meanError.value / Math.sqrt(between / batchSize)).toBeCloseTo(1, 1.7);
      expect(replaced.varianceError.value / theory.varianceError.images).toBeCloseTo(1, 1.7);
      const once = Math.sqrt(((between * 40) / 39 / batchSize) * (1 - batchSize / 40));
      expect(distinct.meanError.value / once).toBeCloseTo(1, 1.7);
    }
  });

  it('hold no image twice unless it is put back', () => {
    const request = { images: 6, batchSize: 5, batches: 300, seed: 3 };
    const twice = (replacement: boolean): number => {
      const places = drawnBatches({ ...request, replacement });
      return Array.from({ length: 300 }, (_, b) => new Set(places.subarray(5 * b, 5 * b + 5)).size).filter(
        (size) => size < 5
      ).length;
    };
    expect(twice(false)).toBe(0);
    // 1 − 6!/6⁵ of all batches hold one twice.
    expect(twice(true) / 300).toBeCloseTo(1 - 720 / 6 ** 5, 1);
    const places = drawnBatches({ ...request, replacement: false });
    const counts = Array.from({ length: 6 }, (_, i) => places.filter((place) => place === i).length);
    counts.forEach((count) => expect(Math.abs(count - 250)).toBeLessThan(40));
  });

  it('are resampled with as many images as there are', () => {
    const counts = resampledImages(50, 20, 1);
    for (let r = 0; r < 20; r++) {
      const row = counts.subarray(50 * r, 50 * (r + 1));
      expect(row.reduce((sum, count) => sum + count, 0)).toBe(50);
      expect(row.filter((count) => count === 0).length).toBeGreaterThan(5);
    }
  });
});

describe('intervals', () => {
  it.each([
    ['replaced', true, 2],
    ['distinct', false, 3]
  ] as const)(
    'of %s batches resample images and batches, each by a sequence of its own',
    (kind, replacement, sequence) => {
      const { batches, resamples, confidence, seed } = DRAWS;
      const images = new StandardImages(momentsOf(MAPS));
      const counts = resampledImages(40, resamples, seed);
      const spread = new SpreadOfImages(images);
      layerOf(MAPS).points.forEach((point, index) => {
        const { batchSize } = point;
        const first = seed + 1 + 4 * index;
        const places = drawnBatches({
          images: 40,
          batchSize,
          batches,
          replacement,
          seed: first + +replacement
        });
        const { deviations } = new BatchErrors(images, places, batchSize);
        for (const quantity of ['meanError', 'varianceError'] as const) {
          const random = new RandomBits(first + sequence);
          const outcomes = Float64Array.from({ length: resamples }, (_, r) => {
            const drawn = Array.from({ length: batches }, () => deviations[quantity][random.below(batches)]);
            const variance = drawn.reduce((sum, value) => sum + value, 0) / (batches - 1);
            const other = new SpreadOfImages(images, counts.subarray(40 * r, 40 * (r + 1)));
            return Math.sqrt(
              (variance * other.meanSquare(quantity, batchSize)) / spread.meanSquare(quantity, batchSize)
            );
          }).sort();
          const { from, to } = point[kind][quantity];
          expect(from).toBeCloseTo(quantileOf(outcomes, (1 - confidence) / 2), 12);
          expect(to).toBeCloseTo(quantileOf(outcomes, (1 + confidence) / 2), 12);
        }
      });
    }
  );

  const TIMES = 150;
  /** How many intervals of so many data sets hold the error that their population has. */
  const covered = (correlation: number): Record<'meanError' | 'varianceError', number> => {
    const place = { batchSize: 4, height: 1, width: 4, channels: 1, groups: 1, correlation };
    const truth = statisticNoise(place);
    const count = { meanError: 0, varianceError: 0 };
    for (let seed = 0; seed < TIMES; seed++) {
      const maps = correlatedMaps({ images: 120, channels: 1, pixels: 4, correlation, seed });
      const { replaced } = layerOf(maps, { batchSizes: [4], seed }).points[0];
      for (const quantity of ['meanError', 'varianceError'] as const) {
        const { from, to } = replaced[quantity];
        count[quantity] += from <= truth[quantity] && truth[quantity] <= to ? 1 : 0;
      }
    }
    return count;
  };

  it.each([0, 0.5])('hold the true errors in some nine of ten sets of 120 images, ρ = %d', (correlation) => {
    const { meanError, varianceError } = covered(correlation);
    for (const count of [meanError, varianceError]) {
      expect(count / TIMES).toBeGreaterThan(0.84);
      expect(count / TIMES).toBeLessThan(0.99);
    }
  });

  it('shrink with more images and more batches, and depend on the seed alone', () => {
    const maps = correlatedMaps({ images: 400, channels: 2, pixels: 4, correlation: 0.5, seed: 9 });
    const width = (images: number, batches: number): number => {
      const { from, to, value } = layerOf(maps.slice(0, images), { batches }).points[0].replaced.meanError;
      expect(from).toBeLessThan(value);
      expect(to).toBeGreaterThan(value);
      return (to - from) / value;
    };
    expect(width(400, 5000)).toBeLessThan(0.7 * width(60, 5000));
    expect(width(400, 5000)).toBeLessThan(0.85 * width(400, 200));
    expect(layerOf(MAPS)).toEqual(layerOf(MAPS));
    expect(layerOf(MAPS, { seed: 8 }).points).not.toEqual(layerOf(MAPS).points);
  });
});
