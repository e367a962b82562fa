/**
 * Ends of the scale in Oklab's polar form: lightness, hue in degrees; from dark purple over teal to light yellow. The
 * chroma is about the largest that a screen shows at every level between.
 */
const FROM = { lightness: 0.25, hue: 320 };
const TO = { lightness: 0.93, hue: 110 };
const CHROMA = 0.1;

/** Oklab to the cubes of cone responses, and those to linear sRGB (Björn Ottosson, A perceptual color space, 2020). */
const CONES = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548]
];
const LINEAR_RGB = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701]
];

/**
 * Red, green and blue, 0…1, of a value 0…1. Lightness and hue change evenly and chroma not at all, so that equal steps
 * are equal distances in Oklab: the scale is perceptually uniform, and in grey it is a ramp.
 */
export function heatColour(value: number): number[] {
  const lightness = FROM.lightness + (TO.lightness - FROM.lightness) * value;
  const hue = ((FROM.hue + (TO.hue - FROM.hue) * value) * Math.PI) / 180;
  const oklab = [lightness, CHROMA * Math.cos(hue), CHROMA * Math.sin(hue)];
  const cones = product(CONES, oklab).map((response) => response ** 3);
  return product(LINEAR_RGB, cones).map(gammaEncoded);
}

function product(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * vector[i], 0));
}

/** sRGB's transfer function (IEC 61966-2-1). */
function gammaEncoded(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}
