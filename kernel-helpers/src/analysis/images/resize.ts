import { requireOneOf } from '../validate';
import {
  type AveragingFilter,
  type Interpolation,
  INTERPOLATIONS,
  type Stretch,
  type Taps,
  tapsOf,
  WEIGHT_BITS
} from './filters';
import { type ImagePart, type Pixels, requirePart, requirePixels, requireSize, type Size } from './pixels';

/**
 * An image, or the part in a box, at another size, with exactly the pixels that Pillow's `resize` gives for 8-bit
 * images. Bilinear and bicubic average over the whole step when shrinking (antialiased).
 *
 * @param box May lie between pixels. Filters reach beyond it; crop first where they mustn't.
 * @throws SpecError for an image whose pixels are others than its sides say, a size that is none, another interpolation,
 * and a box that is no part of the image.
 */
export function resizeImage(
  image: Pixels,
  size: Size,
  interpolation: Interpolation,
  box?: ImagePart
): Pixels {
  const part = box ?? { left: 0, top: 0, width: image.width, height: image.height };
  requirePixels(image);
  requireSize('size.', size);
  requirePart(image, part);
  requireOneOf('interpolation', interpolation, INTERPOLATIONS);
  return interpolation === 'nearest'
    ? nearest(image, size, part)
    : averaged(image, size, interpolation, part, { left: 0, top: 0, ...size });
}

/** The window, in whole pixels, of the resized image; the rest of it is never computed. */
export function averaged(
  image: Pixels,
  size: Size,
  filter: AveragingFilter,
  { left, top, width, height }: ImagePart,
  window: ImagePart
): Pixels {
  const columns = recentTaps(
    filter,
    image.width,
    span(left, width),
    size.width,
    span(window.left, window.width)
  );
  const rows = recentTaps(
    filter,
    image.height,
    span(top, height),
    size.height,
    span(window.top, window.height)
  );
  if (columnsFirst(image, size)) {
    const [first, last] = reachOf(columns);
    return alongRows(alongColumns(image, rows, first, last, 0), columns, 0, rows.length, first);
  }
  const [first, last] = reachOf(rows);
  return alongColumns(alongRows(image, columns, first, last, 0), rows, 0, columns.length, first);
}

/**
 * Between the two passes values are rounded to whole levels, so their order matters by a level. Pillow from version 13
 * begins with the columns when the height shrinks by more than twice as many pixels as the width; before, never.
 */
function columnsFirst({ width, height }: Size, to: Size): boolean {
  return height > to.height && height - to.height > 2 * (width - to.width);
}

/** Most axes that are remembered. */
const RECENT = 8;
const recent = new Map<string, Taps[]>();

/** Taps take as long as resizing a small image with them, and the images of a set mostly have one size. */
function recentTaps(...axis: Parameters<typeof tapsOf>): Taps[] {
  const [filter, available, from, to, window] = axis;
  const key = [filter, available, from.start, from.length, to, window.start, window.length].join();
  const known = recent.get(key);
  if (known) {
    return known;
  }
  const taps = tapsOf(...axis);
  const [oldest] = recent.keys();
  if (recent.size === RECENT) {
    recent.delete(oldest);
  }
  recent.set(key, taps);
  return taps;
}

const span = (start: number, length: number): Stretch => ({ start, length });

/** The first pixel that any result needs, and the one behind the last. */
function reachOf(taps: Taps[]): [number, number] {
  return [
    taps.reduce((least, { first }) => Math.min(least, first), Infinity),
    taps.reduce((most, { first, weights }) => Math.max(most, first + weights.length), 0)
  ];
}

/** The rows `from` to `to`, narrowed or widened; the image begins at column `offset` of the one the taps are for. */
function alongRows(image: Pixels, columns: Taps[], from: number, to: number, offset: number): Pixels {
  const { width, channels, pixels } = image;
  const result = new Uint8ClampedArray((to - from) * columns.length * channels);
  let place = 0;
  for (let y = from; y < to; y++) {
    for (let x = 0; x < columns.length; x++) {
      const { first, weights } = columns[x];
      const start = (y * width + first - offset) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = HALF;
        for (let tap = 0, at = start + channel; tap < weights.length; tap++, at += channels) {
          sum += weights[tap] * pixels[at];
        }
        result[place++] = sum >> WEIGHT_BITS;
      }
    }
  }
  return { width: columns.length, height: to - from, channels, pixels: new Uint8Array(result.buffer) };
}

/** The columns `from` to `to`, shortened or lengthened; the image begins at row `offset` of the one the taps are for. */
function alongColumns(image: Pixels, rows: Taps[], from: number, to: number, offset: number): Pixels {
  const { width, channels, pixels } = image;
  const row = width * channels;
  const length = (to - from) * channels;
  const result = new Uint8ClampedArray(rows.length * length);
  const sums = new Int32Array(length);
  for (let y = 0; y < rows.length; y++) {
    const { first, weights } = rows[y];
    // Row by row: memory is read in its order.
    sums.fill(HALF);
    for (let tap = 0; tap < weights.length; tap++) {
      const weight = weights[tap];
      const start = (first - offset + tap) * row + from * channels;
      for (let at = 0; at < length; at++) {
        sums[at] += weight * pixels[start + at];
      }
    }
    for (let at = 0, place = y * length; at < length; at++) {
      result[place++] = sums[at] >> WEIGHT_BITS;
    }
  }
  return { width: to - from, height: rows.length, channels, pixels: new Uint8Array(result.buffer) };
}

const HALF = 2 ** (WEIGHT_BITS - 1);

function nearest({ width, height, channels, pixels }: Pixels, size: Size, box: ImagePart): Pixels {
  const columns = nearestPlaces(width, span(box.left, box.width), size.width);
  const rows = nearestPlaces(height, span(box.top, box.height), size.height);
  const result = new Uint8Array(size.width * size.height * channels);
  let to = 0;
  for (const y of rows) {
    for (const x of columns) {
      const from = (y * width + x) * channels;
      result.set(pixels.subarray(from, from + channels), to);
      to += channels;
    }
  }
  return { ...size, channels, pixels: result };
}

/** Pillow adds up the step, so that its round-off decides on pixels that are equally near. */
function nearestPlaces(available: number, { start, length }: Stretch, to: number): number[] {
  const begin = Math.fround(start);
  const step = Math.fround(Math.fround(start + length) - begin) / to;
  let place = begin + step * 0.5;
  return Array.from({ length: to }, () => {
    const own = Math.min(available - 1, Math.trunc(place));
    place += step;
    return own;
  });
}
