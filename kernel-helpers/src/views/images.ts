import { resizeImage, SpecError } from '../analysis';
import { element, type Markup } from '../chart/markup';
import { INNER_WIDTH, type Section, wrap } from '../chart/page';
import { record } from './schema-parts';

/** Pixel values 0…255 in rows, channels last; one channel is grey, three are red, green and blue. */
export interface PixelImage {
  height: number;
  width: number;
  channels: number;
  values: ArrayLike<number>;
}

/** Pixels 0…255 in rows, channels last (one is grey, three are red, green and blue), in base64; plain JSON. */
export interface EncodedImage {
  width: number;
  height: number;
  channels: number;
  base64: string;
}

/** The shape of an encoded image, its longer side at most `side` pixels; {@link requireImages} checks the rest. */
export const imageSchema = (side: number, characters: number) =>
  record({
    width: { type: 'integer', minimum: 1, maximum: side },
    height: { type: 'integer', minimum: 1, maximum: side },
    channels: { enum: [1, 3] },
    base64: { type: 'string', maxLength: characters }
  });

/** @throws SpecError for images whose pixels are not those that they claim, or that take more characters in all. */
export function requireImages(field: string, images: readonly EncodedImage[], most: number): void {
  images.forEach(({ width, height, channels, base64 }, i) => {
    const bytes = width * height * channels;
    const expected = 4 * Math.ceil(bytes / 3);
    const filled = /^[A-Za-z0-9+/]*(={0,2})$/.exec(base64)?.[1].length;
    if (base64.length !== expected || filled !== (3 - (bytes % 3)) % 3) {
      const got = `${base64.length} characters`;
      throw new SpecError(
        `${field}[${i}].image`,
        got,
        `${expected} characters of base64`,
        'Encode it again.'
      );
    }
  });
  const characters = images.reduce((total, { base64 }) => total + base64.length, 0);
  if (characters > most) {
    throw new SpecError(
      field,
      characters,
      `images of ${most} characters at most`,
      'Keep fewer, or smaller ones.'
    );
  }
}

export interface LabelledImage {
  image: PixelImage;
  /** Lines under the image. */
  caption: string[];
}

const COLUMNS = 6;
const TILE = 82;

/** Images in rows of six, each with its lines. */
export function imageGrid(images: readonly LabelledImage[]): Section {
  const pitch = INNER_WIDTH / COLUMNS;
  const wrapped = images.map(({ caption }) => caption.flatMap((line) => wrap(line, pitch - 8, 6.4)));
  const lines = Math.max(0, ...wrapped.map((caption) => caption.length));
  const rowHeight = TILE + 6 + lines * 15 + 6;
  const tiles = images.map(({ image }, i) => {
    const x = (i % COLUMNS) * pitch;
    return element(
      'g',
      { transform: `translate(${x.toFixed(2)},${Math.floor(i / COLUMNS) * rowHeight})` },
      pixels(image, TILE),
      element(
        'text',
        { 'font-size': 11.5 },
        ...wrapped[i].map((line, k) => element('tspan', { x: 0, y: TILE + 16 + k * 15 }, line))
      )
    );
  });
  return { height: Math.ceil(images.length / COLUMNS) * rowHeight, markup: element('g', {}, ...tiles) };
}

/** Grey levels or colour levels kept: 4 bits a channel keep a picture small and its digit readable. */
const LEVELS = 16;

/**
 * An image as runs of equal pixels, one path for each colour. Embedded image files would be shorter, but
 * some viewers of notebooks remove `image` elements from a picture.
 */
export function pixels(image: PixelImage, side: number): Markup {
  const { height, width } = image;
  const runs = new Map<string, string>();
  const background = colorAt(image, 0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const color = colorAt(image, y * width + x);
      let end = x + 1;
      while (end < width && colorAt(image, y * width + end) === color) {
        end++;
      }
      if (color !== background) {
        runs.set(color, `${runs.get(color) ?? ''}M${x} ${y}h${end - x}v1h${x - end}z`);
      }
      x = end;
    }
  }
  return element(
    'g',
    { transform: `scale(${(side / Math.max(width, height)).toFixed(4)})`, 'shape-rendering': 'crispEdges' },
    element('rect', { width, height, fill: background }),
    ...[...runs].map(([color, d]) => element('path', { fill: color, d }))
  );
}

function colorAt({ channels, values }: PixelImage, pixel: number): string {
  const level = (channel: number): string => {
    const value = Math.max(0, Math.min(255, values[pixel * channels + (channels >= 3 ? channel : 0)]));
    return Math.round((value / 255) * (LEVELS - 1)).toString(16);
  };
  return `#${level(0)}${level(1)}${level(2)}`;
}

export function decoded({ base64, ...size }: EncodedImage): PixelImage {
  return { ...size, values: Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)) };
}

export function encoded({ width, height, channels, values }: PixelImage): EncodedImage {
  const bytes = Array.from(values, (value) => String.fromCharCode(value));
  return { width, height, channels, base64: btoa(bytes.join('')) };
}

/**
 * The image in whole bytes, one channel or three, its longer side at most `side` pixels; of two and of many channels the
 * first is kept.
 */
export function thumbnail({ height, width, channels, values }: PixelImage, side: number): PixelImage {
  const kept = channels === 3 ? 3 : 1;
  const bytes = new Uint8Array(height * width * kept);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < kept; channel++) {
      bytes[pixel * kept + channel] = Math.round(
        Math.max(0, Math.min(255, values[pixel * channels + channel]))
      );
    }
  }
  const longer = Math.max(width, height);
  if (side >= longer) {
    return { height, width, channels: kept, values: bytes };
  }
  const scaled = (length: number): number => Math.max(1, Math.round((length * side) / longer));
  const size = { width: scaled(width), height: scaled(height) };
  const small = resizeImage({ pixels: bytes, width, height, channels: kept }, size, 'bilinear');
  return { ...size, channels: kept, values: small.pixels };
}
