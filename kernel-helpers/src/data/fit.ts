import type { Pixels } from './read-image';

/** The largest centred square of an image, resized bilinearly with antialiasing. */
export function squared({ width, height, channels, pixels }: Pixels, side: number): Pixels {
  const box = Math.min(width, height);
  const [left, top] = [(width - box) >> 1, (height - box) >> 1];
  if (box === side && width === height) {
    return { width, height, channels, pixels };
  }
  const taps = tapsOf(box, side);
  // Columns first, then rows, each row of the result from the rows that it needs.
  const narrowed = new Float64Array(box * side * channels);
  for (let y = 0; y < box; y++) {
    taps.forEach(({ first, weights }, x) => {
      weights.forEach((weight, i) => {
        const from = ((top + y) * width + left + first + i) * channels;
        for (let channel = 0; channel < channels; channel++) {
          narrowed[(y * side + x) * channels + channel] += weight * pixels[from + channel];
        }
      });
    });
  }
  const row = side * channels;
  const result = new Uint8Array(side * row);
  taps.forEach(({ first, weights }, y) => {
    for (let at = 0; at < row; at++) {
      const sum = weights.reduce((total, weight, i) => total + weight * narrowed[(first + i) * row + at], 0);
      result[y * row + at] = Math.round(sum);
    }
  });
  return { width: side, height: side, channels, pixels: result };
}

/** For each place of the result the places that it averages, weighted by a triangle as wide as a step. */
function tapsOf(from: number, to: number): Array<{ first: number; weights: number[] }> {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(from, Math.floor(centre + reach + 0.5));
    const raw = Array.from({ length: last - first }, (_each, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach)
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}
