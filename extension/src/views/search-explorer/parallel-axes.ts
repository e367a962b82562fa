import type { FeasibleColumn, SearchResult } from '@efficientnet-lab/kernel-helpers/analysis';
import type { DrawnTriplets, SearchBrush } from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import type { Change } from '../../frame/history';
import { readColours } from '../../plot/colours';
import { setting } from '@efficientnet-lab/kernel-helpers/wording';

/** Columns that have an axis, from left to right. */
export const AXES = ['alpha', 'beta', 'gamma', 'ideal', 'built', 'accuracy', 'equalCostAccuracy'] as const;
export type AxisColumn = (typeof AXES)[number];
export type AxisRanges = Record<AxisColumn, { from: number; to: number }>;

const HEIGHT = 230;
const TOP = 40;
const BOTTOM = 22;
const SIDE = 28;
/** Keys move an end of a brush by this share of the axis, or ten of them. */
const KEY_STEP = 0.02;
/** Pixels that a press may move and still be a click, which takes the brush away. */
const CLICK = 4;

interface Axis {
  column: AxisColumn;
  node: HTMLElement;
  low: HTMLElement;
  high: HTMLElement;
  band: HTMLElement;
  top: HTMLElement;
  bottom: HTMLElement;
}

export type Brush = (
  column: FeasibleColumn,
  part: { from: number; to: number } | null,
  change?: Change
) => void;

/** Parallel coordinates of the feasible triplets; parts of an axis are chosen by dragging, or by keys on its two ends. */
export class ParallelAxes {
  readonly node: HTMLElement;

