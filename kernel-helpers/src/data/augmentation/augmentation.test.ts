import { describe, expect, it } from 'vitest';
import type { Batch } from '../batch';
import { trainingBatches } from '../batches';
import { collected } from '../collected.fixtures';
import { noisyHalves } from '../image-files.fixtures';
import { SeededOrder } from '../order';
import type { Pixels } from '../read-image';
import { augmenterOf } from './augmenter';
import { randomCrop } from './crop';
import { beta, mixed } from './mixing';
import {
  affine,
  autoContrasted,
  brightened,
  contrasted,
  equalized,
  mirrored,
  posterized,
  rotated,
  solarized
} from './operations';
import { type Augmentation, requireAugmentation } from './options';
import { randAugmented } from './rand-augment';

function grey(rows: number[][]): Pixels {
  return { width: rows[0].length, height: rows.length, channels: 1, pixels: Uint8Array.from(rows.flat()) };
}

const square = grey([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9]
]);

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('a random crop', () => {
  const ranges = { scale: [0.2, 0.8], ratio: [3 / 4, 4 / 3] } as const;
  const options = { scale: [...ranges.scale], ratio: [...ranges.ratio] } as {
    scale: [number, number];
    ratio: [number, number];
  };
  const boxes = Array.from({ length: 2000 }, (_, i) =>
    randomCrop(400, 300, options, new SeededOrder(i, 'crop'))
  );

  it('lies within the image, with area and ratio in their ranges', () => {
    boxes.forEach(({ left, top, width, height }) => {
      expect(left >= 0 && top >= 0 && left + width <= 400 && top + height <= 300).toBe(true);
      const share = (width * height) / (400 * 300);
      expect(share > 0.195 && share < 0.805).toBe(true);
      expect(width / height > 0.74 && width / height < 1.35).toBe(true);
    });
  });

  it('of a square is as often wide as high, and at every place', () => {
    const own = boxes.map((_, i) =>
      randomCrop(300, 300, { ...options, scale: [0.2, 0.7] }, new SeededOrder(i, 'square'))
    );
    const wide = own.filter(({ width, height }) => width > height).length / own.length;
    expect(Math.abs(wide - 0.5)).toBeLessThan(0.05);
    // Of the room that a box leaves, half is at its left on average.
    const share = own.filter(({ width }) => width < 300).map(({ left, width }) => left / (300 - width));
    expect(Math.abs(mean(share) - 0.5)).toBeLessThan(0.03);
  });

  it('of an image that no ratio fits is its middle', () => {
    const box = randomCrop(100, 1, { scale: [0.9, 1], ratio: [3 / 4, 4 / 3] }, new SeededOrder(1, 'crop'));
    expect(box).toEqual({ left: 49, top: 0, width: 1, height: 1 });
  });
});

describe('operations', () => {
  it.each([
    ['mirroring', mirrored(square), [3, 2, 1, 6, 5, 4, 9, 8, 7]],
    ['a quarter turn to the left', rotated(square, 90), [3, 6, 9, 2, 5, 8, 1, 4, 7]],
    ['a half turn', rotated(square, 180), [9, 8, 7, 6, 5, 4, 3, 2, 1]],
    ['a move to the right', affine(square, [1, 0, -1, 0, 1, 0]), [0, 1, 2, 0, 4, 5, 0, 7, 8]],
    ['half the brightness', brightened(square, 0.5), [0, 1, 1, 2, 2, 3, 3, 4, 4]],
    ['no contrast', contrasted(square, 0), [5, 5, 5, 5, 5, 5, 5, 5, 5]],
    ['two bits', posterized(grey([[63, 64, 200, 255]]), 2), [0, 64, 192, 192]],
    ['inversion from 128 on', solarized(grey([[127, 128, 255]]), 128), [127, 127, 0]],
    ['the whole range', autoContrasted(grey([[100, 110, 120]])), [0, 127, 255]],
    ['the whole range of one value', autoContrasted(grey([[7, 7]])), [7, 7]],
    ['an even histogram of few pixels', equalized(square), [...square.pixels]]
  ])('%s', (_, { pixels }, expected) => {
    expect([...pixels]).toEqual(expected);
  });

  it('equalise: a value becomes the share of pixels below it', () => {
    const many = grey([Array.from({ length: 2560 }, (_, i) => Math.floor(i / 256) + 100)]);
    const values = [...new Set(equalized(many).pixels)];
    // Ten equal steps; of the 2304 pixels below the last one, 9 make a step of 255.
    expect(values).toEqual(
      Array.from({ length: 10 }, (_, i) => Math.min(255, Math.floor((4 + 256 * i) / 9)))
    );
  });

  it('RandAugment changes nearly all images, and no sizes', () => {
    const image = noisyHalves(1, 16, 3);
    const pixels = { width: 16, height: 16, channels: 3, pixels: image.images };
    const strong = Array.from({ length: 50 }, (_, i) =>
      randAugmented(pixels, { operations: 2, magnitude: 30 }, new SeededOrder(i, 'strong'))
    );
    const changed = strong.filter((result) => Buffer.compare(result.pixels, image.images) !== 0);
    // One operation of fourteen does nothing, so two do nothing once in about 200.
    expect(changed.length).toBeGreaterThan(45);
    expect(strong.every((result) => result.pixels.length === 16 * 16 * 3)).toBe(true);
  });
});

