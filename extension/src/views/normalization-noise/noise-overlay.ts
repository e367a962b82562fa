import { type PlotArea, setAttributes as set, svgElement, SvgOverlay } from '../../plot/overlay';
import { LinesLayer, type LinesSubject } from './lines-layer';
import type { Mark, NoiseMarks } from './marks';
import { margins, NARROW } from './picture';

const RADIUS = 6;
const POINT = 3;
const DIAMOND = 5;
const DISTANCE = 9;
/** From a place to the base line of its label. */
const ABOVE = 13;
const BELOW = 17;
/** About the width of a letter: measuring it would cost a layout in every frame. */
const LETTER = 7.2;

/** Lines, marks and simulated points over the noise plot: they move at every frame, faster than the plot is drawn. */
export class NoiseOverlay extends SvgOverlay {
  constructor() {
    // One object that the overlay keeps: the margins follow the width.
    const margin = { ...margins(false) };
    super('jp-EnetNoise-marks', margin);
    this.margins = margin;
    this.line.classList.add('jp-mod-line');
    this.gap.classList.add('jp-mod-gap');
    this.circle.setAttribute('r', String(RADIUS));
    this.diamond.classList.add('jp-mod-crossing');
    this.points.classList.add('jp-EnetNoise-points');
    this.node.append(
      this.lines.node,
      this.line,
      this.gap,
      this.diamond,
      this.points,
      this.crossing,
      this.circle,
      this.here
    );
  }

  override place(width: number, height: number): void {
    this.narrow = width < NARROW;
    Object.assign(this.margins, margins(this.narrow));
    super.place(width, height);
  }

  show(marks: NoiseMarks, subject: LinesSubject): void {
    this.marks = marks;
    this.subject = subject;
    this.redraw();
  }

  protected override draw(area: PlotArea): void {
    if (!this.marks || !this.subject) {
      return;
    }
    this.lines.draw(this.subject, area, this.narrow);
    const { here, count, crossing, points } = this.marks;
    const point = area.pixel(here);
    set(this.line, { x1: point.x, x2: point.x, y1: area.bottom, y2: point.y });
    set(this.gap, { x1: point.x, x2: point.x, y1: area.pixel(count).y, y2: point.y });
    set(this.circle, { cx: point.x, cy: point.y });
    this.write(this.here, here, area, { below: false });
    this.diamond.style.display = crossing ? '' : 'none';
    this.crossing.style.display = crossing ? '' : 'none';
    if (crossing) {
      const { x, y } = area.pixel(crossing);
      this.diamond.setAttribute(
        'd',
        `M${x - DIAMOND},${y}L${x},${y - DIAMOND}L${x + DIAMOND},${y}L${x},${y + DIAMOND}Z`
      );
      this.write(this.crossing, crossing, area, { below: true });
    }
    this.drawPoints(area, points);
  }

  private drawPoints(area: PlotArea, points: NoiseMarks['points']): void {
    while (this.points.childElementCount < points.length) {
      const group = svgElement('g');
      const circle = svgElement('circle');
      circle.setAttribute('r', String(POINT));
      group.append(svgElement('path'), circle);
      this.points.append(group);
    }
    while (this.points.childElementCount > points.length) {
      this.points.lastElementChild?.remove();
    }
    points.forEach(({ x, y, low, high }, i) => {
      const place = area.pixel({ x, y });
      const top = area.pixel({ x, y: high }).y;
      const bottom = area.pixel({ x, y: low }).y;
      const [bar, circle] = this.points.children[i].children;
      const cap = (at: number): string => `M${place.x - 3.5},${at}h7`;
      bar.setAttribute('d', `M${place.x},${top}V${bottom}${cap(top)}${cap(bottom)}`);
      set(circle, { cx: place.x, cy: place.y });
    });
  }

  /** Beside its place on the side that is asked for, or on the other one, or in short where neither has room. */
  private write(
    node: SVGTextElement,
    mark: Mark,
    { pixel, right }: PlotArea,
    { below }: { below: boolean }
  ): void {
    const { x, y } = pixel(mark);
    const room = { start: right - x, end: x - this.margins.l };
    const sides = mark.side === 'end' ? (['end', 'start'] as const) : (['start', 'end'] as const);
    const fits = (text: string) => sides.find((side) => DISTANCE + LETTER * text.length < room[side]);
    const side = fits(mark.label) ?? fits(mark.short) ?? sides[0];
    set(node, { x: x + (side === 'end' ? -DISTANCE : DISTANCE), y: y + (below ? BELOW : -ABOVE) });
    node.setAttribute('text-anchor', side);
    node.textContent = fits(mark.label) === undefined ? mark.short : mark.label;
  }

  private readonly margins: { l: number; r: number; t: number; b: number };
  private readonly line = svgElement('line');
  private readonly gap = svgElement('line');
  private readonly diamond = svgElement('path');
  private readonly crossing = svgElement('text');
  private readonly points = svgElement('g');
  private readonly circle = svgElement('circle');
  private readonly here = svgElement('text');
  private readonly lines = new LinesLayer();
  private marks: NoiseMarks | null = null;
  private subject: LinesSubject | null = null;
  private narrow = false;
}
