import { ImageMoments } from './image-moments';
import type { MeasuredPlace } from './measured-noise';
import { RandomNormal } from './random-normal';

/** Maps of one channel after another for each image: [images][channels][pixels]. */
export type Activations = number[][][];

/** Gaussian pixels of which any two of an image have the correlation; every channel is scaled and shifted by its place. */
export function correlatedMaps(of: {
  images: number;
  channels: number;
  pixels: number;
  correlation: number;
  seed: number;
}): Activations {
  const random = new RandomNormal(of.seed);
  const [shared, own] = [Math.sqrt(of.correlation), Math.sqrt(1 - of.correlation)];
  return Array.from({ length: of.images }, () =>
    Array.from({ length: of.channels }, (_, c) => {
      const part = shared * random.next();
      return Array.from({ length: of.pixels }, () => 10 * c + (c + 1) * (part + own * random.next()));
    })
  );
}

/** Moments as a network's activations give them. */
export function momentsOf(maps: Activations): ImageMoments {
  const [[{ length: pixels }]] = maps;
  const moments = new ImageMoments(maps.length, pixels, maps[0].length);
  const sums = maps.flatMap((image) => image.map(sumsOf));
  const half = Math.floor(maps.length / 2);
  const channels = maps[0].length;
  const add = (from: number, to: number): void => {
    const part = sums.slice(from * channels, to * channels);
    const list = (i: number): number[] => part.map((each) => each[i]);
    moments.add({ means: list(0), squares: list(1), cubes: list(2), fourths: list(3) }, to - from);
  };
  add(0, half);
  add(half, maps.length);
  return moments;
}

function sumsOf(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const power = (k: number): number => values.reduce((sum, value) => sum + (value - mean) ** k, 0);
  return [mean, power(2), power(3), power(4)];
}

export function placeOf(maps: Activations): MeasuredPlace {
  const [image] = maps;
  const common = { name: 'layer', normalization: 'batch', groups: null, frozen: false } as const;
  return { ...common, height: 1, width: image[0].length, channels: image.length };
}
