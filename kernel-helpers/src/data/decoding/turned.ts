import type { Pixels } from '../../analysis';

/**
 * Turns an image upright by its EXIF orientation where it stands: each pixel takes the place of another, which is moved on
 * in turn, so that there is no second copy of a large image. It takes some forty times as long as making one.
 * @param image As stored; its pixels change.
 */
export function turnedInPlace(image: Pixels, orientation: number): Pixels {
  const { width, height, channels, pixels } = image;
  const { first, right, down } = stepsOf(orientation, width, height);
  const count = width * height;
  const moved = new Uint8Array(Math.ceil(count / 8));
  const [carried, next] = [new Uint8Array(channels), new Uint8Array(channels)];
  for (let start = 0; start < count; start++) {
    if (moved[start >> 3] & (1 << (start & 7))) {
      continue;
    }
    carried.set(pixels.subarray(start * channels, (start + 1) * channels));
    let at = start;
    do {
      const row = Math.floor(at / width);
      at = first + row * down + (at - row * width) * right;
      for (let channel = 0, place = at * channels; channel < channels; channel++, place++) {
        next[channel] = pixels[place];
        pixels[place] = carried[channel];
        carried[channel] = next[channel];
      }
      moved[at >> 3] |= 1 << (at & 7);
    } while (at !== start);
  }
  return orientation < 5 ? image : { ...image, width: height, height: width };
}

/** Where the first pixel goes, and how far apart go its right and its lower neighbour (TIFF 6.0, tag 274). */
function stepsOf(
  orientation: number,
  width: number,
  height: number
): { first: number; right: number; down: number } {
  const last = width * height - 1;
  const steps = [
    { first: 0, right: 1, down: width },
    { first: width - 1, right: -1, down: width },
    { first: last, right: -1, down: -width },
    { first: last - width + 1, right: 1, down: -width },
    { first: 0, right: height, down: 1 },
    { first: height - 1, right: height, down: -1 },
    { first: last, right: -height, down: -1 },
    { first: last - height + 1, right: -height, down: 1 }
  ];
  return steps[orientation - 1];
}
