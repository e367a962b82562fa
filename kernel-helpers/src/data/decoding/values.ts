import { DataError } from '../errors';

/** The value that becomes black and the one that becomes white. */
export type ValueRange = readonly [low: number, high: number];

/** Values of one image, as its file has them. */
export interface DeepValues {
  values: Uint16Array | Int16Array | Float32Array | Float64Array;
  /** In words, for example `16 bits`. */
  kind: string;
}

/** Below this the two highest of 16 bits are unused: what cameras and scanners of 10, 12 and 14 bits write. */
const SHALLOW = 2 ** 14;
/** Depths that such values have. */
const DEPTHS = [8, 10, 12, 14];

/** @throws DataError unless it is absent or two numbers, the lower first. */
export function requireValueRange(range: ValueRange | undefined): void {
  if (range === undefined) {
    return;
  }
  const { length, 0: low, 1: high } = range;
  if (length !== 2 || !Number.isFinite(low) || !Number.isFinite(high) || low >= high) {
    const remedy = 'For 12 bits give [0, 4095].';
    throw new DataError(
      'bad-option',
      'valueRange',
      JSON.stringify(range),
      'two numbers, the lower first',
      remedy
    );
  }
}

/**
 * Values of more than 8 bits as bytes. With a range in proportion, rounded, what lies outside as its ends. Without one
 * 16 bits, unsigned, become their eight highest, which is what Pillow, OpenCV and libpng make of colours.
 * @throws DataError for 16 bits that leave the two highest unused, and for other kinds of values, without a range; for
 *   values that are not finite.
 */
export function asBytes(
  { values, kind }: DeepValues,
  range: ValueRange | undefined,
  source: string
): Uint8Array {
  if (range) {
    return inProportion(values, range, source);
  }
  const { low, high } = extremes(values);
  if (!(values instanceof Uint16Array)) {
    const remedy =
      'State which values are black and white with valueRange: [low, high], the same for all images.';
    throw new DataError(
      'bad-pixels',
      source,
      `${kind}, from ${low} to ${high}`,
      '8 or 16 bits, unsigned',
      remedy
    );
  }
  if (high > 0 && high < SHALLOW) {
    const bits = DEPTHS.find((depth) => high < 2 ** depth) ?? 16;
    const remedy =
      `State which values are black and white: valueRange: [0, ${2 ** bits - 1}] for ${bits} bits, ` +
      'or [0, 65535] for an image that is meant to be dark; the same for all images.';
    const got = `${kind}, none above ${high}`;
    throw new DataError('bad-pixels', source, got, `values that use all bits, ${SHALLOW} and more`, remedy);
  }
  return highestBits(values);
}

/** The eight highest of 16 bits. */
export function highestBits(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    bytes[i] = values[i] >> 8;
  }
  return bytes;
}

function inProportion(values: DeepValues['values'], [low, high]: ValueRange, source: string): Uint8Array {
  const bytes = new Uint8Array(values.length);
  const scale = 255 / (high - low);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      const remedy = 'Replace such values before saving the image.';
      throw new DataError('bad-pixels', source, `${values[i]} at place ${i}`, 'finite values', remedy);
    }
    bytes[i] = Math.round(Math.min(255, Math.max(0, (values[i] - low) * scale)));
  }
  return bytes;
}

function extremes(values: ArrayLike<number>): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return { low, high };
}
