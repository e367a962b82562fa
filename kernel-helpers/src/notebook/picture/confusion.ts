import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { element, type Markup } from '../../chart/markup';
import { INNER_WIDTH, type Section, wrap } from '../../chart/page';
import { exact } from '../../wording/format';

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

const LEFT = 66;
const TOP = 40;

/**
 * Confusion matrix: rows are true classes, columns predicted ones. Right answers are blue, wrong ones
 * orange, each by its share of the row; the count stands in the cell.
 * @param matrix counts, `classes × classes`
 */
export function confusionMatrix(matrix: readonly (readonly number[])[], names: readonly string[]): Section {
  const cell = Math.min(40, Math.floor((INNER_WIDTH - LEFT) / matrix.length));
  const side = cell * matrix.length;
  const cells = matrix.flatMap((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.flatMap((count, predicted) => square(count, total, { truth, predicted, cell }));
  });
  const labels = names.flatMap((name, i) => [
    element('text', { x: LEFT - 8, y: TOP + (i + 0.5) * cell + 4, 'text-anchor': 'end' }, clip(name, 7)),
    element(
      'text',
      { x: LEFT + (i + 0.5) * cell, y: TOP - 7, 'text-anchor': 'middle' },
      clip(name, Math.floor(cell / 6))
    )
  ]);
  return {
    height: TOP + side + 6,
    markup: element(
      'g',
      { 'font-size': 12 },
      element('text', { x: LEFT, y: 13, fill: COLORS.textFaint }, 'predicted class →'),
      element('text', { x: 0, y: 13, fill: COLORS.textFaint }, 'true ↓'),
      element('rect', { x: LEFT, y: TOP, width: side, height: side, fill: '#f7f7f7' }),
      ...labels,
      ...cells
    )
  };
}

function square(
  count: number,
  total: number,
  { truth, predicted, cell }: { truth: number; predicted: number; cell: number }
): Markup[] {
  if (count === 0) {
    return [];
  }
  const right = truth === predicted;
  const share = count / Math.max(1, total);
  // Errors of a good network are a few in a thousand: the root makes one of them visible.
  const opacity = right ? 0.15 + 0.75 * share ** 4 : Math.min(0.85, 0.12 + 2 * Math.sqrt(share));
  const x = LEFT + predicted * cell;
  const y = TOP + truth * cell;
  return [
    element('rect', {
      x: x + 1,
      y: y + 1,
      width: cell - 2,
      height: cell - 2,
      fill: right ? COLORS.right : COLORS.wrong,
      'fill-opacity': opacity
    }),
    ...(cell >= 22
      ? [
          element(
            'text',
            {
              x: x + cell / 2,
              y: y + cell / 2 + 4,
              'text-anchor': 'middle',
              fill: opacity > 0.55 ? COLORS.background : COLORS.text
            },
            exact(count)
          )
        ]
      : [])
  ];
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

function clip(name: string, length: number): string {
  return name.length > length ? `${name.slice(0, Math.max(1, length - 1))}…` : name;
}
