import type { Pixels } from './read-image';

/** Part of an image, in whole pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The largest centred square of an image. */
export function centredSquare({ width, height }: Pixels): Box {
  const side = Math.min(width, height);
  return { left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side };
}

/** Part of an image, resized bilinearly with antialiasing. */
export function resized(image: Pixels, box: Box, size: { width: number; height: number }): Pixels {
  const { width, height, channels, pixels } = image;
  const whole = box.width === width && box.height === height;
  if (whole && size.width === width && size.height === height) {
    return image;
  }
  const { left, top } = box;
  const [columns, rows] = [tapsOf(box.width, size.width), tapsOf(box.height, size.height)];
  const row = size.width * channels;
  // Columns first, then rows, each row of the result from the rows that it needs.
  const narrowed = new Float32Array(box.height * row);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const { first, weights } = columns[x];
      const from = ((top + y) * width + left + first) * channels;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) {
          sum += weights[i] * pixels[from + i * channels + channel];
        }
        narrowed[y * row + x * channels + channel] = sum;
      }
    }
  }
  const result = new Uint8Array(size.height * row);
  rows.forEach(({ first, weights }, y) => {
    for (let at = 0; at < row; at++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        sum += weights[i] * narrowed[(first + i) * row + at];
      }
      result[y * row + at] = Math.round(sum);
    }
  });
  return { ...size, channels, pixels: result };
}

/** For each place of the result the places that it averages, weighted by a triangle as wide as a step. */
function tapsOf(from: number, to: number): Array<{ first: number; weights: Float64Array }> {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(from, Math.floor(centre + reach + 0.5));
    const weights = Float64Array.from({ length: last - first }, (_each, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach)
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
