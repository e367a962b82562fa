import type { OptionNames } from '../../analysis/option-names';
import { DataError } from '../errors';
import { requireValueRange, type ValueRange } from './values';

/** How files are decoded that say it of themselves incompletely, and how large they may be. */
export interface DecodeOptions {
  /**
   * The values that become black and white in images of more than 8 bits, for example [0, 4095] for 12 bits in 16; what
   * lies between in proportion, rounded, what lies outside as the nearer end. Images of 8 bits stay as they are. Default
   * for 16 bits [0, 65535], by their eight highest bits, refused for images without a value of 14 bits or more; other
   * kinds of values need it. Where a TIFF stores white as 0, or inks, the first becomes white.
   */
  valueRange?: ValueRange;
  /**
   * Most pixels of an image, whatever memory it takes then: three bytes each in the end, up to nineteen on the way.
   * Default as many as stay within twice the file's size and 100 MB: some 30 million of a small PNG or JPEG, 15 million
   * of an interlaced or progressive one, 8 million of WebP, 5 million of AVIF.
   */
  maxPixels?: number;
}

/** For the tables of options of all that decode files. */
export const DECODE_OPTIONS: OptionNames<DecodeOptions> = { valueRange: true, maxPixels: true };

/** More can't be decoded at all. */
export const MOST_PIXELS = 2 ** 28;

/** @throws DataError for values that can't be. */
export function requireDecodeOptions({ valueRange, maxPixels }: DecodeOptions): void {
  requireValueRange(valueRange);
  if (
    maxPixels !== undefined &&
    !(Number.isInteger(maxPixels) && maxPixels > 0 && maxPixels <= MOST_PIXELS)
  ) {
    const expected = `a whole number from 1 to ${MOST_PIXELS}`;
    throw new DataError(
      'bad-option',
      'maxPixels',
      String(maxPixels),
      expected,
      'For 48 megapixels give 5e7.'
    );
  }
}

/** Of more options those of decoding, absent ones left out. */
export function decodeOptionsOf({ valueRange, maxPixels }: DecodeOptions): DecodeOptions {
  return { ...(valueRange && { valueRange }), ...(maxPixels !== undefined && { maxPixels }) };
}
