import { describe, expect, it } from 'vitest';
import { imagesFromArrays } from './arrays';
import { classCounts, classWeights } from './class-weights';
import type { ImageDataset } from './dataset';
import { DataError } from './errors';
import { SeededOrder } from './order';
import { fingerprint, splitDataset, splitOwn } from './splits';
import { loadTensorFlow } from '../tensorflow';

/** One pixel each, the number of the image; as many of each class as given, mixed. */
function ofClasses(counts: number[]): ImageDataset {
  const sorted = counts.flatMap((count, label) => new Array<number>(count).fill(label));
  const order = new SeededOrder(3, 'mixed').shuffled(sorted.length);
  const labels = Array.from(order, (at) => sorted[at]);
  const images = labels.map((_, i) => [[i % 256]]);
  return imagesFromArrays({ images, labels, classes: counts.map((_, label) => `class ${label}`) });
}

describe('a stratified split', () => {
  it('takes the same share of each class, and each image once', () => {
    const data = ofClasses([100, 50, 30, 20]);
    const split = splitDataset('s', data, data, { validation: 0.2, seed: 1, stratified: true });
    const { train, validation } = split;
    expect(validation && classCounts(validation)).toEqual([20, 10, 6, 4]);
    const pixels = [...train.images, ...(validation?.images ?? [])].sort((a, b) => a - b);
    expect(pixels).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it.each([
    [[7, 2, 1], 3, [2, 1, 0]],
    [[1, 1, 1, 9], 3, [0, 0, 0, 3]],
    [[5, 5, 5], 4, [2, 1, 1]],
    [[1, 1, 1], 2, [1, 1, 0]]
  ])('of classes of %j holds %i out as %j', (counts, validation, expected) => {
    const data = ofClasses(counts);
    const split = splitDataset('s', data, data, { validation, seed: 1, stratified: true });
    expect(split.validation && classCounts(split.validation)).toEqual(expected);
  });

  it.each(['x', 1.5, NaN, 2 ** 32, null, {}])(
    'refuses the seed %s, which would draw as another one does',
    (seed) => {
      const data = ofClasses([40, 40]);
      const options = { validation: 10, seed: seed as number, stratified: false };
      expect(() => splitDataset('s', data, data, options)).toThrow(/^seed: got .*whole number/);
    }
  );

  it('is decided by the seed', () => {
    const data = ofClasses([40, 40]);
    const of = (seed: number): string =>
      splitDataset('s', data, data, { validation: 10, seed, stratified: true }).fingerprint;
    expect(of(1)).toBe(of(1));
    expect(of(1)).not.toBe(of(2));
  });
});

it.each([
  [{ validation: '0.1', seed: 1 }, /^validation: got 0\.1, expected a whole number/],
  [{ validation: 4 }, /^seed: got undefined/],
  [{ validation: 4, seed: '1' }, /^seed: got "1"/],
  [{ validation: 4, seed: 1.5 }, /^seed: got 1\.5/],
  [{ validation: 4, seed: 2 ** 40 }, /^seed: got 1099511627776/],
  [{ validation: 4, seed: 1, stratified: 'no' }, /^stratified: got no, expected true or false/]
])('a split by %j is refused: another seed would give the same', (options, told) => {
  const data = ofClasses([20, 20]);
  expect(() => splitDataset('s', data, data, options as never)).toThrow(told);
});

describe('a set that nobody else holds', () => {
  /** As a file's content is: a part of a larger buffer, whose own method of copying copies nothing. */
  function own(data: ImageDataset): ImageDataset {
    const memory = Buffer.concat([Buffer.alloc(3), data.images]);
    return { ...data, images: memory.subarray(3), labels: data.labels.slice() };
  }

  it.each([
    [false, 30],
    [true, 30],
    [true, 0.5],
    [false, 0],
    [false, 199]
  ])('is split alike within its memory, stratified: %s, %s held out', (stratified, validation) => {
    for (const counts of [[100, 50, 30, 20], new Array<number>(300).fill(1)]) {
      const data = ofClasses(counts);
      const options = { validation, seed: 4, stratified };
      const expected = splitDataset('s', data, data, options);
      const moved = own(data);
      const split = splitOwn('s', moved, data, options);
      expect(split).toEqual({
        ...expected,
        train: expect.anything() as unknown,
        validation: split.validation
      });
      expect(split.train.images.buffer).toBe(moved.images.buffer);
      expect([...split.train.images]).toEqual([...expected.train.images]);
      expect(split.train.labels).toEqual(expected.train.labels);
      expect(split.validation?.labels).toEqual(expected.validation?.labels);
    }
  });
});

it('images in nested lists become bytes at once', () => {
  const images = new Array<number[][]>(2000).fill(
    new Array<number[]>(28).fill(new Array<number>(28).fill(7))
  );
  const before = process.memoryUsage().arrayBuffers;
  const set = imagesFromArrays({ images, labels: new Uint8Array(2000) });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * set.images.length);
  expect(set.images.every((value) => value === 7)).toBe(true);
});

describe('class weights', () => {
  it("are scikit-learn's balanced ones: n / (k·nᶜ)", () => {
    expect(classWeights(ofClasses([6, 3, 1]))).toEqual([10 / 18, 10 / 9, 10 / 3]);
  });

  it('go in inverse proportion to the effective number, and average 1', () => {
    const weights = classWeights(ofClasses([4, 1]), { method: 'effective', beta: 0.5 });
    // (1 − 0.5⁴) / 0.5 = 1.875 against 1.
    expect(weights[1] / weights[0]).toBeCloseTo(1.875, 12);
    expect((weights[0] + weights[1]) / 2).toBeCloseTo(1, 12);
    expect(classWeights(ofClasses([4, 1]), { method: 'effective', beta: 0 })).toEqual([1, 1]);
  });

  it('need images of every class, and a β below 1', () => {
    expect(() => classWeights(ofClasses([2, 0]))).toThrow(/no images of the class "class 1"/);
    expect(() => classWeights(ofClasses([2, 1]), { method: 'effective', beta: 1 })).toThrow(DataError);
  });
});

describe('labels', () => {
  it('beyond 256 classes take two bytes, in batches and fingerprints alike', () => {
    const data = ofClasses(new Array<number>(300).fill(1));
    expect(data.labels).toBeInstanceOf(Uint16Array);
    expect([...data.labels].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    const other = { ...data, labels: data.labels.map((label) => label ^ 256) };
    expect(fingerprint([other])).not.toBe(fingerprint([data]));
  });
});

describe('plain arrays', () => {
  it('are read nested or in one row', () => {
    const images = [
      [
        [1, 2],
        [3, 4]
      ]
    ];
    const flat = { images: [1, 2, 3, 4], shape: [1, 2, 2] };
    const labels = [0];
    expect(imagesFromArrays({ images, labels })).toEqual(imagesFromArrays({ ...flat, labels }));
  });

  it.each([
    ['rows of differing length', { images: [[[1, 2], [3]]], labels: [0] }, 'wrong-shape'],
    ['a fraction', { images: [[[0.5]]], labels: [0] }, 'bad-pixels'],
    ['a value above 255', { images: [[[256]]], labels: [0] }, 'bad-pixels'],
    ['no images', { images: [], labels: [] }, 'wrong-shape'],
    ['nothing', { labels: [0] } as never, 'wrong-shape'],
    ['a wrong shape', { images: [1, 2, 3], shape: [1, 2, 2], labels: [0] }, 'wrong-shape'],
    ['a label too many', { images: [[[1]]], labels: [0, 1] }, 'length-mismatch'],
    ['a negative label', { images: [[[1]]], labels: [-1] }, 'bad-label']
  ])('with %s are refused', (_, arrays, kind) => {
    expect(() => imagesFromArrays(arrays)).toThrow(expect.objectContaining({ kind }));
  });
});

it.each([
  ['images', { labels: [0, 1] }, /images: got a tensor, .*tensor\.data\(\)\) with shape: tensor\.shape\.$/],
  ['labels', { images: [[[1]], [[2]]] }, /labels: got a tensor, .*tensor\.data\(\)\)\.$/]
])('a tensor of %s is told how to be given', (name, others, told) => {
  const tensor = loadTensorFlow().zeros([2, 4, 4]);
  expect(() => imagesFromArrays({ ...others, [name]: tensor } as never)).toThrow(told);
});
