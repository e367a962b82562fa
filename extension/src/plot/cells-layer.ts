import {
  type CellsMark,
  cellGrid,
  cellRuns,
  type Chart,
  type Frame,
  type Palette
} from '@efficientnet-lab/kernel-helpers/chart';
import { element } from '../dom/element';

/** What drawing needs of a canvas. */
export type CellsContext = Pick<CanvasRenderingContext2D, 'fillStyle' | 'globalAlpha' | 'fillRect'>;

/** The cells of charts, drawn below Plotly's marks on a canvas: Plotly and SVG would take longer than a frame. */
export class CellsLayer {
  readonly node = element('canvas', { class: 'jp-EnetPlot-cells', 'aria-hidden': 'true' });

  /** Draws what a chart has of cells, if that isn't drawn yet. */
  show(chart: Chart, frame: Frame, palette: Palette): void {
    const marks = stillCells(chart);
    this.node.hidden = marks.length === 0;
    const scale = window.devicePixelRatio || 1;
    const place = JSON.stringify([
      frame,
      scale,
      ...marks.map((mark) => [cellGrid(mark, frame), palette[mark.meaning]])
    ]);
    const isDrawn =
      place === this.drawn.place && marks.every(({ shades }, i) => shades === this.drawn.shades[i]);
    const context = isDrawn || marks.length === 0 ? null : this.node.getContext('2d');
    if (!context) {
      return;
    }
    this.drawn = { place, shades: marks.map(({ shades }) => shades) };
    const { width, height, left, right, top, bottom } = frame;
    this.node.width = Math.round(width * scale);
    this.node.height = Math.round(height * scale);
    this.node.style.width = `${width}px`;
    this.node.style.height = `${height}px`;
    context.beginPath();
    context.rect(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale);
    context.clip();
    paintCells(context, chart, frame, palette, scale);
  }

  private drawn: { place: string; shades: CellsMark['shades'][] } = { place: '', shades: [] };
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
