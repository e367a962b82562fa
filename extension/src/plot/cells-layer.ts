import {
  type CellsMark,
  cellGrid,
  cellRuns,
  type Chart,
  type Frame,
  type Palette,
  type PointsMark
} from '@efficientnet-lab/kernel-helpers/chart';
import { element } from '../dom/element';
import { paintPoints } from './points-canvas';

/** What drawing needs of a canvas. */
export type CellsContext = Pick<CanvasRenderingContext2D, 'fillStyle' | 'globalAlpha' | 'fillRect'>;

/** Cells and many points of charts, drawn below Plotly's marks on a canvas: Plotly and SVG would take longer than a frame. */
export class CellsLayer {
  readonly node = element('canvas', { class: 'jp-EnetPlot-cells', 'aria-hidden': 'true' });

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
    const context = isDrawn || this.node.hidden ? null : this.node.getContext('2d');
    if (!context) {
      return;
    }
    this.drawn = { place, contents };
    const { width, height, left, right, top, bottom } = frame;
    this.node.width = Math.round(width * scale);
    this.node.height = Math.round(height * scale);
    this.node.style.width = `${width}px`;
    this.node.style.height = `${height}px`;
    context.beginPath();
    context.rect(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale);
    context.clip();
    paintCells(context, chart, frame, palette, scale);
    points.forEach((mark) => paintPoints(context, mark, frame, palette, scale));
  }

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
