import { SpecError } from '../errors';
import { RandomBits } from '../random-bits';

/** How batches are put together of so many images. */
export interface BatchDraw {
  images: number;
  batchSize: number;
  batches: number;
  /** Whether an image may come twice in one batch, as in draws from an endless population. */
  replacement: boolean;
  /** Whole number from 0 to 2³² − 1. */
  seed: number;
}

/**
 * Places of the images of each batch, [batches, batchSize], row-major. Each batch is drawn by itself: without
 * replacement no image comes twice in one batch, but it may in two.
 * @throws SpecError for batches without replacement that are larger than the data.
 */
export function drawnBatches({ images, batchSize, batches, replacement, seed }: BatchDraw): Uint32Array {
  if (!replacement && batchSize > images) {
    throw new SpecError(
      'batchSizes',
      batchSize,
      `at most the ${images} images, which are drawn without replacement`,
      'Leave the size out, or measure more images.'
    );
  }
  const random = new RandomBits(seed);
  const places = new Uint32Array(batches * batchSize);
  const order = Uint32Array.from({ length: images }, (_, i) => i);
  for (let b = 0; b < batches; b++) {
    for (let i = 0; i < batchSize; i++) {
      if (replacement) {
        places[b * batchSize + i] = random.below(images);
        continue;
      }
      // The first steps of Fisher and Yates's shuffle, from whatever order there is.
      const j = i + random.below(images - i);
      [order[i], order[j]] = [order[j], order[i]];
      places[b * batchSize + i] = order[i];
    }
  }
  return places;
}

/** How often each image is in each resample of as many images, [resamples, images], row-major. */
export function resampledImages(images: number, resamples: number, seed: number): Uint16Array {
  const random = new RandomBits(seed);
  const counts = new Uint16Array(resamples * images);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < images; i++) {
      counts[r * images + random.below(images)]++;
    }
  }
  return counts;
}
