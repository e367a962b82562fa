import { type Pixels, resizeImage } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { EvaluationError, requireKnown } from './errors';
import { heatColour } from './grad-cam-colours';

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

/** Colour of each of 256 levels: red, green and blue, one behind the other. */
const COLOURS = Array.from({ length: 256 }, (_, level) => heatColour(level / 255)).flat();

/**
 * A heat map over its image, in colour: image · (1 − opacity) + colour · opacity in sRGB. The map is resized
 * bilinearly to the image; its colours are perceptually uniform from dark purple (0) over teal to light yellow (1).
 *
 * @param image What the network saw, in grey or colour: for a photograph `evaluationCrop(image, spec)`.
 * @returns Red, green and blue of each pixel; `sharp(pixels, { raw: { width, height, channels } }).png()` writes it.
 * @throws EvaluationError for an image, a map or an opacity out of bounds.
 */
export function overlay(image: Pixels, map: HeatMap, options: OverlayOptions = {}): Pixels {
  requireKnown(options, OVERLAY_OPTIONS);
  const { opacity = 0.5 } = options;
  requireImage(image);
  requireMap(map);
  if (!(opacity >= 0 && opacity <= 1)) {
    throw new EvaluationError('opacity', String(opacity), 'a number from 0 to 1', 'Leave it out for 0.5.');
  }
  const { width, height, channels, pixels } = image;
  const levels = Uint8Array.from(map.values, (value) => Math.round(255 * value));
  const coarse = { width: map.width, height: map.height, channels: 1, pixels: levels };
  const heat = resizeImage(coarse, { width, height }, 'bilinear').pixels;
  const result = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const own = pixels[i * channels + (channels === 3 ? channel : 0)];
      const colour = 255 * COLOURS[3 * heat[i] + channel];
      result[3 * i + channel] = Math.round(own * (1 - opacity) + colour * opacity);
    }
  }
  return { width, height, channels: 3, pixels: result };
}

function requireImage({ width, height, channels, pixels }: Pixels): void {
  const values = width * height * channels;
  if (!(width > 0 && height > 0) || (channels !== 1 && channels !== 3) || pixels.length !== values) {
    const got = `${pixels.length} values for ${width} × ${height} pixels of ${channels} channels`;
    const remedy = 'Pass what loadImage() or enet.images.evaluationCrop() gives.';
    throw new EvaluationError('image', got, 'width × height × 1 or 3 values', remedy);
  }
}

function requireMap({ width, height, values }: HeatMap): void {
  if (!(width > 0 && height > 0) || values.length !== width * height) {
    const got = `${values.length} values for ${width} × ${height}`;
    throw new EvaluationError('map', got, 'width × height values', 'Pass what enet.images.heatMap() gives.');
  }
  const odd = values.find((value) => !(value >= 0 && value <= 1));
  if (odd !== undefined) {
    const remedy = 'Leave out images that could not be decoded.';
    throw new EvaluationError('map', String(odd), 'values from 0 to 1', remedy);
  }
}
