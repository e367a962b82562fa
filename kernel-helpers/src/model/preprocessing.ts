import { type Preprocessing, SpecError } from '../analysis';

/** Means and deviations of ImageNet's channels on the scale 0…1 (as in torchvision and Keras). */
export const IMAGENET_MEANS = [0.485, 0.456, 0.406];
export const IMAGENET_DEVIATIONS = [0.229, 0.224, 0.225];

/** A channel's value enters the network as pixel·factor + offset. */
export interface ChannelTransform {
  factors: number[];
  offsets: number[];
}

/**
 * How pixels 0…255 enter the network, or null if as they are:
 * `unit` x/255; `imagenet` (x/255 − μ)/σ with ImageNet's statistics; `inception` (x − 127)/128, as the
 * Lite networks were trained; `half` (x/255 − ½)/½.
 * @throws SpecError for ImageNet statistics with other than three channels.
 */
export function channelTransform(preprocessing: Preprocessing, channels: number): ChannelTransform | null {
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
          "Use preprocessing 'unit', or repeat the channel three times."
        );
      }
      return {
        factors: IMAGENET_DEVIATIONS.map((deviation) => 1 / (255 * deviation)),
        offsets: IMAGENET_MEANS.map((mean, i) => -mean / IMAGENET_DEVIATIONS[i])
      };
  }
}
