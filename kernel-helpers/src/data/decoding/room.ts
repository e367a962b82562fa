import { EnetError } from '../../analysis/errors';
import type { Metadata } from 'sharp';
import { allowedBytes } from '../../files';
import type { ImageFormat } from './formats';
import type { DecodeOptions } from './options';

/** What is known of an image before it is decoded. */
export interface ImageClaim {
  format: ImageFormat;
  width: number;
  height: number;
  /** Bytes of a pixel as the decoder gives it out. */
  bytes: number;
  /** Bytes of a pixel beside these while it is decoded, before anything is turned or converted. */
  decoding: number;
  /** Whether all pixels change their places, into a second image. */
  turned: boolean;
  /** Bytes of a pixel that come of a conversion. */
  converted: number;
}

/** Memory of a decoder that does not depend on the image. */
const ALWAYS = 6e6;
/** What the decoder's rows take beside whole images. */
const ROWS = 0.15;

/** Bytes that decoding takes at its peak, beside the file. */
function memoryOf({ width, height, bytes, decoding, turned, converted }: ImageClaim): number {
  const beside = Math.max(decoding, turned ? bytes : 0, converted);
  return width * height * (bytes + beside + ROWS) + ALWAYS;
}

/** An image that is larger than it may be. */
export class TooManyPixels extends EnetError<string> {
  override readonly name = 'TooManyPixels';

  constructor({ width, height }: ImageClaim, why: string) {
    const got = `${width} × ${height} pixels, ${why}`;
    const remedy = 'Make it smaller, or allow more pixels with maxPixels if you trust the file.';
    super({ place: 'image', got, expected: 'fewer', remedy });
  }
}

/** Whether an image has no more pixels than the options, or the file's size, allow. */
export function hasRoomFor(claim: ImageClaim, file: Uint8Array, { maxPixels }: DecodeOptions): boolean {
  return maxPixels === undefined
    ? file.length + memoryOf(claim) <= allowedBytes(file.length)
    : claim.width * claim.height <= maxPixels;
}

/** @throws TooManyPixels for an image with more. */
export function requireRoomFor(claim: ImageClaim, file: Uint8Array, options: DecodeOptions): void {
  if (hasRoomFor(claim, file, options)) {
    return;
  }
  const { maxPixels } = options;
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  const of = `${claim.format} of ${megabytes(file.length)}`;
  const room = megabytes(allowedBytes(file.length));
  throw new TooManyPixels(
    claim,
    maxPixels === undefined
      ? `which take ${megabytes(file.length + memoryOf(claim))}, where ${of} may take ${room}`
      : `more than maxPixels, ${maxPixels}`
  );
}

/**
 * Bytes of a pixel while it is decoded, beside the pixels that come out of it, as measured: a progressive JPEG keeps its
 * coefficients, an interlaced PNG its first passes, a TIFF a row of its tiles twice, others a canvas or their planes.
 */
export function decodingBytes(
  format: ImageFormat,
  { isProgressive, chromaSubsampling, channels, height }: Metadata,
  { bytes, tileRows, oneScan }: { bytes: number; tileRows: number; oneScan: boolean }
): number {
  switch (format) {
    case 'JPEG': {
      const chroma = { '4:2:0': 0.5, '4:2:2': 1 }[chromaSubsampling ?? ''] ?? 2;
      return oneScan ? 0 : 2 * (channels === 3 ? 1 + chroma : channels);
    }
    case 'PNG':
      return isProgressive ? bytes : 0;
    case 'TIFF':
      return 2 * bytes * Math.min(1, tileRows / height);
    case 'GIF':
      return 5.5;
    case 'WebP':
      return 9;
    case 'AVIF':
      return 16.5;
    case 'BMP':
      return 0;
  }
}
