import { element, type Markup } from '../../chart/markup';
import { INNER_WIDTH, type Section, wrap } from '../../chart/page';

/** Pixel values 0…255 in rows, channels last; one channel is grey, three are red, green and blue. */
export interface PixelImage {
  height: number;
  width: number;
  channels: number;
  values: ArrayLike<number>;
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
