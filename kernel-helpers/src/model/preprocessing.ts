import { type ChannelTransform, type Preprocessing, PREPROCESSINGS, SpecError } from '../analysis';

/** Means and deviations of ImageNet's channels on the scale 0…1 (as in torchvision and Keras). */
export const IMAGENET_MEANS = [0.485, 0.456, 0.406];
export const IMAGENET_DEVIATIONS = [0.229, 0.224, 0.225];

/**
 * How pixels 0…255 enter the network, or null if as they are:
 * `unit` x/255; `imagenet` (x/255 − μ)/σ with ImageNet's statistics; `inception` (x − 127)/128, as the
 * Lite networks were trained; `half` (x/255 − ½)/½; others by their own numbers.
 * @throws SpecError for ImageNet statistics with other than three channels.
 */
export function channelTransform(preprocessing: Preprocessing, channels: number): ChannelTransform | null {
  if (typeof preprocessing === 'object') {
    return preprocessing;
  }
  const all = (value: number): number[] => new Array<number>(channels).fill(value);
  switch (preprocessing) {
    case 'none':
      return null;
    case 'unit':
      return { factors: all(1 / 255), offsets: all(0) };
    case 'inception':
      return { factors: all(1 / 128), offsets: all(-127 / 128) };
    case 'half':
      return { factors: all(2 / 255), offsets: all(-1) };
    case 'imagenet':
      if (channels !== IMAGENET_MEANS.length) {
        throw new SpecError(
          'inputChannels',
          channels,
          "3 with preprocessing 'imagenet', whose statistics are for red, green and blue",
          "Use preprocessing 'unit', repeat the channel three times, or give factors and offsets for each channel."
        );
      }
      return {
        factors: IMAGENET_DEVIATIONS.map((deviation) => 1 / (255 * deviation)),
        offsets: IMAGENET_MEANS.map((mean, i) => -mean / IMAGENET_DEVIATIONS[i])
      };
  }
}

/** Of a factor, and of the offset in units of the factor at pixel 255. */
const TOLERANCE = 1e-5;

/** Whether two preprocessings do the same to pixels, but for rounding. */
export function samePreprocessing(a: Preprocessing, b: Preprocessing, channels: number): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    return a === b;
  }
  const [left, right] = [a, b].map((one) => transformOf(one, channels));
  return left.factors.every((factor, i) => {
    const near = (x: number, y: number): boolean => Math.abs(x - y) <= TOLERANCE * 255 * Math.abs(factor);
    return near(255 * factor, 255 * right.factors[i]) && near(left.offsets[i], right.offsets[i]);
  });
}

/** The name of a preprocessing that has one. */
export function namedPreprocessing(transform: ChannelTransform): Preprocessing {
  const channels = transform.factors.length;
  const named = PREPROCESSINGS.filter((name) => name !== 'imagenet' || channels === IMAGENET_MEANS.length);
  return named.find((name) => samePreprocessing(transform, name, channels)) ?? transform;
}

/**
 * The preprocessing for images with another number of channels, where weights made for three are converted as timm's
 * `in_chans` converts them. One channel gets the mean of the means and of the deviations, for ImageNet's 0.449 and 0.226;
 * more take the three's in turn, as their kernels do. timm itself leaves means and deviations to the caller.
 */
export function preprocessingForChannels(
  preprocessing: Preprocessing,
  from: number,
  to: number
): Preprocessing {
  if (from === to || (typeof preprocessing === 'string' && preprocessing !== 'imagenet')) {
    return preprocessing;
  }
  const { factors, offsets } = transformOf(preprocessing, from);
  if (to === 1) {
    const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / from;
    const deviation = average(factors.map((factor) => 1 / factor));
    const mean = average(offsets.map((offset, i) => -offset / factors[i]));
    return { factors: [1 / deviation], offsets: [-mean / deviation] };
  }
  const inTurn = (values: number[]): number[] => Array.from({ length: to }, (_, i) => values[i % from]);
  return { factors: inTurn(factors), offsets: inTurn(offsets) };
}

function transformOf(preprocessing: Preprocessing, channels: number): ChannelTransform {
  const unchanged = {
    factors: new Array<number>(channels).fill(1),
    offsets: new Array<number>(channels).fill(0)
  };
  return channelTransform(preprocessing, channels) ?? unchanged;
}
