import type { Pixels } from '../read-image';

/** Luma of red, green and blue in torchvision's `rgb_to_grayscale`. */
const LUMA = [0.2989, 0.587, 0.114];
/** Edge of torchvision's smoothing filter is 1, its centre 5. */
const SMOOTHING = { edge: 1 / 13, centre: 5 / 13 };

/** Mirrored left to right. */
export function mirrored(image: Pixels): Pixels {
  const { width, height, channels, pixels } = image;
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      result.set(pixels.subarray(from, from + channels), (y * width + width - 1 - x) * channels);
    }
  }
  return { ...image, pixels: result };
}

/**
 * Where each place of the result comes from: [a, b, c, d, e, f] with x′ = a·x + b·y + c and y′ = d·x + e·y + f for
 * the centres of pixels; the nearest pixel is taken, and black beyond the image.
 */
export function affine(image: Pixels, [a, b, c, d, e, f]: readonly number[]): Pixels {
  const { width, height, channels, pixels } = image;
  const result = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = Math.floor(a * (x + 0.5) + b * (y + 0.5) + c);
      const row = Math.floor(d * (x + 0.5) + e * (y + 0.5) + f);
      if (column >= 0 && column < width && row >= 0 && row < height) {
        const from = (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel++) {
          result[(y * width + x) * channels + channel] = pixels[from + channel];
        }
      }
    }
  }
  return { ...image, pixels: result };
}

/** Turned counter-clockwise about its centre. */
export function rotated(image: Pixels, degrees: number): Pixels {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [x, y] = [image.width / 2, image.height / 2];
  return affine(image, [cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y]);
}

/** factor·image + (1 − factor)·other, cut to 0…255 and to whole numbers, as torchvision's `_blend`. */
function blended(image: Pixels, other: (at: number) => number, factor: number): Pixels {
  // In float32, as torchvision blends: whole numbers stay on their side of the cut.
  const [own, rest] = [Math.fround(factor), Math.fround(1 - factor)];
  return mapped(image, (value, at) => {
    const sum = Math.fround(Math.fround(own * value) + Math.fround(rest * other(at)));
    return Math.trunc(Math.min(Math.max(sum, 0), 255));
  });
}

/** Towards black with a factor below 1, brighter above. */
export function brightened(image: Pixels, factor: number): Pixels {
  return blended(image, () => 0, factor);
}

/** Towards grey with a factor below 1; grey images stay. */
export function coloured(image: Pixels, factor: number): Pixels {
  const { channels } = image;
  if (channels !== 3) {
    return image;
  }
  const grey = greyOf(image);
  return blended(image, (at) => grey[Math.floor(at / channels)], factor);
}

/** Towards the mean of its grey values with a factor below 1. */
export function contrasted(image: Pixels, factor: number): Pixels {
  const grey = greyOf(image);
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  return blended(image, () => mean, factor);
}

/** Towards its smoothed self with a factor below 1; the outermost pixels stay. */
export function sharpened(image: Pixels, factor: number): Pixels {
  const { width, height, channels, pixels } = image;
  const row = width * channels;
  const smoothed = (at: number): number => {
    const [x, y] = [Math.floor(at / channels) % width, Math.floor(at / row)];
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) {
      return pixels[at];
    }
    let sum = (SMOOTHING.centre - SMOOTHING.edge) * pixels[at];
    for (const from of [at - row, at, at + row]) {
      sum += SMOOTHING.edge * (pixels[from - channels] + pixels[from] + pixels[from + channels]);
    }
    return Math.round(sum);
  };
  return width > 2 && height > 2 ? blended(image, smoothed, factor) : image;
}

/** The given number of leading bits of each value. */
export function posterized(image: Pixels, bits: number): Pixels {
  return mapped(image, (value) => value & -(2 ** (8 - bits)));
}

/** Values from the threshold on inverted. */
export function solarized(image: Pixels, threshold: number): Pixels {
  return mapped(image, (value) => (value >= threshold ? 255 - value : value));
}

/** Each channel stretched to 0…255. */
export function autoContrasted(image: Pixels): Pixels {
  return perChannel(image, (histogram) => {
    const lowest = histogram.findIndex((count) => count > 0);
    const highest = lastUsed(histogram);
    const scale = Math.fround(255 / (highest - lowest));
    return (value) =>
      highest === lowest ? value : Math.min(Math.trunc(Math.fround((value - lowest) * scale)), 255);
  });
}

/** Each channel with an even histogram, as Pillow's and torchvision's `equalize`. */
export function equalized(image: Pixels): Pixels {
  return perChannel(image, (histogram) => {
    const last = lastUsed(histogram);
    const step = Math.floor((histogram.reduce((sum, count) => sum + count, 0) - histogram[last]) / 255);
    const table: number[] = [];
    let below = Math.floor(step / 2);
    for (const count of histogram) {
      table.push(Math.min(Math.floor(below / step), 255));
      below += count;
    }
    return (value) => (step === 0 ? value : table[value]);
  });
}

function greyOf({ channels, pixels }: Pixels): Uint8Array {
  if (channels !== 3) {
    return pixels;
  }
  return Uint8Array.from({ length: pixels.length / 3 }, (_, i) =>
    LUMA.reduce((sum, weight, channel) => sum + weight * pixels[3 * i + channel], 0)
  );
}

function lastUsed(histogram: number[]): number {
  return histogram.reduce((last, count, value) => (count > 0 ? value : last), 0);
}

function mapped(image: Pixels, map: (value: number, at: number) => number): Pixels {
  return { ...image, pixels: image.pixels.map(map) };
}

function perChannel(image: Pixels, make: (histogram: number[]) => (value: number) => number): Pixels {
  const { channels, pixels } = image;
  const maps = Array.from({ length: channels }, (_, channel) => {
    const histogram = new Array<number>(256).fill(0);
    for (let at = channel; at < pixels.length; at += channels) {
      histogram[pixels[at]]++;
    }
    return make(histogram);
  });
  return mapped(image, (value, at) => maps[at % channels](value));
}
