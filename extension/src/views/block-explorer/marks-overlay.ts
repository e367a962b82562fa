import {
  type PixelPlace,
  type PlotArea,
  setAttributes as set,
  svgElement,
  SvgOverlay
} from '../../plot/overlay';
import { MARGIN, type Marks } from './picture';

const RADIUS = 6.5;
const DIAMOND = 6;
const DISTANCE = 10;
/** About the width of a letter: measuring it would cost a layout in every frame. */
const LETTER = 7.5;

/** The marks over the break-even plot: they move at every frame of a drag, which is faster than the plot is drawn. */
export class MarksOverlay extends SvgOverlay {
  constructor() {
    super('jp-EnetMarks', MARGIN);
    this.circle.setAttribute('r', String(RADIUS));
    this.node.append(this.line, this.alpha, this.diamond, this.breakEven, this.circle, this.here);
  }

  show(marks: Marks): void {
    this.marks = marks;
    this.redraw();
  }

  protected override draw({ pixel, left, right, width }: PlotArea): void {
    if (!this.marks) {
      return;
    }
    const { alpha, here, breakEven } = this.marks;
    const { y } = pixel(alpha);
    set(this.line, { x1: left, x2: right, y1: y, y2: y });
    write(this.alpha, alpha.label, { x: left + 4, y: y - 4 }, 'start');
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

  private drawBreakEven(mark: (PixelPlace & { label: string }) | null): void {
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

  private readonly line = svgElement('line');
  private readonly alpha = svgElement('text');
  private readonly diamond = svgElement('path');
  private readonly breakEven = svgElement('text');
  private readonly circle = svgElement('circle');
  private readonly here = svgElement('text');
  private marks: Marks | null = null;
}

function write(node: SVGTextElement, text: string, { x, y }: PixelPlace, anchor: 'start' | 'end'): void {
  set(node, { x, y });
  node.setAttribute('text-anchor', anchor);
  node.textContent = text;
}
