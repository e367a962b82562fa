import type { PlotOverlay } from '../plot/host';
import { type Mark, MARGIN, type Marks } from './picture';

const SVG = 'http://www.w3.org/2000/svg';
const RADIUS = 6.5;
const DIAMOND = 6;
const DISTANCE = 10;
/** About the width of a letter: measuring it would cost a layout in every frame. */
const LETTER = 7.5;

interface Pixel {
  x: number;
  y: number;
}

/** The marks over the break-even plot: they move at every frame of a drag, which is faster than the plot is drawn. */
export class MarksOverlay implements PlotOverlay {
  readonly node: SVGSVGElement;

  constructor() {
    this.node = document.createElementNS(SVG, 'svg');
    this.node.classList.add('jp-EnetMarks');
    this.node.setAttribute('aria-hidden', 'true');
    this.circle.setAttribute('r', String(RADIUS));
    this.node.append(this.line, this.alpha, this.diamond, this.breakEven, this.circle, this.here);
  }

  show(marks: Marks): void {
    this.marks = marks;
    this.draw();
  }

  place(width: number, height: number): void {
    this.size = { width, height };
    this.draw();
  }

  private draw(): void {
    if (!this.size || !this.marks) {
      return;
    }
    const { width, height } = this.size;
    const inner = { width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b };
    const pixel = ({ x, y }: Mark): Pixel => ({
      x: MARGIN.l + x * inner.width,
      y: MARGIN.t + (1 - y) * inner.height
    });
    const { alpha, here, breakEven } = this.marks;
    const { y } = pixel(alpha);
    set(this.line, { x1: MARGIN.l, x2: MARGIN.l + inner.width, y1: y, y2: y });
    write(this.alpha, alpha.label, { x: MARGIN.l + 4, y: y - 4 }, 'start');
    const point = pixel(here);
    set(this.circle, { cx: point.x, cy: point.y });
    const fits = point.x + DISTANCE + LETTER * here.label.length < width;
    write(
      this.here,
      here.label,
      { x: point.x + (fits ? DISTANCE : -DISTANCE), y: point.y - DISTANCE },
      fits ? 'start' : 'end'
    );
    this.drawBreakEven(breakEven && { ...breakEven, ...pixel(breakEven) });
  }

  private drawBreakEven(mark: (Pixel & { label: string }) | null): void {
    this.diamond.style.display = mark ? '' : 'none';
    // Below and left of the crossing there is no line; nearer to the axis there is no room.
    const hasRoom = mark !== null && mark.x - DISTANCE - LETTER * mark.label.length > MARGIN.l;
    this.breakEven.style.display = hasRoom ? '' : 'none';
    if (mark) {
      const { x, y, label } = mark;
      this.diamond.setAttribute(
        'd',
        `M${x - DIAMOND},${y}L${x},${y - DIAMOND}L${x + DIAMOND},${y}L${x},${y + DIAMOND}Z`
      );
      write(this.breakEven, label, { x: x - DISTANCE, y: y + 16 }, 'end');
    }
  }

  private readonly line = document.createElementNS(SVG, 'line');
  private readonly alpha = document.createElementNS(SVG, 'text');
  private readonly diamond = document.createElementNS(SVG, 'path');
  private readonly breakEven = document.createElementNS(SVG, 'text');
  private readonly circle = document.createElementNS(SVG, 'circle');
  private readonly here = document.createElementNS(SVG, 'text');
  private marks: Marks | null = null;
  private size: { width: number; height: number } | null = null;
}

function write(node: SVGTextElement, text: string, { x, y }: Pixel, anchor: 'start' | 'end'): void {
  set(node, { x, y });
  node.setAttribute('text-anchor', anchor);
  node.textContent = text;
}

function set(node: Element, attributes: Record<string, number>): void {
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value.toFixed(1));
  }
}
