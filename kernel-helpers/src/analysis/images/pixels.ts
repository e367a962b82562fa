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

/** The part of an image within a box of whole pixels, copied. */
export function cropImage({ width, channels, pixels }: Pixels, box: ImagePart): Pixels {
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
