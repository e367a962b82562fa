import type { Tensor4D } from '@tensorflow/tfjs';
import type { ArchitectureSpec, Pixels } from '../../analysis';
import { loadTensorFlow } from '../../tensorflow';
import { pixelBytes } from '../arrays';
import type { Batch } from '../batch';
import { DECODE_OPTIONS, type DecodeOptions } from '../decoding/options';
import { DataError, requireKnown } from '../errors';
import { type InputShape, prepared } from '../prepare';
import { readImage } from '../read-image';

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
 *
 * @example
 * ```ts
 * const cat = await enet.loadImage('samples/chelsea.png');
 * console.log(cat.width, cat.height); // 451 300
 * ```
 */
export async function loadImage(source: string | Uint8Array, options: DecodeOptions = {}): Promise<Pixels> {
  requireKnown(options, DECODE_OPTIONS);
  return readImage(source, 3, options);
}

/**
 * Images as a network takes them in, by the specification's `cropFraction` and `interpolation`: what every other way
 * into the network does too. Values stay 0…255; the network itself preprocesses.
 *
 * @returns [images, resolution, resolution, inputChannels], which the network takes as it is; the caller disposes of it.
 * @throws DataError for an image that can't be decoded, and for networks that take no images.
 */
export async function prepareImages(
  sources: readonly ImageSource[],
  spec: View,
  options: DecodeOptions = {}
): Promise<Tensor4D> {
  requireKnown(options, DECODE_OPTIONS);
  requireSources(sources);
  requireView(spec);
  const { resolution, inputChannels: channels, spatialDimensions, cropFraction, interpolation } = spec;
  if (spatialDimensions !== 2 || (channels !== 1 && channels !== 3)) {
    const got = `${channels} channels in ${spatialDimensions} dimensions`;
    const remedy = 'Build the batch yourself, or use a network for images.';
    throw new DataError('wrong-shape', 'network', got, '1 or 3 channels in 2 dimensions', remedy);
  }
  const input = { resolution, channels, view: { cropFraction, interpolation } };
  const values: Float32Array[] = [];
  for await (const { pixels } of sourceBatches(sources, input, sources.length, options)) {
    values.push(pixels);
  }
  return loadTensorFlow().tensor4d(values[0], [sources.length, resolution, resolution, channels]);
}

const IN_ORDER = 'Call prepareImages(images, spec), in this order.';

function requireSources(sources: unknown): void {
  if (!Array.isArray(sources)) {
    const got = typeof sources === 'string' ? JSON.stringify(sources) : String(sources);
    const isSpec = typeof sources === 'object' && sources !== null && 'stages' in sources;
    const remedy = isSpec ? IN_ORDER : 'Put a single image into brackets: [image].';
    const expected = 'a list of paths, bytes or decoded images';
    throw new DataError('wrong-shape', 'images', isSpec ? 'a specification' : got, expected, remedy);
  }
}

function requireView(spec: unknown): void {
  if (typeof spec !== 'object' || spec === null || !('resolution' in spec && 'inputChannels' in spec)) {
    const isModel = typeof spec === 'object' && spec !== null && 'getUserDefinedMetadata' in spec;
    const got = isModel ? 'a model' : Array.isArray(spec) ? 'a list' : String(spec);
    const remedy = isModel ? 'Give modelDescription(model).spec.' : IN_ORDER;
    throw new DataError('wrong-shape', 'spec', got, 'the specification of a network', remedy);
  }
}

/**
 * Images in their order, prepared. They have no labels.
 * @throws DataError for an image that can't be decoded, and for none.
 */
export async function* sourceBatches(
  sources: readonly ImageSource[],
  input: InputShape,
  batchSize: number,
  options: DecodeOptions = {}
): AsyncGenerator<Batch, void, void> {
  if (sources.length === 0) {
    throw new DataError('empty', 'images', 'none', 'at least one', 'Pass paths, bytes or decoded images.');
  }
  const { resolution, channels } = input;
  const size = resolution * resolution * channels;
  for (let start = 0; start < sources.length; start += batchSize) {
    const count = Math.min(batchSize, sources.length - start);
    const pixels = new Float32Array(count * size);
    // One after the other: a decoded photograph is much larger than what the network sees of it.
    for (let i = 0; i < count; i++) {
      const image = await decoded(sources[start + i], start + i, channels, options);
      pixels.set(prepared(image, input).pixels, i * size);
    }
    const places = Uint32Array.from({ length: count }, (_, i) => start + i);
    yield { pixels, shape: [count, resolution, resolution, channels], labels: new Int32Array(count), places };
  }
}

async function decoded(
  source: ImageSource,
  place: number,
  channels: number,
  options: DecodeOptions
): Promise<Pixels> {
  if (typeof source === 'string' || source instanceof Uint8Array) {
    return readImage(source, channels === 1 ? 1 : 3, options);
  }
  const { width, height, channels: own } = source;
  // A program without types may give other numbers, which would wrap or be cut off without a word.
  const values: ArrayLike<number> | undefined = source.pixels;
  if (!(width > 0 && height > 0) || values?.length !== width * height * own) {
    const got = `${values?.length ?? 0} values for ${width} × ${height} pixels of ${own} channels`;
    const remedy = 'Pass what loadImage() gives.';
    throw new DataError('wrong-shape', `images[${place}]`, got, 'width × height × channels values', remedy);
  }
  return { width, height, channels: own, pixels: pixelBytes(values, `images[${place}]`) };
}
