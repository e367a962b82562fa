import { SpecError } from '../errors';
import { requireNumber } from '../validate';

/** An image of 8 bits for each channel: pixels 0…255 in rows, channels last. */
export interface Pixels {
  width: number;
  height: number;
  channels: number;
  pixels: Uint8Array;
}

/** Sides of an image in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** Part of an image, in pixels from its upper left corner. */
export interface ImagePart extends Size {
  left: number;
  top: number;
}

/** @throws SpecError for an image whose pixels are others than its sides say. */
export function requirePixels({ width, height, channels, pixels }: Pixels): void {
  requireSize('image.', { width, height });
  requireNumber('image.channels', channels, { min: 1, max: 65_536, integer: true });
  if (pixels?.length !== width * height * channels) {
    throw new SpecError(
      'image.pixels',
      `${pixels?.length} values`,
      `${width} × ${height} × ${channels}`,
      'Pass an image as loadImage() gives it.'
    );
  }
}

/** @throws SpecError for sides that are no whole numbers from 1. */
export function requireSize(place: string, { width, height }: Size): void {
  requireNumber(`${place}width`, width, SIDES);
  requireNumber(`${place}height`, height, SIDES);
}

const SIDES = { min: 1, max: 2 ** 24, integer: true };
/** A box between pixels may end this far beyond the image, by round-off. */
const BEYOND = 1e-3;

/** @throws SpecError for a box that has no area or does not lie in the image. */
export function requirePart(image: Size, { left, top, width, height }: ImagePart): void {
  const inside = (start: number, length: number, side: number): boolean =>
    start >= -BEYOND && length > 0 && start + length <= side + BEYOND;
  if (!(inside(left, width, image.width) && inside(top, height, image.height))) {
    throw new SpecError(
      'box',
      `left ${left}, top ${top}, width ${width}, height ${height}`,
      `a part of the ${image.width} × ${image.height} pixels`,
      'Give left, top, width and height in pixels.'
    );
  }
}

/**
 * The part of an image within a box of whole pixels, copied.
 * @throws SpecError for an image whose pixels are others than its sides say, and a box that is no part of it.
 */
export function cropImage(image: Pixels, box: ImagePart): Pixels {
  const { width, channels, pixels } = image;
  requirePixels(image);
  requirePart(image, box);
  requireSize('box.', box);
  requireNumber('box.left', box.left, { ...SIDES, min: 0 });
  requireNumber('box.top', box.top, { ...SIDES, min: 0 });
  const row = box.width * channels;
  const part = new Uint8Array(box.height * row);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.top + y) * width + box.left) * channels;
    part.set(pixels.subarray(from, from + row), y * row);
  }
  return { width: box.width, height: box.height, channels, pixels: part };
}

/** Least and largest of pixels' values. */
export interface PixelRange {
  least: number;
  most: number;
}
