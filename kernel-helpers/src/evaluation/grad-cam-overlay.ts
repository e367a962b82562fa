import { heatOverlay, type Pixels } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { requireObject } from '../analysis/validate';
import { EvaluationError, requireKnown } from './errors';

/** Row-major values 0…1, [height, width]. */
export interface HeatMap {
  width: number;
  height: number;
  values: Float32Array;
}

export interface OverlayOptions {
  /** Share of the colour in each pixel, 0…1; default 0.5. */
  opacity?: number;
}

const OVERLAY_OPTIONS: OptionNames<OverlayOptions> = { opacity: true };

/**
 * A heat map over its image, in colour: image · (1 − opacity) + colour · opacity in sRGB. The map is resized
 * bilinearly to the image; its colours are perceptually uniform from dark purple (0) over teal to light yellow (1).
 *
 * @param image What the network saw, in grey or colour: for a photograph `evaluationCrop(image, spec)`.
 * @returns Red, green and blue of each pixel; `sharp(pixels, { raw: { width, height, channels } }).png()` writes it.
 * @throws EvaluationError for an image, a map or an opacity out of bounds, SpecError for what is no image or map.
 */
export function overlay(image: Pixels, map: HeatMap, options: OverlayOptions = {}): Pixels {
  requireKnown(options, OVERLAY_OPTIONS);
  const { opacity = 0.5 } = options;
  requireImage(image);
  requireMap(map);
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new EvaluationError('opacity', String(opacity), 'a number from 0 to 1', 'Leave it out for 0.5.');
  }
  return heatOverlay(image, heatLevels(map), opacity);
}

/**
 * A heat map as an image of one channel, 0…255.
 * @throws EvaluationError for values that are no map, SpecError for none.
 */
export function heatLevels(map: HeatMap): Pixels {
  requireMap(map);
  const pixels = Uint8Array.from(map.values, (value) => Math.round(255 * value));
  return { width: map.width, height: map.height, channels: 1, pixels };
}

/** 0 for what is no list of values. */
function lengthOf(values: ArrayLike<number> | undefined): number {
  return values?.length ?? 0;
}

function requireImage(image: Pixels): void {
  const remedy = 'Pass what loadImage() or enet.images.evaluationCrop() gives.';
  const { width, height, channels, pixels } = requireObject('image', image, remedy) as unknown as Pixels;
  const held = lengthOf(pixels);
  const values = width * height * channels;
  if (!(width > 0 && height > 0) || (channels !== 1 && channels !== 3) || held !== values) {
    const got = `${held} values for ${width} × ${height} pixels of ${channels} channels`;
    throw new EvaluationError('image', got, 'width × height × 1 or 3 values', remedy);
  }
}

function requireMap(map: HeatMap): void {
  const made = 'Pass what enet.images.heatMap() gives.';
  const { width, height, values } = requireObject('map', map, made) as unknown as HeatMap;
  if (!(width > 0 && height > 0) || lengthOf(values) !== width * height) {
    const got = `${lengthOf(values)} values for ${width} × ${height}`;
    throw new EvaluationError('map', got, 'width × height values', made);
  }
  const odd = values.find((value) => !(value >= 0 && value <= 1));
  if (odd !== undefined) {
    const remedy = 'Leave out images that could not be decoded.';
    throw new EvaluationError('map', String(odd), 'values from 0 to 1', remedy);
  }
}
