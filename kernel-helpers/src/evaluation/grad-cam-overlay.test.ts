import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { heatColour, type Pixels } from '../analysis';
import { loadImage } from '../data';
import { EvaluationError } from './errors';
import { type HeatMap, overlay } from './grad-cam-overlay';

/** Linear sRGB to cone responses, and their cube roots to Oklab, as its author gives them for this direction. */
const CONES = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005]
];
const OKLAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766]
];
const product = (matrix: number[][], vector: number[]): number[] =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * vector[i], 0));
const linear = (share: number): number =>
  share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
const oklab = (colour: number[]): number[] =>
  product(OKLAB, product(CONES, colour.map(linear)).map(Math.cbrt));

describe('the scale of colours', () => {
  const steps = Array.from({ length: 257 }, (_, i) => heatColour(i / 256));

  it('can be shown on screens', () => {
    expect(Math.min(...steps.flat())).toBeGreaterThan(0);
    expect(Math.max(...steps.flat())).toBeLessThan(1);
  });

  it('is perceptually uniform: equally far from step to step, and lighter by as much', () => {
    const places = steps.map(oklab);
    const lightness = places.slice(1).map((place, i) => place[0] - places[i][0]);
    const distances = places.slice(1).map((place, i) => Math.hypot(...place.map((x, k) => x - places[i][k])));
    for (const moves of [lightness, distances]) {
      const [least, most] = [Math.min(...moves), Math.max(...moves)];
      expect(least).toBeGreaterThan(0);
      expect(most / least).toBeLessThan(1.001);
    }
  });
});

const colourOf = (value: number): number[] => heatColour(value).map((share) => Math.round(255 * share));
const grey: Pixels = { width: 2, height: 1, channels: 1, pixels: Uint8Array.of(40, 200) };
const ends: HeatMap = { width: 2, height: 1, values: Float32Array.of(0, 1) };

describe('overlays', () => {
  it('mix the image with the colours of the map', () => {
    expect([...overlay(grey, ends, { opacity: 0 }).pixels]).toEqual([40, 40, 40, 200, 200, 200]);
    expect([...overlay(grey, ends, { opacity: 1 }).pixels]).toEqual([...colourOf(0), ...colourOf(1)]);
    const [red, green, blue] = heatColour(0);
    const half = [red, green, blue].map((share) => Math.round((40 + 255 * share) / 2));
    expect([...overlay(grey, ends).pixels.subarray(0, 3)]).toEqual(half);
  });

  it('resize the map bilinearly with half-pixel centres', () => {
    const image: Pixels = { width: 4, height: 2, channels: 3, pixels: new Uint8Array(24) };
    const { pixels, ...shape } = overlay(image, ends, { opacity: 1 });
    expect(shape).toEqual({ width: 4, height: 2, channels: 3 });
    // Levels of 8 bits: a quarter is 64, three quarters 191.
    const row = [0, 64, 191, 255].flatMap((level) => colourOf(level / 255));
    expect([...pixels]).toEqual([...row, ...row]);
  });

  it('are images that can be written', async () => {
    const image = overlay(grey, ends);
    const raw = { width: image.width, height: image.height, channels: 3 as const };
    expect(await loadImage(await sharp(image.pixels, { raw }).png().toBuffer())).toEqual({
      ...image,
      pixels: Buffer.from(image.pixels)
    });
  });

  it.each([
    ['image', { ...grey, channels: 3 }, ends, 0.5],
    ['image', { ...grey, width: 0, pixels: new Uint8Array(0) }, ends, 0.5],
    ['map', grey, { ...ends, width: 3 }, 0.5],
    ['map', grey, { ...ends, values: Float32Array.of(NaN, 1) }, 0.5],
    ['map', grey, { ...ends, values: Float32Array.of(0, 2) }, 0.5],
    ['opacity', grey, ends, 1.5]
  ])('refuse an odd %s', (field, image, map, opacity) => {
    expect(() => overlay(image, map, { opacity })).toThrow(EvaluationError);
    expect(() => overlay(image, map, { opacity })).toThrow(new RegExp(`^${field}: `));
  });
});
