import type { PixelRange, Preprocessing } from '../analysis';
import { pixelBytes } from './arrays';
import type { Batch } from './batch';
import { type Dataset, inMemory } from './dataset';
import { DataError } from './errors';
import { type InputShape } from './prepare';
import { imageAt } from './read-image';

/** Images after which values are judged; all, when they are fewer. */
const JUDGED_IMAGES = 64;
/** So many images may all be nearly black; more of them, of whole numbers 0 and 1 alone, are masks on another scale. */
const DARK_IMAGES = 2;
/** White after a preprocessing of its own, far above ImageNet's 2.64 and far below 255. */
const LARGEST_ENTERING = 16;
/** ImageNet's means and deviations bring pixels to −2.12…2.64. */
const LARGEST_STANDARDIZED = 3;
/** Files of a training set that are read to find its scale. */
const SAMPLED_FILES = 8;

/**
 * The batches, with an error for images on another scale than the network takes. It is told by what the network does to
 * pixels first, or, where that tells nothing, by what they ranged over in its last training.
 *
 * A network of pixels 0…255 refuses values preprocessed already, judged by the first 64 images, or all if they are fewer:
 * none above 1, with fractions or in more than two images, unless all are black; or negative ones and none above 3. Whole
 * numbers 0 and 1 in one or two images are taken as levels of dark ones. A network trained with smaller values refuses
 * those above 16 times the largest of them. What is not known is not checked.
 * @throws DataError, for all of a call's images together and whatever the batch size.
 */
export async function* levelsChecked(
  source: string,
  input: InputShape,
  batches: Iterable<Batch> | AsyncIterable<Batch>
): AsyncGenerator<Batch, void, void> {
  const scale = scaleOf(input);
  if (scale === null) {
    yield* batches;
    return;
  }
  const values = new Values();
  // Batches wait for the verdict, so that no step is made with images that are refused.
  const waiting: Batch[] = [];
  const settled = (): boolean => values.images === JUDGED_IMAGES || scale.settles(values);
  for await (const batch of batches) {
    const size = batch.pixels.length / batch.shape[0];
    for (let i = 0; i < batch.shape[0] && !settled(); i++) {
      values.add(batch.pixels.subarray(i * size, (i + 1) * size));
    }
    waiting.push(batch);
    if (settled()) {
      scale.judge(source, values);
      yield* waiting.splice(0);
    }
  }
  scale.judge(source, values);
  yield* waiting;
}

/**
 * The same of images that a network gets whole, as a detector does.
 * @returns Their pixels as a network takes them.
 * @throws DataError also for values that are no levels.
 */
export function requireLevels(
  source: string,
  input: Pick<InputShape, 'preprocessing'>,
  images: readonly ArrayLike<number>[]
): Float32Array[] {
  const values = new Values();
  const levelled = images.map((image, i) => {
    const place = images.length === 1 ? source : `${source}[${i}]`;
    const pixels = Float32Array.from(pixelBytes(image, place));
    values.add(pixels);
    return pixels;
  });
  scaleOf(input)?.judge(source, values);
  return levelled;
}

/** What a network expects of values. */
interface Scale {
  /** Whether no value to come can change the verdict. */
  settles(values: Values): boolean;
  /** @throws DataError for values of another scale. */
  judge(source: string, values: Values): void;
}

function scaleOf({
  preprocessing = 'none',
  valuesInTraining
}: Pick<InputShape, 'preprocessing' | 'valuesInTraining'>): Scale | null {
  if (expectsLevels(preprocessing)) {
    return levels(
      'pixels from 0 to 255',
      'The network does its own preprocessing, as its specification says: give raw pixels, multiplying values from 0 to 1 ' +
        "by 255, or build the network with preprocessing: 'none'."
    );
  }
  if (valuesInTraining === undefined) {
    return null;
  }
  const { least, most } = valuesInTraining;
  const expected = `values as in its last training, ${least} to ${most}`;
  return most > LARGEST_ENTERING
    ? levels(expected, `Give raw pixels, multiplying values from 0 to 1 by 255, ${OTHERWISE}`)
    : {
        settles: (values) => values.most > limitOf(most),
        judge: (source, values) =>
          requireThat(values.most <= limitOf(most), source, values, {
            expected,
            remedy: `Scale the images to that range, ${OTHERWISE}`
          })
      };
}

const OTHERWISE = 'or build a new network and train it on these.';

const limitOf = (most: number): number => LARGEST_ENTERING * Math.max(1, most);

function levels(expected: string, remedy: string): Scale {
  return {
    settles: ({ most }) => most > LARGEST_STANDARDIZED,
    judge: (source, values) => requireThat(!values.isPreprocessed, source, values, { expected, remedy })
  };
}

function requireThat(
  fits: boolean,
  source: string,
  { least, most }: Values,
  { expected, remedy }: { expected: string; remedy: string }
): void {
  if (!fits) {
    const got = `values from ${Number(least.toPrecision(3))} to ${Number(most.toPrecision(3))} in all images`;
    throw new DataError('bad-pixels', source, got, expected, remedy);
  }
}

/** Whether a network brings pixels 0…255 to the small numbers that layers begin with. */
function expectsLevels(preprocessing: Preprocessing): boolean {
  if (typeof preprocessing === 'string') {
    return preprocessing !== 'none';
  }
  const { factors, offsets } = preprocessing;
  return factors.every((factor, i) => Math.abs(255 * factor + offsets[i]) <= LARGEST_ENTERING);
}

/** What some images hold. */
class Values {
  images = 0;
  least = Infinity;
  most = -Infinity;
  private fractions = false;

  add(values: Float32Array): void {
    this.images++;
    for (const value of values) {
      this.least = Math.min(this.least, value);
      this.most = Math.max(this.most, value);
      this.fractions ||= !Number.isInteger(value);
    }
  }

  get isPreprocessed(): boolean {
    const { images, least, most, fractions } = this;
    const black = least === 0 && most === 0;
    const shares = most <= 1 && (fractions || images > DARK_IMAGES);
    return images > 0 && !black && (shares || (least < 0 && most <= LARGEST_STANDARDIZED));
  }
}

/**
 * What a training set's pixels range over: all of those in memory, of files those of a few that lie evenly among them.
 * Undefined where none of these can be read.
 * @param input Of the network; files are read as it takes them.
 */
export async function valuesOf(dataset: Dataset, input: InputShape): Promise<PixelRange | undefined> {
  if (inMemory(dataset)) {
    return rangeOf(dataset.images);
  }
  const { length } = dataset.files;
  const count = Math.min(length, SAMPLED_FILES);
  const ranges: PixelRange[] = [];
  for (let i = 0; i < count; i++) {
    // Training tells of files that can't be read.
    const image = await imageAt(dataset, Math.floor((i * length) / count), input).catch(() => null);
    ranges.push(...(image ? [rangeOf(image.pixels)] : []));
  }
  return ranges.length === 0
    ? undefined
    : {
        least: Math.min(...ranges.map(({ least }) => least)),
        most: Math.max(...ranges.map(({ most }) => most))
      };
}

function rangeOf(pixels: Uint8Array): PixelRange {
  let [least, most] = [255, 0];
  for (let i = 0; i < pixels.length && (least > 0 || most < 255); i++) {
    least = Math.min(least, pixels[i]);
    most = Math.max(most, pixels[i]);
  }
  return { least, most };
}
