import type { Tensor4D } from '@tensorflow/tfjs';
import { type ArchitectureSpec, evaluationCrop, type Pixels } from '../../analysis';
import { loadTensorFlow } from '../../tensorflow';
import type { DecodeOptions } from '../decoding/decode';
import { DataError } from '../errors';
import { readImage, withChannels } from '../read-image';

/** Path of an image file, the bytes of one, or an image that is decoded. */
export type ImageSource = string | Uint8Array | Pixels;

/** What a network says about the images that it takes. */
type View = Pick<
  ArchitectureSpec,
  'resolution' | 'inputChannels' | 'spatialDimensions' | 'cropFraction' | 'interpolation'
>;

/**
 * Decodes an image from a file or from its bytes, as PNG, JPEG, WebP, TIFF, GIF, BMP or AVIF by its content: in colour,
 * 8 bits for each channel, upright by its EXIF orientation; the first frame or page of several. Pixels are those of
 * Pillow's `convert('RGB')`: transparency is dropped, not blended, profiles and gamma are ignored, CMYK is converted
 * without a profile. In AVIF with halved chroma, brightness is, and colours differ at edges. 16 bits become their eight
 * highest; values of 10 to 14 bits in 16, signed ones, those of 32 bits and floats need `valueRange`.
 * @throws DataError naming a file that is truncated, too large, or of a form that would be misread: no such format,
 *   L*a*b*, channels that are neither grey, RGB nor CMYK, values whose range is not known.
 */
export async function loadImage(source: string | Uint8Array, options: DecodeOptions = {}): Promise<Pixels> {
  return readImage(source, 3, options);
}

/**
 * Images as a network is evaluated on them: resized and cut out by the specification's `cropFraction` and
 * `interpolation`. Values stay 0…255; the network itself preprocesses.
 *
 * @returns [images, resolution, resolution, inputChannels]; the caller disposes of it.
 * @throws DataError for an image that can't be decoded, and for networks that take no images.
 */
export async function prepareImages(
  sources: readonly ImageSource[],
  spec: View,
  options: DecodeOptions = {}
): Promise<Tensor4D> {
  const { resolution, inputChannels, spatialDimensions } = spec;
  if (spatialDimensions !== 2 || (inputChannels !== 1 && inputChannels !== 3)) {
    const got = `${inputChannels} channels in ${spatialDimensions} dimensions`;
    const remedy = 'Build the batch yourself, or use a network for images.';
    throw new DataError('wrong-shape', 'network', got, '1 or 3 channels in 2 dimensions', remedy);
  }
  if (sources.length === 0) {
    throw new DataError('empty', 'images', 'none', 'at least one', 'Pass paths, bytes or decoded images.');
  }
  const size = resolution * resolution * inputChannels;
  const values = new Float32Array(sources.length * size);
  // One after the other: a decoded photograph is much larger than what the network sees of it.
  for (const [i, source] of sources.entries()) {
    values.set(evaluationCrop(await decoded(source, i, inputChannels, options), spec).pixels, i * size);
  }
  return loadTensorFlow().tensor4d(values, [sources.length, resolution, resolution, inputChannels]);
}

async function decoded(
  source: ImageSource,
  place: number,
  channels: number,
  options: DecodeOptions
): Promise<Pixels> {
  if (typeof source === 'string' || source instanceof Uint8Array) {
    return readImage(source, channels, options);
  }
  const { width, height, channels: own, pixels } = source;
  if (!(width > 0 && height > 0) || (own !== 1 && own !== 3) || pixels.length !== width * height * own) {
    const got = `${pixels.length} values for ${width} × ${height} pixels of ${own} channels`;
    const remedy = 'Pass what loadImage() gives.';
    throw new DataError('wrong-shape', `images[${place}]`, got, 'width × height × 1 or 3 values', remedy);
  }
  return withChannels(source, channels);
}
