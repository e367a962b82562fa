import type { Triplet } from '@efficientnet-lab/kernel-helpers/analysis';
import { element } from '../../dom/element';
import { type PlotColours, readColours } from '../../plot/colours';
import type { PlotOverlay } from '../../plot/host';

const RADIUS = 4.5;
/** How near the pointer has to come, pixels. */
const NEAR = 10;

/** Pixels around the axes; the points over the plot use them too. */
export const MARGIN = { l: 46, r: 56, t: 44, b: 44 } as const;

/** A triplet with a name of its own. */
export interface NamedTriplet extends Triplet {
  name: string;
  sign: 'circle' | 'diamond' | 'cross';
}

export interface PointsContent {
  alpha: { from: number; to: number };
  beta: { from: number; to: number };
  /** One for each drawn triplet; `strength` 0…1 is the colour, null for triplets that aren't chosen. */
  points: readonly { alpha: number; beta: number; strength: number | null; place: number }[];
  marks: readonly NamedTriplet[];
}

/** Feasible triplets over the plot, on a canvas: they change at every frame of a drag, which is faster than Plotly draws. */
export class PointsOverlay implements PlotOverlay {
  readonly node = element('canvas', { class: 'jp-EnetSearchExplorer-points', 'aria-hidden': 'true' });

  show(content: PointsContent): void {
    this.content = content;
    this.draw();
  }

  place(width: number, height: number): void {
    this.size = { width, height };
    this.draw();
  }

  /** The drawn triplet under the pointer: its place among the feasible ones; null for none. */
  at(event: PointerEvent): number | null {
    const { left, top } = this.node.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    let nearest: number | null = null;
    let least = NEAR;
    for (const { alpha, beta, strength, place } of this.content?.points ?? []) {
      const distance = Math.hypot(this.x(alpha) - x, this.y(beta) - y);
      if (strength !== null && distance < least) {
        least = distance;
        nearest = place;
      }
    }
    return nearest;
  }

  private draw(): void {
    const context = this.node.getContext('2d');
    if (!this.content || !this.size || !context) {
      return;
    }
    const scale = window.devicePixelRatio || 1;
    const { width, height } = this.size;
    this.node.width = width * scale;
    this.node.height = height * scale;
    context.scale(scale, scale);
    const colours = readColours(this.node);
    this.drawPoints(context, colours);
    this.content.marks.forEach((mark) => this.drawMark(context, mark, colours));
  }

  private drawPoints(context: CanvasRenderingContext2D, colours: PlotColours): void {
    context.lineWidth = 0.8;
    for (const { alpha, beta, strength } of this.content?.points ?? []) {
      context.beginPath();
      context.arc(this.x(alpha), this.y(beta), strength === null ? RADIUS * 0.6 : RADIUS, 0, 2 * Math.PI);
      context.strokeStyle = strength === null ? colours.grid : colours.textFaint;
      if (strength !== null) {
        context.fillStyle = colours.grid;
        context.fill();
        context.globalAlpha = strength;
        context.fillStyle = colours.compound;
        context.fill();
        context.globalAlpha = 1;
      }
      context.stroke();
    }
  }

  private drawMark(context: CanvasRenderingContext2D, mark: NamedTriplet, colours: PlotColours): void {
    const [x, y] = [this.x(mark.alpha), this.y(mark.beta)];
    context.strokeStyle = colours.accent;
    context.lineWidth = 2.5;
    context.beginPath();
    if (mark.sign === 'circle') {
      context.arc(x, y, 7, 0, 2 * Math.PI);
    } else if (mark.sign === 'diamond') {
      context.moveTo(x, y - 9);
      context.lineTo(x + 9, y);
      context.lineTo(x, y + 9);
      context.lineTo(x - 9, y);
      context.closePath();
    } else {
      context.moveTo(x - 6, y - 6);
      context.lineTo(x + 6, y + 6);
      context.moveTo(x + 6, y - 6);
      context.lineTo(x - 6, y + 6);
    }
    context.stroke();
    context.font = `bold ${getComputedStyle(this.node).fontSize} ${colours.font}`;
    context.textAlign = mark.sign === 'diamond' ? 'right' : 'left';
    context.textBaseline = mark.sign === 'circle' ? 'bottom' : 'top';
    const [dx, dy] = [mark.sign === 'diamond' ? -8 : 8, mark.sign === 'circle' ? -5 : 6];
    context.lineWidth = 3;
    context.strokeStyle = colours.background;
    context.strokeText(mark.name, x + dx, y + dy);
    context.fillStyle = colours.text;
    context.fillText(mark.name, x + dx, y + dy);
  }

  private x(alpha: number): number {
    const { from, to } = this.content?.alpha ?? { from: 0, to: 1 };
    const inner = (this.size?.width ?? 0) - MARGIN.l - MARGIN.r;
    return MARGIN.l + (inner * (alpha - from)) / (to - from);
  }

  private y(beta: number): number {
    const { from, to } = this.content?.beta ?? { from: 0, to: 1 };
    const inner = (this.size?.height ?? 0) - MARGIN.t - MARGIN.b;
    return MARGIN.t + inner * (1 - (beta - from) / (to - from));
  }

  private size: { width: number; height: number } | null = null;
  private content: PointsContent | null = null;
}
