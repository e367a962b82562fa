import {
  type CellsMark,
  cellGrid,
  cellRuns,
  type Chart,
  type Frame,
  type Palette,
  type PointsMark
} from '@efficientnet-lab/kernel-helpers/chart';
import { pointPainter } from './points-canvas';
import { SlicedCanvas, type SlicedPicture } from './sliced-canvas';

/** What drawing needs of a canvas. */
export type CellsContext = Pick<CanvasRenderingContext2D, 'fillStyle' | 'globalAlpha' | 'fillRect'>;

/** More points than this take longer to draw than a frame. */
const POINTS_OF_FRAME = 600;

/** Cells and many points of charts, drawn below Plotly's marks on a canvas: Plotly and SVG would take longer than a frame. */
export class CellsLayer {
  get node(): HTMLCanvasElement {
    return this.canvas.node;
  }

  /** Draws what a chart has of cells, if that isn't drawn yet. */
  show(chart: Chart, frame: Frame, palette: Palette): void {
    const marks = stillCells(chart);
    const points = manyPoints(chart);
    this.node.hidden = marks.length + points.length === 0;
    const scale = window.devicePixelRatio || 1;
    const place = JSON.stringify([
      frame,
      scale,
      ...marks.map((mark) => [cellGrid(mark, frame), palette[mark.meaning]]),
      ...points.map(({ meaning, open, symbol }) => [palette[meaning], open, symbol]),
      // What follows from the ends of axes alone is not in the frame's own text.
      [chart.x, chart.y].map(({ kind, from, to }) => [kind, from, to])
    ]);
    const contents = [
      ...marks.map(({ shades }) => shades),
      ...points.flatMap(({ places, opacity, radius }) => [places, opacity, radius])
    ];
    const isDrawn =
      place === this.drawn.place &&
      contents.length === this.drawn.contents.length &&
      contents.every((content, i) => content === this.drawn.contents[i]);
    if (isDrawn || this.node.hidden) {
      return;
    }
    const isFirst = this.drawn.place === '';
    const isOther = this.drawn.place !== place;
    this.drawn = { place, contents };
    const { width, height, left, right, top, bottom } = frame;
    this.node.style.width = `${width}px`;
    this.node.style.height = `${height}px`;
    const painters = points.map((mark) => pointPainter(mark, frame, palette, scale));
    // In the order of the marks: who is drawn later lies above.
    const order = points.flatMap(({ places }, mark) => places.map((_, point) => ({ mark, point })));
    // Axes that move take all with them at once.
    const size = isOther && !isFirst ? Math.max(1, order.length) : POINTS_OF_FRAME;
    const picture: SlicedPicture = {
      width: Math.round(width * scale),
      height: Math.round(height * scale),
      slices: Math.max(1, Math.ceil(order.length / size)),
      paint: (context, slice) => {
        context.beginPath();
        context.rect(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale);
        context.clip();
        if (slice === 0) {
          paintCells(context, chart, frame, palette, scale);
        }
        for (const { mark, point } of order.slice(slice * size, (slice + 1) * size)) {
          painters[mark](context, point);
        }
      }
    };
    if (isOther) {
      this.canvas.replace(picture);
    } else {
      this.canvas.follow(picture);
    }
  }

  dispose(): void {
    this.canvas.stop();
  }

  private readonly canvas = new SlicedCanvas('jp-EnetPlot-cells');
  private drawn: { place: string; contents: unknown[] } = { place: '', contents: [] };
}

/**
 * Fills the cells of a chart, from one pixel of the screen to another, so that no seams are seen.
 * @param scale - pixels of the screen for one of the page
 */
export function paintCells(
  context: CellsContext,
  chart: Chart,
  frame: Frame,
  palette: Palette,
  scale: number
): void {
  for (const mark of stillCells(chart)) {
    const { x, y, width, height } = cellGrid(mark, frame);
    const [across, down] = [(column: number) => x + column * width, (row: number) => y + row * height].map(
      (at) => (index: number) => Math.round(at(index) * scale)
    );
    context.fillStyle = palette[mark.meaning];
    for (const [shade, runs] of cellRuns(mark)) {
      context.globalAlpha = shade;
      for (const { row, from, to } of runs) {
        const [left, top] = [across(from), down(row)];
        context.fillRect(left, top, across(to) - left, down(row + 1) - top);
      }
    }
  }
}

/** Those that follow a slider are drawn with the names. */
function stillCells({ marks }: Chart): CellsMark[] {
  return marks.filter((mark) => mark.kind === 'cells' && !mark.moving) as CellsMark[];
}

function manyPoints({ marks }: Chart): PointsMark[] {
  return marks.filter((mark) => mark.kind === 'points' && mark.many && !mark.moving) as PointsMark[];
}
