import {
  evaluationCrop,
  type EvaluationView,
  type PixelRange,
  type Pixels,
  type Preprocessing
} from '../analysis';
import type { Dataset } from './dataset';
import { DataError } from './errors';

/** What a network takes in, and how images come to be that. */
export interface InputShape {
  /** Side of the square input in pixels. */
  resolution: number;
  channels: number;
  /** The specification's; default `WHOLE_VIEW`, for networks that have none. */
  view?: View;
  /** The specification's; what it expects of pixels is not known, nor checked, without. */
  preprocessing?: Preprocessing;
  /** What pixels ranged over in the network's last training, if that is known. */
  valuesInTraining?: PixelRange;
}

/** How a network's specification says that images are cut out and resized. */
export type View = Pick<EvaluationView, 'cropFraction' | 'interpolation'>;

/** The shorter side as long as the network's: nothing of a square image is cut off. */
export const WHOLE_VIEW: View = { cropFraction: 1, interpolation: 'bilinear' };

/**
 * An image as a network takes it in, whichever way it came: from a file, a data set, a tensor, in training and in
 * evaluation. An image that has the network's side on both sides already is taken as it is, so that a prepared one is
 * not cut a second time; every other one, smaller, larger or not square, goes through `evaluationCrop` with the view of
 * the network's specification. Colour becomes grey for a network that takes grey, and grey three equal channels.
 *
 * @throws DataError for channels that can't be converted.
 */
export function prepared(image: Pixels, input: InputShape): Pixels {
  const { width, height, channels: own } = image;
  const channels = workingChannels('image', [1, height, width, own], input);
  return withChannels(fitted(withChannels(image, channels), input), input.channels);
}

/** A prepared image, in channels of its own. */
export function fitted(image: Pixels, { resolution, view = WHOLE_VIEW }: InputShape): Pixels {
  return image.width === resolution && image.height === resolution
    ? image
    : evaluationCrop(image, { resolution, ...view });
}

/**
 * Channels in which images are cut and changed: grey is repeated for a network that takes colour when all else is done.
 * @param shape [images, height, width, channels].
 * @throws DataError when the channels don't fit the network.
 */
export function workingChannels(source: string, shape: Dataset['shape'], input: InputShape): number {
  const [, height, , channels] = shape;
  if (channels === input.channels || channels === 1) {
    return channels;
  }
  if (channels === 3 && input.channels === 1) {
    return 1;
  }
  const remedy =
    height === input.channels || height === 3
      ? "Channels come last: make the set by imagesFromArrays() with channels: 'first', or move those of a tensor with " +
        'tf.transpose(images, [0, 2, 3, 1]).'
      : `Build the network with inputChannels: ${channels}.`;
  const got = `images of ${channels} channels`;
  throw new DataError('wrong-shape', source, got, `${input.channels}, as the network takes`, remedy);
}

/** Grey as equal channels, or colour as grey by ITU-R 601's luma, as Pillow's `convert('L')`. */
export function withChannels(image: Pixels, channels: number): Pixels {
  const { width, height, channels: own, pixels } = image;
  if (own === channels) {
    return image;
  }
  const result = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    if (own === 1) {
      result.fill(pixels[i], i * channels, (i + 1) * channels);
    } else {
      const [red, green, blue] = pixels.subarray(i * own, i * own + 3);
      // Pillow's fixed-point form, rounded at 16 bits.
      result[i] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
  }
  return { width, height, channels, pixels: result };
}