  constructor(
    private readonly brush: Brush,
    private readonly trans: TranslationBundle
  ) {
    this.axes = AXES.map((column) => this.makeAxis(column));
    this.node = element(
      'div',
      {
        class: 'jp-EnetParallel',
        role: 'group',
        'aria-label': trans.__('Feasible triplets on parallel axes')
      },
      this.canvas,
      ...this.axes.map(({ node }) => node)
    );
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.node);
  }

  show(
    search: SearchResult,
    drawn: DrawnTriplets,
    ranges: AxisRanges,
    brushes: readonly SearchBrush[]
  ): void {
    this.content = { search, drawn, ranges };
    for (const axis of this.axes) {
      this.showBrush(axis, ranges[axis.column], brushes);
    }
    this.draw();
  }

  /** Draws again, in the theme's colours. */
  draw(): void {
    const width = this.node.clientWidth;
    const context = this.canvas.getContext('2d');
    if (!this.content || !context || width === 0) {
      return;
    }
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = HEIGHT * scale;
    context.scale(scale, scale);
    const gap = (width - 2 * SIDE) / (AXES.length - 1);
    this.axes.forEach(({ node }, i) => (node.style.left = `${SIDE + i * gap}px`));
    this.drawLines(context, gap);
  }

  /** A key pressed on the end of a brush; true when it was one of its own. */
  handleKey(event: KeyboardEvent): boolean {
    const axis = this.axes.find(({ low, high }) => event.target === low || event.target === high);
    if (!axis || !this.content || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const { from, to } = this.content.ranges[axis.column];
    const steps: Record<string, number> = {
      ArrowUp: 1,
      ArrowRight: 1,
      ArrowDown: -1,
      ArrowLeft: -1,
      PageUp: 10,
      PageDown: -10,
      Home: -Infinity,
      End: Infinity
    };
    if (event.key === 'Delete') {
      this.brush(axis.column, null);
    } else if (event.key in steps) {
      const move = steps[event.key] * KEY_STEP * (to - from);
      const part = this.partOf(axis.column);
      this.setPart(
        axis.column,
        event.target === axis.low
          ? { from: within(part.from + move, from, part.to), to: part.to }
          : { from: part.from, to: within(part.to + move, part.from, to) },
        'settled'
      );
    } else {
      return event.key.length === 1;
    }
    event.preventDefault();
    return true;
  }

  dispose(): void {
    this.observer.disconnect();
  }

  private makeAxis(column: AxisColumn): Axis {
    const { trans } = this;
    const name = axisName(column, trans);
    const end = (label: string, className: string): HTMLElement =>
      element('div', {
        class: `jp-EnetParallel-end ${className}`,
        role: 'slider',
        tabindex: 0,
        'aria-label': label,
        'aria-orientation': 'vertical'
      });
    const low = end(trans.__('%1, from', name), 'jp-mod-low');
    const high = end(trans.__('%1, to', name), 'jp-mod-high');
    const band = element('div', { class: 'jp-EnetParallel-band' });
    const top = element('span', { class: 'jp-EnetParallel-top' });
    const bottom = element('span', { class: 'jp-EnetParallel-bottom' });
    const track = element(
      'div',
      { class: 'jp-EnetParallel-track', title: trans.__('Drag to choose a part; click to choose all') },
      band,
      low,
      high
    );
    track.addEventListener('pointerdown', (event) => this.drag(event, track, column));
    const node = element(
      'div',
      { class: 'jp-EnetParallel-axis' },
      element('span', { class: 'jp-EnetParallel-name' }, name),
      top,
      track,
      bottom
    );
    return { column, node, low, high, band, top, bottom };
  }

  private drag(start: PointerEvent, track: HTMLElement, column: AxisColumn): void {
    const range = this.content?.ranges[column];
    if (!range || start.button !== 0) {
      return;
    }
    start.preventDefault();
    track.setPointerCapture(start.pointerId);
    const { top, height } = track.getBoundingClientRect();
    const valueAt = (y: number): number =>
      range.from + (range.to - range.from) * within(1 - (y - top) / height, 0, 1);
    const first = valueAt(start.clientY);
    const part = (event: PointerEvent): { from: number; to: number } => {
      const last = valueAt(event.clientY);
      return { from: Math.min(first, last), to: Math.max(first, last) };
    };
    const move = (event: PointerEvent): void => {
      if (Math.abs(event.clientY - start.clientY) >= CLICK) {
        this.setPart(column, part(event), 'moving');
      }
    };
    const end = (event: PointerEvent): void => {
      track.removeEventListener('pointermove', move);
      track.removeEventListener('pointerup', end);
      track.removeEventListener('pointercancel', end);
      if (Math.abs(event.clientY - start.clientY) < CLICK) {
        this.brush(column, null);
      } else {
        this.setPart(column, part(event), 'settled');
      }
    };
    track.addEventListener('pointermove', move);
    track.addEventListener('pointerup', end);
    track.addEventListener('pointercancel', end);
  }

  /** All of an axis is no brush. */
  private setPart(column: AxisColumn, part: { from: number; to: number }, change: Change): void {
    const range = this.content?.ranges[column];
    const all = range && part.from <= range.from && part.to >= range.to;
    this.brush(column, all ? null : part, change);
  }

  private partOf(column: AxisColumn): { from: number; to: number } {
    return this.parts.get(column) ?? { from: 0, to: 0 };
  }

  private showBrush(axis: Axis, range: { from: number; to: number }, brushes: readonly SearchBrush[]): void {
    const { column, low, high, band, top, bottom } = axis;
    const brush = brushes.find((each) => each.column === column);
    const part = brush ?? range;
    this.parts.set(column, { from: part.from, to: part.to });
    const share = (value: number): number =>
      100 * within((value - range.from) / (range.to - range.from), 0, 1);
    low.style.bottom = `${share(part.from)}%`;
    high.style.bottom = `${share(part.to)}%`;
    band.style.bottom = `${share(part.from)}%`;
    band.style.height = `${share(part.to) - share(part.from)}%`;
    axis.node.classList.toggle('jp-mod-brushed', brush !== undefined);
    top.textContent = setting(range.to, 3);
    bottom.textContent = setting(range.from, 3);
    for (const [end, value] of [
      [low, part.from],
      [high, part.to]
    ] as const) {
      end.setAttribute('aria-valuemin', String(range.from));
      end.setAttribute('aria-valuemax', String(range.to));
      end.setAttribute('aria-valuenow', String(value));
      end.setAttribute('aria-valuetext', setting(value));
    }
  }

  private drawLines(context: CanvasRenderingContext2D, gap: number): void {
    if (!this.content) {
      return;
    }
    const { search, drawn, ranges } = this.content;
    const colours = readColours(this.node);
    const columns = AXES.map((column) => ({ values: search.feasible.column(column), ...ranges[column] }));
    const path = (valueOf: (axis: number) => number): void => {
      context.beginPath();
      columns.forEach(({ from, to }, i) => {
        const value = valueOf(i);
        const share = Number.isNaN(value) ? 0 : within((value - from) / (to - from), 0, 1);
        context.lineTo(SIDE + i * gap, TOP + (HEIGHT - TOP - BOTTOM) * (1 - share));
      });
      context.stroke();
    };
    context.lineWidth = 1;
    for (const chosen of [false, true]) {
      context.strokeStyle = chosen ? colours.compound : colours.grid;
      context.globalAlpha = chosen ? Math.max(0.12, Math.min(0.6, 60 / (drawn.places.length + 1))) : 0.35;
      drawn.places.forEach((place, k) => {
        if (drawn.chosen[k] === chosen) {
          path((i) => columns[i].values[place]);
        }
      });
    }
    context.globalAlpha = 1;
    context.lineWidth = 2.5;
    for (const [triplet, colour, dash] of [
      [search.published, colours.text, [6, 4]],
      [search.best ?? search.nearest, colours.accent, []]
    ] as const) {
      context.strokeStyle = colour;
      context.setLineDash([...dash]);
      path((i) => triplet[AXES[i]] ?? NaN);
    }
  }

  private readonly canvas = element('canvas', { class: 'jp-EnetParallel-canvas', 'aria-hidden': 'true' });
  private readonly axes: Axis[];
  private readonly observer: ResizeObserver;
  private readonly parts = new Map<AxisColumn, { from: number; to: number }>();
  private content: { search: SearchResult; drawn: DrawnTriplets; ranges: AxisRanges } | null = null;
}

/** What an axis shows. */
function axisName(column: AxisColumn, trans: TranslationBundle): string {
  switch (column) {
    case 'alpha':
      return trans.__('depth α');
    case 'beta':
      return trans.__('width β');
    case 'gamma':
      return trans.__('resolution γ');
    case 'ideal':
      return trans.__('ideal growth');
    case 'built':
      return trans.__('true growth');
    case 'accuracy':
      return trans.__('predicted (%)');
    case 'equalCostAccuracy':
      return trans.__('at equal cost (%)');
  }
}

function within(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}
