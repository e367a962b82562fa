import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { Pixels } from '../../analysis';
import { allowedBytes, NotPlainFileError, readPlainFile } from '../../files';
import { DataError } from '../errors';
import { decodeBmp } from './bmp';
import { holdsDeepValues, type ImageFormat, recognised } from './formats';
import { firstFrame } from './gif';
import { type TiffForm, tiffForm } from './tiff';
import { asBytes, type DeepValues, highestBits, requireValueRange, type ValueRange } from './values';

/** How files are decoded that say it of themselves incompletely. */
export interface DecodeOptions {
  /**
   * The values that become black and white in images of more than 8 bits, for example [0, 4095] for 12 bits in 16; what
   * lies between in proportion, rounded, what lies outside as the nearer end. Images of 8 bits stay as they are. Default
   * for 16 bits [0, 65535], by their eight highest bits, refused for images without a value of 14 bits or more; other
   * kinds of values need it. Where a TIFF stores white as 0, or inks, the first becomes white.
   */
  valueRange?: ValueRange;
}

/** Largest image that is decoded, in pixels: a compressed file of a few bytes can claim any size. */
const MAX_PIXELS = 2 ** 26;
/** Largest file that is read: as much as the largest image takes without compression. */
const MAX_BYTES = 4 * MAX_PIXELS;
/** As many as a value takes then, by the library's word for its kind; 8 for the rest. */
const VALUE_BYTES: Partial<Record<string, number>> = { ushort: 2, short: 4, char: 4, float: 4 };
/** A marker of JPEG (ITU-T T.81, B.1.1.3); within a scan's own bytes it can't stand. */
const START_OF_SCAN = Buffer.from([0xff, 0xda]);
const MAX_SCANS = 100;
/** Values without a sign, by the library's word for them. */
const LARGEST: Partial<Record<string, number>> = { ushort: 2 ** 16 - 1, uint: 2 ** 32 - 1 };
/** As errors list them. */
const READ = 'PNG, JPEG, WebP, TIFF, GIF, BMP or AVIF';
/** The library's words for kinds of values. */
const KINDS: Partial<Record<string, string>> = {
  char: '8 bits with a sign',
  ushort: '16 bits',
  short: '16 bits with a sign',
  uint: '32 bits',
  int: '32 bits with a sign',
  float: 'floats'
};

/**
 * Decodes an image file, or its bytes, in the format that its content tells, upright by its EXIF orientation, as grey or
 * colour of 8 bits: the pixels of Pillow's `convert('RGB')`, which drops transparency, ignores colour profiles and gamma,
 * converts CMYK without a profile and takes the first frame of several. AVIF has Pillow's brightness within 2 of 255;
 * where its chroma is halved, colours are enlarged otherwise and differ at edges.
 * @throws DataError naming the file when it can't be decoded, or not without a guess.
 */
export async function decodeFile(
  source: string | Uint8Array,
  { valueRange }: DecodeOptions = {}
): Promise<Pixels> {
  requireValueRange(valueRange);
  const name = typeof source === 'string' ? source : 'image';
  try {
    // Read here, not by the decoder, which would remember a file by its name when its content has changed.
    const bytes = typeof source === 'string' ? await content(source) : limited(source);
    const known = recognised(bytes);
    if (!known?.format) {
      throw new Error(known ? `a file in ${known.name}` : 'content of no known image format');
    }
    return known.format === 'BMP'
      ? decodeBmp(bytes, mostPixels(bytes))
      : await decodeByLibrary(bytes, known.format, { valueRange, name }).catch((error: unknown) => {
          throw withLimit(error, bytes);
        });
  } catch (error) {
    if (error instanceof DataError) {
      throw error;
    }
    // The library repeats itself, one line for each part of a file.
    const told = error instanceof NotPlainFileError ? error.code : errorMessage(error);
    const [reason] = told.trim().split(/ ?\n/);
    const remedy =
      typeof source === 'string'
        ? "Check the file, convert it to PNG, or leave such files out with onUnreadable: 'skip'."
        : 'Pass the whole content of a file.';
    const expected = `an image that can be decoded: ${READ}`;
    throw new DataError('unreadable', name, reason, expected, remedy, { cause: error });
  }
}

