import { expect, test } from 'vitest';
import { validationBatchSize } from './validation';

const of = (images: number, batchSize: number, accumulationSteps = 1): number =>
  validationBatchSize({ shape: [images, 8, 8, 1] }, { batchSize, accumulationSteps });

test('validation takes four images for each that is trained at once, and no more than there are', () => {
  expect(of(10_000, 16)).toBe(64);
  expect(of(10_000, 64)).toBe(256);
  expect(of(10_000, 128)).toBe(256);
  expect(of(20, 16)).toBe(20);
  expect(of(10_000, 64, 4)).toBe(64);
  expect(of(1, 1)).toBe(1);
});
