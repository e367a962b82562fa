import { type OptionNames, requireOptions } from '../option-names';
import { requireNumber } from '../validate';
import { type NormalizationPlace, requirePlace } from './place';
import { RandomNormal } from './random-normal';
import { designEffect } from './statistic-noise';
import { ValueSpread } from './value-spread';

export interface CompanionNoiseRequest extends Omit<NormalizationPlace, 'kurtosis'> {
  /** How often the other images are drawn anew. */
  batches: number;
  seed: number;
  /** Added to the variance; default 0.001, as in Keras. */
  epsilon?: number;
}

const REQUEST: OptionNames<CompanionNoiseRequest> = {
  batchSize: true,
  height: true,
  width: true,
  channels: true,
  groups: true,
  correlation: true,
  batches: true,
  seed: true,
  epsilon: true
};

/** How much the normalised values of one image move when only its companions change. */
export interface CompanionNoise {
  /** Root mean square over all values of their standard deviation over batches. */
  batch: number;
  /** The same under group normalisation, which sees no companion: 0. */
  group: number;
}

const KERAS_EPSILON = 1e-3;

/**
 * One probe image is kept, and the others of its batch are drawn again and again; both normalisations are then
 * computed from their definitions on all values. One group of C/G channels is simulated, because groups are
 * independent and alike.
 * @throws SpecError for an impossible place.
 */
export function companionNoise(request: CompanionNoiseRequest): CompanionNoise {
  const spreads = { batch: new ValueSpread(), group: new ValueSpread() };
  for (const { batch, group } of probeValues(request)) {
    spreads.batch.add(batch);
    spreads.group.add(group);
  }
  return { batch: spreads.batch.rootMeanVariance(), group: spreads.group.rootMeanVariance() };
}

/** The probe's values, channel by channel, normalised with one batch after another in both ways. */
export function* probeValues(
  request: CompanionNoiseRequest
): Generator<{ batch: Float64Array; group: Float64Array }, void, void> {
  requireOptions(request, REQUEST);
  const { batchSize, height, width, channels, groups, correlation } = requirePlace(request);
  const batches = requireNumber('batches', request.batches, { min: 2, max: 1e6, integer: true });
  const epsilon = requireNumber('epsilon', request.epsilon ?? KERAS_EPSILON, { min: 0, max: 1 });
  const random = new RandomNormal(request.seed);
  const pixels = height * width;
  const depth = channels / groups;
  const rho = pixels === 1 ? 0 : correlation;
  const images = Array.from({ length: batchSize }, () => new Float64Array(depth * pixels));
  const [probe, ...companions] = images;
  fill(probe, { pixels, rho, random });
  for (let b = 0; b < batches; b++) {
    companions.forEach((image) => fill(image, { pixels, rho, random }));
    const batch = new Float64Array(depth * pixels);
    for (let c = 0; c < depth; c++) {
      const maps = images.map((image) => image.subarray(c * pixels, (c + 1) * pixels));
      batch.set(normalized(maps[0], maps, epsilon), c * pixels);
    }
    yield { batch, group: normalized(probe, [probe], epsilon) };
  }
}

/** Values of one map or group by the mean and the biased variance of a set of them. */
function normalized(values: Float64Array, set: readonly Float64Array[], epsilon: number): Float64Array {
  let count = 0;
  let sum = 0;
  for (const part of set) {
    count += part.length;
    sum += part.reduce((all, value) => all + value, 0);
  }
  const mean = sum / count;
  const squares = set.reduce((all, part) => part.reduce((s, value) => s + (value - mean) ** 2, all), 0);
  const deviation = Math.sqrt(squares / count + epsilon);
  return values.map((value) => (value - mean) / deviation);
}

function fill(
  image: Float64Array,
  { pixels, rho, random }: { pixels: number; rho: number; random: RandomNormal }
): void {
  for (let start = 0; start < image.length; start += pixels) {
    const map = image.subarray(start, start + pixels);
    map.forEach((_, p) => (map[p] = random.next()));
    const mean = map.reduce((sum, value) => sum + value, 0) / pixels;
    // Stretches the mean's part so that its variance is D/n; what is left has 1 − ρ for each pixel.
    const stretch = Math.sqrt(designEffect(pixels, rho)) - Math.sqrt(1 - rho);
    map.forEach((value, p) => (map[p] = Math.sqrt(1 - rho) * value + stretch * mean));
  }
}
