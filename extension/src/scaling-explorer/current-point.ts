import type { PlotOverlay } from '../plot/host';
import type { MacsRange } from './picture';
import { labelPlace, MARGIN, phiRange, pointLabel } from './picture';
import type { ScalingResult } from './scaling';
import type { TranslationBundle } from '@jupyterlab/translation';

const SVG = 'http://www.w3.org/2000/svg';
const RADIUS = 6.5;
const LABEL_DISTANCE = 11;

/**
 * The shown network in the picture. It lies over the plot because it moves at every frame of a drag, and
 * drawing the whole plot anew takes longer than a frame.
 */
export class CurrentPoint implements PlotOverlay {
  readonly node: SVGSVGElement;

  constructor(private readonly trans: TranslationBundle) {
    this.node = document.createElementNS(SVG, 'svg');
    this.node.classList.add('jp-EnetCurrent');
    this.node.setAttribute('aria-hidden', 'true');
    this.circle.setAttribute('r', String(RADIUS));
    this.node.append(this.line, this.circle, this.label);
  }

  /** What to show next; drawn at once when the size of the plot is known. */
  show(result: ScalingResult, range: MacsRange): void {
    this.shown = { result, range };
    this.draw();
  }

  place(width: number, height: number): void {
    this.size = { width, height };
    this.draw();
  }

  private draw(): void {
    if (!this.shown || !this.size) {
      return;
    }
    const { result, range } = this.shown;
    const { width, height } = this.size;
    const [left, right] = phiRange(result);
    const inner = { width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b };
    const x = MARGIN.l + ((result.position - left) / (right - left)) * inner.width;
    const share = (Math.log10(result.report.macs.total) - range[0]) / (range[1] - range[0]);
    // A drag may leave the axis, which is rescaled only afterwards.
    const y = MARGIN.t + (1 - Math.min(1, Math.max(0, share))) * inner.height;
    const { right: toRight, below } = labelPlace(result);
    set(this.line, { x1: x, x2: x, y1: y, y2: MARGIN.t + inner.height });
    set(this.circle, { cx: x, cy: y });
    set(this.label, {
      x: x + (toRight ? LABEL_DISTANCE : -LABEL_DISTANCE),
      y: y + (below ? 18 : -10),
      'text-anchor': toRight ? 'start' : 'end'
    });
    this.label.textContent = pointLabel(result, this.trans);
  }

  private readonly line = document.createElementNS(SVG, 'line');
  private readonly circle = document.createElementNS(SVG, 'circle');
  private readonly label = document.createElementNS(SVG, 'text');
  private shown: { result: ScalingResult; range: MacsRange } | null = null;
  private size: { width: number; height: number } | null = null;
}

function set(node: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, typeof value === 'number' ? value.toFixed(1) : value);
  }
}