describe('mixing', () => {
  const batch = (): Batch => ({
    pixels: Float32Array.from({ length: 4 * 64 }, (_, i) => Math.floor(i / 64) + 1),
    shape: [4, 8, 8, 1],
    labels: Int32Array.of(0, 1, 2, 3),
    places: Uint32Array.of(0, 1, 2, 3)
  });

  it.each([0.2, 1, 4])('draws shares with the mean and the variance of Beta(α, α), α = %f', (alpha) => {
    const random = new SeededOrder(1, 'beta');
    const draws = Array.from({ length: 20_000 }, () => beta(alpha, random));
    const variance = mean(draws.map((value) => (value - 0.5) ** 2));
    expect(Math.abs(mean(draws) - 0.5)).toBeLessThan(0.01);
    expect(variance * 4 * (2 * alpha + 1)).toBeGreaterThan(0.96);
    expect(variance * 4 * (2 * alpha + 1)).toBeLessThan(1.04);
  });

  it('adds pairs of images by the shares of their labels', () => {
    const { pixels, labels, mixing } = mixed(batch(), { mixUp: 0.4 }, new SeededOrder(2, 'mix'));
    expect([...labels]).toEqual([0, 1, 2, 3]);
    expect([...(mixing?.labels ?? [])]).toEqual([3, 2, 1, 0]);
    [1, 2, 3, 4].forEach((own, i) => {
      const share = mixing?.share[i] ?? NaN;
      const expected = share * own + (1 - share) * (5 - own);
      pixels.subarray(i * 64, (i + 1) * 64).forEach((value) => expect(value).toBeCloseTo(expected, 5));
    });
  });

  it('exchanges a rectangle whose area is the share of the other label', () => {
    const areas = Array.from({ length: 100 }, (_, seed) => {
      const { pixels, mixing } = mixed(batch(), { cutMix: 1 }, new SeededOrder(seed, 'mix'));
      [1, 2, 3, 4].forEach((own, i) => {
        const values = [...pixels.subarray(i * 64, (i + 1) * 64)];
        expect(values.filter((value) => value === own).length / 64).toBeCloseTo(mixing?.share[i] ?? NaN, 5);
        expect(values.filter((value) => value === 5 - own || value === own)).toHaveLength(64);
      });
      return mixing?.share[0] ?? NaN;
    });
    expect(new Set(areas).size).toBeGreaterThan(10);
  });

  it('chooses between both by a coin for each step', () => {
    const cuts = Array.from({ length: 200 }, (_, seed) => {
      const { pixels } = mixed(batch(), { mixUp: 1, cutMix: 1 }, new SeededOrder(seed, 'mix'));
      return pixels.every(Number.isInteger);
    });
    expect(Math.abs(cuts.filter(Boolean).length / 200 - 0.5)).toBeLessThan(0.12);
  });
});

describe('an augmented epoch', () => {
  const dataset = noisyHalves(12, 8, 3);
  const input = { resolution: 8, channels: 3 };
  const augmentation: Augmentation = {
    randomResizedCrop: true,
    flip: 0.5,
    randAugment: true,
    shift: 1,
    mixUp: 0.2,
    cutMix: 1
  };
  const order = { batchSize: 4, seed: 1, epoch: 1, augmentation };

  it('repeats by seed, goes on in its middle, and differs in the next', async () => {
    const all = await collected(trainingBatches(dataset, input, order));
    expect(await collected(trainingBatches(dataset, input, order))).toEqual(all);
    expect(await collected(trainingBatches(dataset, input, { ...order, firstStep: 2 }))).toEqual(
      all.slice(2)
    );
    const next = await collected(trainingBatches(dataset, input, { ...order, epoch: 2 }));
    expect(next).not.toEqual(all);
  });

  it('mirrors as many images as asked for', () => {
    const augmenter = (i: number): Pixels => augmenterOf({ flip: 0.25 }, 1, `image ${i}`)(square, square);
    const images = Array.from({ length: 1000 }, (_, i) => augmenter(i));
    const flipped = images.filter(({ pixels }) => pixels[0] === 3).length;
    expect(Math.abs(flipped / 1000 - 0.25)).toBeLessThan(0.05);
    expect(images.every(({ pixels }) => pixels[4] === 5)).toBe(true);
  });

  it.each([
    [{ shift: 0.5 }],
    [{ flip: 2 }],
    [{ mixUp: NaN }],
    [{ cutMix: -1 }],
    [{ randAugment: { magnitude: 31 } }],
    [{ randAugment: { operations: 0 } }],
    [{ randomResizedCrop: { scale: [0.5, 2] } }],
    [{ randomResizedCrop: { ratio: [2, 1] } }]
  ] as Array<[Augmentation]>)('refuses %j', (options) => {
    expect(() => requireAugmentation(options)).toThrow(expect.objectContaining({ kind: 'bad-option' }));
  });
});
