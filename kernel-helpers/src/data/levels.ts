import type { Preprocessing } from '../analysis';
import type { Batch } from './batches';
import { DataError } from './errors';
import type { InputShape } from './prepare';

/** Images after which values are judged; all, when they are fewer. */
const JUDGED_IMAGES = 64;
/** White after a preprocessing of its own, far above ImageNet's 2.64 and far below 255. */
const LARGEST_ENTERING = 16;
/** ImageNet's means and deviations bring pixels to −2.12…2.64. */
const LARGEST_STANDARDIZED = 3;

/**
 * The batches, with an error for images that were preprocessed already and come to a network that does this itself:
 * the first 64 images, or all if they are fewer, that hold no value above 1 but are not black, or negative values and
 * none above 3. Networks that take pixels as they are, with preprocessing `none`, take any values.
 * @throws DataError, for all of a call's images together and whatever the batch size.
 */
export async function* levelsChecked(
  source: string,
  { preprocessing = 'none' }: InputShape,
  batches: Iterable<Batch> | AsyncIterable<Batch>
): AsyncGenerator<Batch, void, void> {
  if (!expectsLevels(preprocessing)) {
    yield* batches;
    return;
  }
  const range = new ValueRange();
  // Batches wait for the verdict, so that no step is made with images that are refused.
  const waiting: Batch[] = [];
  for await (const batch of batches) {
    const size = batch.pixels.length / batch.shape[0];
    for (let i = 0; i < batch.shape[0] && range.images < JUDGED_IMAGES && !range.isOfLevels; i++) {
      range.add(batch.pixels.subarray(i * size, (i + 1) * size));
    }
    waiting.push(batch);
    if (range.images === JUDGED_IMAGES || range.isOfLevels) {
      requireLevels(source, range);
      yield* waiting.splice(0);
    }
  }
  requireLevels(source, range);
  yield* waiting;
}

/** Whether a network brings pixels 0…255 to the small numbers that layers begin with. */
function expectsLevels(preprocessing: Preprocessing): boolean {
  if (typeof preprocessing === 'string') {
    return preprocessing !== 'none';
  }
  const { factors, offsets } = preprocessing;
  return factors.every((factor, i) => Math.abs(255 * factor + offsets[i]) <= LARGEST_ENTERING);
}

/** Least and largest value of some images. */
class ValueRange {
  images = 0;
  least = Infinity;
  most = -Infinity;

  add(values: Float32Array): void {
    this.images++;
    for (const value of values) {
      this.least = Math.min(this.least, value);
      this.most = Math.max(this.most, value);
    }
  }

  /** Whether no value to come can make them look preprocessed. */
  get isOfLevels(): boolean {
    return this.most > LARGEST_STANDARDIZED;
  }

  get isPreprocessed(): boolean {
    const black = this.least === 0 && this.most === 0;
    return this.images > 0 && !black && (this.most <= 1 || (this.least < 0 && !this.isOfLevels));
  }
}

function requireLevels(source: string, range: ValueRange): void {
  if (range.isPreprocessed) {
    const { least, most } = range;
    const remedy =
      'The network preprocesses by itself, as its specification says: give pixels as they are, values from 0 to 1 ' +
      "times 255, or build the network with preprocessing: 'none'.";
    const got = `values from ${Number(least.toPrecision(3))} to ${Number(most.toPrecision(3))} in all images`;
    throw new DataError('bad-pixels', source, got, 'pixels from 0 to 255', remedy);
  }
}
