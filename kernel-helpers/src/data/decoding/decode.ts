import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { Pixels } from '../../analysis';
import { NotPlainFileError, readPlainFile } from '../../files';
import { DataError } from '../errors';
import { decodeBmp } from './bmp';
import { holdsDeepValues, type ImageFormat, recognised } from './formats';
import { firstFrame } from './gif';
import { hasOneScan, requireFewScans } from './jpeg';
import { type DecodeOptions, MOST_PIXELS, requireDecodeOptions } from './options';
import { decodingBytes, hasRoomFor, type ImageClaim, requireRoomFor, TooManyPixels } from './room';
import { type TiffForm, tiffForm } from './tiff';
import { turnedInPlace } from './turned';
import { asBytes, type DeepValues, highestBits } from './values';

/** Largest file that is read, unless more pixels are allowed than it holds without compression. */
const MAX_BYTES = 2 ** 28;
/** Of a pixel in such a file: four values of 16 bits. */
const PIXEL_BYTES = 8;
/** As many as a value takes then, by the library's word for its kind; 8 for the rest. */
const VALUE_BYTES: Partial<Record<string, number>> = { ushort: 2, short: 4, char: 4, float: 4 };
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
export async function decodeFile(source: string | Uint8Array, options: DecodeOptions = {}): Promise<Pixels> {
  requireDecodeOptions(options);
  const name = typeof source === 'string' ? source : 'image';
  try {
    // Read here, not by the decoder, which would remember a file by its name when its content has changed.
    const most = Math.max(MAX_BYTES, PIXEL_BYTES * (options.maxPixels ?? 0));
    const bytes = typeof source === 'string' ? await content(source, most) : limited(source, most);
    const known = recognised(bytes);
    if (!known?.format) {
      throw new Error(known ? `a file in ${known.name}` : 'content of no known image format');
    }
    return known.format === 'BMP'
      ? decodeBmp(bytes, (size) => requireRoomFor({ ...BMP, ...size }, bytes, options))
      : await decodeByLibrary(bytes, known.format, { ...options, name });
  } catch (error) {
    if (error instanceof DataError) {
      throw error;
    }
    // The library repeats itself, one line for each part of a file.
    const refused = error instanceof NotPlainFileError || error instanceof TooManyPixels;
    const told = refused ? error.got : errorMessage(error);
    const [reason] = told.trim().split(/ ?\n/);
    const remedy =
      error instanceof TooManyPixels
        ? error.remedy
        : typeof source === 'string'
          ? CHECK
          : 'Pass the whole content of a file.';
    const expected = `an image that can be decoded: ${READ}`;
    throw new DataError('unreadable', name, reason, expected, remedy, { cause: error });
  }
}

const CHECK = "Check the file, convert it to PNG, or skip such files with onUnreadable: 'skip'.";
const BMP = { format: 'BMP', bytes: 3, decoding: 0, turned: false, converted: 0 } as const;

function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function decodeByLibrary(
  bytes: Uint8Array,
  format: ImageFormat,
  { name, ...options }: DecodeOptions & { name: string }
): Promise<Pixels> {
  if (format === 'JPEG') {
    requireFewScans(bytes);
  }
  const { valueRange } = options;
  const { default: sharp } = await import('sharp');
  // A strip of a TIFF that is missing or compressed in an unknown way is an error only then, and black otherwise.
  const failOn = format === 'TIFF' ? 'error' : 'truncated';
  const settings: SharpOptions = { limitInputPixels: MOST_PIXELS, failOn, ignoreIcc: true };
  const frame = format === 'GIF' ? firstFrame(bytes) : null;
  const tiff = format === 'TIFF' ? tiffForm(bytes) : null;
  const metadata = await sharp(bytes, settings).metadata();
  const { depth = '', space = '', width, height, orientation = 1 } = metadata;
  const inColour = format === 'GIF' || format === 'WebP' || (format === 'PNG' && !holdsDeepValues(bytes));
  const plain = inColour || (space !== 'cmyk' && depth === 'uchar');
  const form = plain ? COLOUR : formOf(metadata);
  const oneScan = format !== 'JPEG' || hasOneScan(bytes);
  const decoding = decodingBytes(format, metadata, {
    bytes: form.bytes,
    tileRows: tiff?.tileRows ?? 0,
    oneScan
  });
  const claim: ImageClaim = { format, width, height, turned: orientation > 1, decoding, ...form };
  settings.limitInputPixels = width * height;
  if (plain && claim.turned && !hasRoomFor(claim, bytes, options)) {
    requireRoomFor({ ...claim, turned: false }, bytes, options);
    const { data, ...size } = await raw(sharp(bytes, settings).removeAlpha(), 'uchar');
    return turnedInPlace({ ...size, pixels: data }, orientation);
  }
  requireRoomFor(claim, bytes, options);
  const open = (content: Uint8Array): Sharp => sharp(content, settings).autoOrient().removeAlpha();
  if (frame) {
    const { data, ...size } = await raw(open(frame.opaque), 'uchar');
    return frame.background({ ...size, pixels: data });
  }
  if (plain) {
    const { data, ...size } = await raw(open(bytes), 'uchar');
    return { ...size, pixels: data };
  }
  const whole = (content: Uint8Array): Sharp => open(content).pipelineColourspace(space).toColourspace(space);
  if (space === 'cmyk') {
    const deep = depth === 'ushort';
    const { data, width, height } = await raw(whole(bytes), deep ? 'ushort' : 'uchar');
    const inks = deep
      ? asBytes({ values: numbers(Uint16Array, data), kind: '16 bits of ink' }, valueRange, name)
      : data;
    return { width, height, channels: 3, pixels: colourOfInks(inks) };
  }
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

const COLOUR = { bytes: 3, converted: 0 };

/** Bytes of a pixel as the decoder gives them out, and of what is made of them. */
function formOf({ depth, space, channels }: Metadata): Pick<ImageClaim, 'bytes' | 'converted'> {
  if (space === 'cmyk') {
    return depth === 'ushort' ? { bytes: 8, converted: 7 } : { bytes: 4, converted: 3 };
  }
  // Grey becomes colour for networks that want it.
  const converted = channels < 3 ? channels + 3 : channels;
  return { bytes: channels * (VALUE_BYTES[String(depth)] ?? 8), converted };
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

async function content(path: string, most: number): Promise<Buffer> {
  return readPlainFile(path, (size) => {
    if (size > most) {
      throw new Error(`a file of ${size} bytes, more than ${most}`);
    }
  });
}

function limited(bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length === 0 || bytes.length > most) {
    throw new Error(`${bytes.length} bytes`);
  }
  return bytes;
}
