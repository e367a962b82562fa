import {
  type PlotArea,
  setAttributes as set,
  type SharePlace,
  svgElement,
  SvgOverlay
} from '../../plot/overlay';
import { MARGIN } from './picture';

const RING = 9;
/** About the width of a letter: measuring it would cost a layout in every frame. */
const LETTER = 7;

export interface FrontMarks {
  /** Where the budget lies on its axis, which it may leave; null for none. */
  budget: { x: number; label: string } | null;
  /** What the budget buys. */
  best: SharePlace | null;
  /** What comes next, or the cheapest. */
  next: SharePlace | null;
  /** What is asked about: everything left above it dominates it. */
  selected: SharePlace | null;
}

/** The budget's line and rings around points: they move at every frame of a drag. */
export class MarksOverlay extends SvgOverlay {
  constructor() {
    super('jp-EnetFrontMarks', MARGIN);
    this.corner.classList.add('jp-mod-corner');
    this.best.classList.add('jp-mod-best');
    this.next.classList.add('jp-mod-next');
    this.selected.classList.add('jp-mod-selected');
    this.node.append(this.corner, this.line, this.next, this.best, this.selected, this.label);
  }

  show(marks: FrontMarks): void {
    this.marks = marks;
    this.redraw();
  }

  protected override draw(area: PlotArea): void {
    if (!this.marks) {
      return;
    }
    const { budget, best, next, selected } = this.marks;
    ring(this.best, best, area);
    ring(this.next, next, area);
    ring(this.selected, selected, area);
    this.drawCorner(selected, area);
    this.drawBudget(budget, area);
  }

  private drawCorner(selected: SharePlace | null, { pixel, left }: PlotArea): void {
    show(this.corner, selected !== null);
    if (selected) {
      const { x, y } = pixel(selected);
      set(this.corner, {
        x: left,
        y: MARGIN.t,
        width: Math.max(0, x - left),
        height: Math.max(0, y - MARGIN.t)
      });
    }
  }

  private drawBudget(budget: FrontMarks['budget'], { pixel, left, right, bottom }: PlotArea): void {
    [this.line, this.label].forEach((node) => show(node, budget !== null));
    if (!budget) {
      return;
    }
    const { x } = pixel({ x: Math.min(1, Math.max(0, budget.x)), y: 0 });
    set(this.line, { x1: x, x2: x, y1: MARGIN.t - 4, y2: bottom });
    const half = (LETTER * budget.label.length) / 2;
    set(this.label, { x: Math.min(right - half, Math.max(left + half, x)), y: MARGIN.t - 9 });
    this.label.textContent = budget.label;
  }

  private readonly corner = svgElement('rect');
  private readonly line = svgElement('line');
  private readonly label = svgElement('text');
  private readonly best = svgElement('circle');
  private readonly next = svgElement('circle');
  private readonly selected = svgElement('circle');
  private marks: FrontMarks | null = null;
}

function ring(node: SVGCircleElement, place: SharePlace | null, { pixel }: PlotArea): void {
  show(node, place !== null);
  if (place) {
    const { x, y } = pixel(place);
    set(node, { cx: x, cy: y, r: RING });
  }
}

function show(node: SVGElement, visible: boolean): void {
  node.style.display = visible ? '' : 'none';
}
