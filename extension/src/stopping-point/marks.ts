import type { StoppingPointResult } from '@efficientnet-lab/kernel-helpers/contract';
import { type PlotArea, setAttributes as set, svgElement, SvgOverlay } from '../plot/overlay';
import { formatDigits } from '../wording/numbers';
import { type Axes, shareOf } from './axes';
import { MARGIN } from './picture';

/** About the width of a letter: measuring it would cost a layout in every frame. */
const LETTER = 7.5;
const DISTANCE = 10;

/** φ* over a plot: a line, a point and, where known, the interval at the foot. They move at every frame of a drag. */
export class StopOverlay extends SvgOverlay {
  /** @param freeSide - where the curve leaves room above the point */
  constructor(private readonly freeSide: 'left' | 'right') {
    super('jp-EnetMarks', MARGIN);
    this.circle.setAttribute('r', '6.5');
    this.interval.classList.add('jp-EnetStopping-interval');
    this.node.append(this.interval, this.line, this.circle, this.text);
  }

  /** @param share - height of the point, 0…1 of the axis */
  show({ stop, intervals }: StoppingPointResult, axes: Axes, share: number | null, label: string): void {
    this.marks = stop && {
      x: shareOf(axes, stop.phi),
      y: share,
      from: intervals?.phi ? shareOf(axes, intervals.phi.from) : null,
      to: intervals?.phi ? shareOf(axes, intervals.phi.to) : null,
      label: label === '' ? `φ* = ${formatDigits(stop.phi)}` : label
    };
    this.redraw();
  }

  protected override draw({ pixel, width }: PlotArea): void {
    const { marks } = this;
    const inside = marks !== null && marks.x >= 0 && marks.x <= 1;
    this.node.style.display = inside ? '' : 'none';
    if (!marks || !inside) {
      return;
    }
    const foot = pixel({ x: marks.x, y: 0 });
    const top = pixel({ x: marks.x, y: 1 });
    set(this.line, { x1: foot.x, x2: foot.x, y1: foot.y, y2: top.y });
    const point = pixel({ x: marks.x, y: Math.min(1, Math.max(0, marks.y ?? 0)) });
    this.circle.style.display = marks.y === null ? 'none' : '';
    set(this.circle, { cx: point.x, cy: point.y });
    const length = DISTANCE + LETTER * marks.label.length;
    const toRight = this.freeSide === 'right' ? point.x + length < width : point.x - length < MARGIN.l;
    set(this.text, {
      x: point.x + (toRight ? DISTANCE : -DISTANCE),
      y: Math.max(top.y + 14, point.y - DISTANCE)
    });
    this.text.setAttribute('text-anchor', toRight ? 'start' : 'end');
    this.text.textContent = marks.label;
    const known = marks.from !== null && marks.to !== null;
    this.interval.style.display = known ? '' : 'none';
    if (known) {
      const from = pixel({ x: Math.max(0, marks.from ?? 0), y: 0 });
      const to = pixel({ x: Math.min(1, marks.to ?? 0), y: 0 });
      set(this.interval, { x1: from.x, x2: to.x, y1: foot.y - 4, y2: foot.y - 4 });
    }
  }

  private readonly line = svgElement('line');
  private readonly interval = svgElement('line');
  private readonly circle = svgElement('circle');
  private readonly text = svgElement('text');
  private marks: {
    x: number;
    y: number | null;
    from: number | null;
    to: number | null;
    label: string;
  } | null = null;
}