function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function decodeByLibrary(
  bytes: Uint8Array,
  format: ImageFormat,
  { valueRange, name }: DecodeOptions & { name: string }
): Promise<Pixels> {
  if (format === 'JPEG') {
    requireFewScans(bytes);
  }
  const { default: sharp } = await import('sharp');
  // A strip of a TIFF that is missing or compressed in an unknown way is an error only then, and black otherwise.
  const failOn = format === 'TIFF' ? 'error' : 'truncated';
  const settings: SharpOptions = { limitInputPixels: mostPixels(bytes), failOn, ignoreIcc: true };
  const open = (content: Uint8Array): Sharp => sharp(content, settings).autoOrient().removeAlpha();
  if (format === 'GIF') {
    const { opaque, background } = firstFrame(bytes);
    const { data, ...size } = await raw(open(opaque), 'uchar');
    return background({ ...size, pixels: data });
  }
  if (format === 'WebP' || (format === 'PNG' && !holdsDeepValues(bytes))) {
    const { data, ...size } = await raw(open(bytes), 'uchar');
    return { ...size, pixels: data };
  }
  const tiff = format === 'TIFF' ? tiffForm(bytes) : null;
  const metadata = await sharp(bytes, settings).metadata();
  const { depth = '', space = '' } = metadata;
  const whole = (content: Uint8Array): Sharp => open(content).pipelineColourspace(space).toColourspace(space);
  if (space === 'cmyk') {
    const deep = depth === 'ushort';
    const { data, width, height } = await raw(whole(bytes), deep ? 'ushort' : 'uchar');
    const inks = deep
      ? asBytes({ values: numbers(Uint16Array, data), kind: '16 bits of ink' }, valueRange, name)
      : data;
    return { width, height, channels: 3, pixels: colourOfInks(inks) };
  }
  if (depth === 'uchar') {
    const { data, ...size } = await raw(open(bytes), 'uchar');
    return { ...size, pixels: data };
  }
  requireMemory(metadata, bytes);
  const { values, ...size } = await deepValues(bytes, metadata, whole, tiff);
  // AVIF tells its depth, and the library fills 16 bits from it: dark is dark.
  const fills = format === 'AVIF' && values instanceof Uint16Array && !valueRange;
  if (fills) {
    return { ...size, pixels: highestBits(values) };
  }
  const kind = KINDS[depth] ?? depth;
  const largest = LARGEST[depth];
  if (tiff?.whiteIsZero && largest !== undefined) {
    // The library has turned values round, but how far they reach, and a range, are of those in the file.
    values.forEach((value, i) => (values[i] = largest - value));
    const darkness = asBytes({ values, kind }, valueRange, name);
    return { ...size, pixels: darkness.map((byte) => 255 - byte) };
  }
  return { ...size, pixels: asBytes({ values, kind }, valueRange, name) };
}

/**
 * Scans that refine an image take as long as the first, in some twenty bytes each; encoders write about ten, and an EXIF
 * thumbnail has its own.
 * @throws Error in words for more.
 */
function requireFewScans(jpeg: Uint8Array): void {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let scans = 0;
  for (let at = bytes.indexOf(START_OF_SCAN); at >= 0; at = bytes.indexOf(START_OF_SCAN, at + 2)) {
    if (++scans > MAX_SCANS) {
      throw new Error(`a JPEG of more than ${MAX_SCANS} scans`);
    }
  }
}

/** As many as the file's size makes likely: of three bytes each, twice the file and 100 MB, 33 million at least. */
function mostPixels(file: Uint8Array): number {
  return Math.min(MAX_PIXELS, Math.floor(allowedBytes(file.length) / 3));
}

/** The library tells that an image is too large for a limit, but not the limit. */
function withLimit(error: unknown, file: Uint8Array): unknown {
  return errorMessage(error).includes('exceeds pixel limit')
    ? new Error(`an image of more than ${mostPixels(file)} pixels in ${file.length} bytes`)
    : error;
}

/** @throws Error in words for images whose values would take too much memory. */
function requireMemory({ width, height, channels, depth }: Metadata, file: Uint8Array): void {
  const kind = String(depth);
  const bytes = width * height * channels * (VALUE_BYTES[kind] ?? 8);
  if (bytes > allowedBytes(file.length)) {
    throw new Error(`${width} × ${height} pixels of ${KINDS[kind] ?? kind}, ${bytes} bytes`);
  }
}

/** Values of more than 8 bits, and 8 with a sign, as the file has them. */
async function deepValues(
  bytes: Uint8Array,
  { depth, space }: Metadata,
  whole: (content: Uint8Array) => Sharp,
  tiff: TiffForm | null
): Promise<Omit<Raw, 'data'> & { values: DeepValues['values'] }> {
  if (depth === 'ushort') {
    const { data, ...size } = await raw(whole(bytes), 'ushort');
    return { ...size, values: numbers(Uint16Array, data) };
  }
  if (depth === 'short' && space === 'grey16' && tiff) {
    // The library would clip values below 0: it is told that there are none.
    const { data, ...size } = await raw(whole(tiff.unsigned()), 'ushort');
    return { ...size, values: numbers(Int16Array, data) };
  }
  const exact = depth === 'int' || depth === 'uint' ? 'double' : 'float';
  const { data, ...size } = await raw(whole(bytes), exact);
  return {
    ...size,
    values: exact === 'double' ? numbers(Float64Array, data) : numbers(Float32Array, data)
  };
}

interface Raw {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

async function raw(image: Sharp, depth: 'uchar' | 'ushort' | 'float' | 'double'): Promise<Raw> {
  const { data, info } = await image.raw({ depth }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

/** The content as numbers, which is copied only from an address that they can't have. */
function numbers<T>(
  Numbers: { new (buffer: ArrayBufferLike, from: number, length: number): T; BYTES_PER_ELEMENT: number },
  data: Uint8Array
): T {
  const { BYTES_PER_ELEMENT: size } = Numbers;
  const { buffer, byteOffset, byteLength } = data.byteOffset % size === 0 ? data : new Uint8Array(data);
  return new Numbers(buffer, byteOffset, byteLength / size);
}

/** Red, green and blue of cyan, magenta, yellow and black, by Pillow's rounding. */
function colourOfInks(inks: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((inks.length / 4) * 3);
  for (let from = 0, to = 0; from < inks.length; from += 4) {
    const light = 255 - inks[from + 3];
    for (let ink = 0; ink < 3; ink++) {
      const product = inks[from + ink] * light + 128;
      pixels[to++] = light - ((product + (product >> 8)) >> 8);
    }
  }
  return pixels;
}

async function content(path: string): Promise<Buffer> {
  return readPlainFile(path, (size) => {
    if (size > MAX_BYTES) {
      throw new Error(`a file of ${size} bytes`);
    }
  });
}

function limited(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0 || bytes.length > MAX_BYTES) {
    throw new Error(`${bytes.length} bytes`);
  }
  return bytes;
}
