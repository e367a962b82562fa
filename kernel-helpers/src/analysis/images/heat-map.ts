import { heatColour } from './heat-colours';
import type { Pixels, Size } from './pixels';
import { resizeImage } from './resize';

/** Colour of each of 256 levels, 0…255: red, green and blue, one behind the other. */
const COLOURS = Array.from({ length: 256 }, (_, level) =>
  heatColour(level / 255).map((share) => 255 * share)
);

/**
 * A map of levels 0…255, of one channel, in colour and at another size: dark purple (0) over teal to light yellow.
 * The levels are resized bilinearly, not the colours.
 */
export function heatPixels(map: Pixels, size: Size): Pixels {
  const levels = resizeImage(map, size, 'bilinear').pixels;
  const pixels = new Uint8Array(3 * levels.length);
  levels.forEach((level, i) => pixels.set(COLOURS[level].map(Math.round), 3 * i));
  return { ...size, channels: 3, pixels };
}

/** An image of one channel or three with a map of levels over it: image · (1 − opacity) + colour · opacity in sRGB. */
export function heatOverlay(image: Pixels, map: Pixels, opacity: number): Pixels {
  const { width, height, channels, pixels } = image;
  const levels = resizeImage(map, { width, height }, 'bilinear').pixels;
  const mixed = new Uint8Array(3 * width * height);
  levels.forEach((level, i) =>
    COLOURS[level].forEach((colour, channel) => {
      const own = pixels[i * channels + (channels === 3 ? channel : 0)];
      mixed[3 * i + channel] = Math.round(own * (1 - opacity) + colour * opacity);
    })
  );
  return { width, height, channels: 3, pixels: mixed };
}
