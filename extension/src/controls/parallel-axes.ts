import type { Meaning } from '@efficientnet-lab/kernel-helpers/chart';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../dom/element';
import type { Change } from '../frame/history';
import { readColours } from '../plot/colours';

/** One of the axes, from left to right. */
export interface ParallelAxis<Key extends string = string> {
  key: Key;
  name: string;
  from: number;
  to: number;
  scale: 'linear' | 'log';
  /** Of each line; not-a-number where a line has no place on this axis. */
  values: ArrayLike<number>;
  /** Where a brush may end, if not anywhere: whole numbers. */
  isWhole: boolean;
  text(value: number): string;
}

export interface Part {
  from: number;
  to: number;
}

/** What the lines are, besides their places. */
export interface ParallelLines<Key extends string = string> {
  axes: readonly ParallelAxis<Key>[];
  /** Values behind the first so many are of lines that are drawn only where they stand out. */
  count: number;
  /** What a chosen line stands for. */
  meaning: Meaning;
  /** Whether each is chosen; the others are faded. */
  chosen: readonly boolean[];
  /** Lines that stand out, over all others. */
  strong: readonly { line: number; meaning: Meaning; dash?: readonly number[] }[];
}

const HEIGHT = 240;
const TOP = 40;
const BOTTOM = 22;
const SIDE = 44;
/** An axis with its name needs so much, pixels. */
const NARROWEST = 60;
/** Keys move an end of a brush by this share of the axis, or ten of them. */
const KEY_STEP = 0.02;
/** More lines than this take longer to draw than a frame. */
const LINES_OF_FRAME = 300;
/** Pixels that a press may move and still be a click, which takes the brush away. */
const CLICK = 4;

interface AxisNodes {
  node: HTMLElement;
  low: HTMLElement;
  high: HTMLElement;
  band: HTMLElement;
  top: HTMLElement;
  bottom: HTMLElement;
}

/**
 * Lines over parallel axes, on canvases: thousands are drawn frame by frame, an even choice of them first. Parts of an axis are chosen by dragging, or by keys on its two ends.
 */
export class BrushedAxes<Key extends string = string> {
  readonly node: HTMLElement;

  /** @param brush - null for all of an axis */
  constructor(
    label: string,
    private readonly brush: (axis: Key, part: Part | null, change: Change) => void,
    private readonly trans: TranslationBundle
  ) {
    this.node = element('div', { class: 'jp-EnetBrushed', role: 'group', 'aria-label': label }, this.sheet);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.node);
  }

  show(lines: ParallelLines<Key>, brushes: ReadonlyMap<Key, Part>): void {
    const keys = lines.axes.map(({ key, name }) => `${key} ${name}`).join('\n');
    if (keys !== this.keys) {
      this.keys = keys;
      this.nodes = lines.axes.map(({ key, name }) => this.makeAxis(key, name));
      this.sheet.replaceChildren(...Object.values(this.canvases), ...this.nodes.map(({ node }) => node));
      this.sheet.style.minWidth = `${lines.axes.length * NARROWEST}px`;
    }
    const before = this.lines;
    this.lines = lines;
    this.brushes = brushes;
    lines.axes.forEach((axis, i) => this.showBrush(axis, this.nodes[i]));
    if (before?.axes === lines.axes && before.chosen === lines.chosen) {
      this.drawStrong();
    } else {
      this.draw();
    }
  }

  /** A line that another part of the view points at; null ends that. */
  point(line: number | null): void {
    if (line !== this.pointed) {
      this.pointed = line;
      this.drawStrong();
    }
  }

  /** Draws again, in the theme's colours. */
  draw(): void {
    cancelAnimationFrame(this.frame);
    const { lines } = this;
    const width = this.sheet.clientWidth;
    const faded = this.cleared(this.canvases.faded);
    const chosen = this.cleared(this.canvases.chosen);
    if (!lines || !faded || !chosen) {
      return;
    }
    const gap = (width - 2 * SIDE) / Math.max(1, lines.axes.length - 1);
    this.sheet.style.setProperty('--jp-enet-gap', `${gap}px`);
    this.nodes.forEach(({ node }, i) => (node.style.left = `${SIDE + i * gap}px`));
    const trace = this.tracer(lines, gap);
    const colours = readColours(this.node);
    const left = lines.chosen.reduce((sum, each) => sum + (each ? 1 : 0), 0);
    faded.strokeStyle = colours.grid;
    faded.globalAlpha = 0.35;
    chosen.strokeStyle = colours[lines.meaning];
    chosen.globalAlpha = within(60 / (left + 1), 0.12, 0.7);
    const slices = Math.ceil(lines.count / LINES_OF_FRAME);
    const drawSlice = (slice: number): void => {
      for (let line = slice; line < lines.count; line += slices) {
        // A path for each: where many lie over each other, it is seen.
        trace(lines.chosen[line] ? chosen : faded, line);
      }
      if (slice + 1 < slices) {
        this.frame = requestAnimationFrame(() => drawSlice(slice + 1));
      }
    };
    drawSlice(0);
    this.drawStrong();
  }

  /** A key pressed on the end of a brush; true when it was one of its own. */
  handleKey(event: KeyboardEvent): boolean {
    const at = this.nodes.findIndex(({ low, high }) => event.target === low || event.target === high);
    const axis = this.lines?.axes[at];
    if (!axis || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
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
      this.brush(axis.key, null, 'settled');
    } else if (event.key in steps) {
      const part = this.partOf(axis);
      const moved = (value: number): number => stepped(axis, value, steps[event.key]);
      this.setPart(
        axis,
        event.target === this.nodes[at].low
          ? { from: Math.min(moved(part.from), part.to), to: part.to }
          : { from: part.from, to: Math.max(moved(part.to), part.from) },
        'settled'
      );
    } else {
      return event.key.length === 1;
    }
    event.preventDefault();
    return true;
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
  }

  private makeAxis(key: Key, name: string): AxisNodes {
    const { trans } = this;
    const end = (label: string): HTMLElement =>
      element('div', {
        class: 'jp-EnetBrushed-end',
        role: 'slider',
        tabindex: 0,
        'aria-label': label,
        'aria-orientation': 'vertical'
      });
    const low = end(trans.__('%1, from', name));
    const high = end(trans.__('%1, to', name));
    const band = element('div', { class: 'jp-EnetBrushed-band' });
    const top = element('span', { class: 'jp-EnetBrushed-top' });
    const bottom = element('span', { class: 'jp-EnetBrushed-bottom' });
    const track = element(
      'div',
      { class: 'jp-EnetBrushed-track', title: trans.__('Drag to choose a part; click to choose all') },
      band,
      low,
      high
    );
    track.addEventListener('pointerdown', (event) => this.drag(event, track, key));
    const title = element('span', { class: 'jp-EnetBrushed-name', title: name }, name);
    const node = element('div', { class: 'jp-EnetBrushed-axis' }, title, top, track, bottom);
    return { node, low, high, band, top, bottom };
  }

  private drag(start: PointerEvent, track: HTMLElement, key: Key): void {
    const axis = this.lines?.axes.find((each) => each.key === key);
    if (!axis || start.button !== 0) {
      return;
    }
    start.preventDefault();
    track.setPointerCapture(start.pointerId);
    const { top, height } = track.getBoundingClientRect();
    const valueAt = (y: number): number => valueOf(axis, within(1 - (y - top) / height, 0, 1));
    const first = valueAt(start.clientY);
    const part = (event: PointerEvent): Part => {
      const last = valueAt(event.clientY);
      return { from: Math.min(first, last), to: Math.max(first, last) };
    };
    const move = (event: PointerEvent): void => {
      if (Math.abs(event.clientY - start.clientY) >= CLICK) {
        this.setPart(axis, part(event), 'moving');
      }
    };
    const end = (event: PointerEvent): void => {
      track.removeEventListener('pointermove', move);
      track.removeEventListener('pointerup', end);
      track.removeEventListener('pointercancel', end);
      if (Math.abs(event.clientY - start.clientY) < CLICK) {
        this.brush(key, null, 'settled');
      } else {
        this.setPart(axis, part(event), 'settled');
      }
    };
    track.addEventListener('pointermove', move);
    track.addEventListener('pointerup', end);
    track.addEventListener('pointercancel', end);
  }

  /** All of an axis is no brush. */
  private setPart(axis: ParallelAxis<Key>, part: Part, change: Change): void {
    const isAll = part.from <= axis.from && part.to >= axis.to;
    this.brush(axis.key, isAll ? null : part, change);
  }

  private partOf({ key, from, to }: ParallelAxis<Key>): Part {
    return this.brushes.get(key) ?? { from, to };
  }

  private showBrush(axis: ParallelAxis<Key>, nodes: AxisNodes): void {
    const part = this.partOf(axis);
    const percent = (value: number): number => 100 * within(shareOf(axis, value), 0, 1);
    const { low, high, band, top, bottom, node } = nodes;
    low.style.bottom = `${percent(part.from)}%`;
    high.style.bottom = `${percent(part.to)}%`;
    band.style.bottom = `${percent(part.from)}%`;
    band.style.height = `${percent(part.to) - percent(part.from)}%`;
    node.classList.toggle('jp-mod-brushed', this.brushes.has(axis.key));
    top.textContent = axis.text(axis.to);
    bottom.textContent = axis.text(axis.from);
    for (const [end, value] of [
      [low, part.from],
      [high, part.to]
    ] as const) {
      end.setAttribute('aria-valuemin', String(axis.from));
      end.setAttribute('aria-valuemax', String(axis.to));
      end.setAttribute('aria-valuenow', String(value));
      end.setAttribute('aria-valuetext', axis.text(value));
    }
  }

  /** The lines that stand out, alone. */
  private drawStrong(): void {
    const { lines } = this;
    const context = this.cleared(this.canvases.strong);
    if (!lines || !context) {
      return;
    }
    const gap = (this.sheet.clientWidth - 2 * SIDE) / Math.max(1, lines.axes.length - 1);
    const trace = this.tracer(lines, gap);
    const colours = readColours(this.node);
    context.lineWidth = 2.5;
    const pointed = this.pointed === null ? [] : [{ line: this.pointed, meaning: 'text' as const, dash: [] }];
    for (const { line, meaning, dash = [] } of [...lines.strong, ...pointed]) {
      context.strokeStyle = colours[meaning];
      context.setLineDash([...dash]);
      trace(context, line);
    }
  }

  /** An empty canvas of the size of the axes; null while they have none. */
  private cleared(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const width = this.sheet.clientWidth;
    const context = canvas.getContext('2d');
    if (!context || width === 0) {
      return null;
    }
    const scale = window.devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = HEIGHT * scale;
    context.scale(scale, scale);
    return context;
  }

  /** What draws a line. */
  private tracer(
    { axes }: ParallelLines,
    gap: number
  ): (context: CanvasRenderingContext2D, line: number) => void {
    const heights = this.heightsOf(axes, HEIGHT - TOP - BOTTOM);
    return (context, line) => {
      context.beginPath();
      let isDown = false;
      for (let i = 0; i < axes.length; i++) {
        const y = heights[i][line];
        if (Number.isNaN(y)) {
          isDown = false;
        } else if (isDown) {
          context.lineTo(SIDE + i * gap, TOP + y);
        } else {
          context.moveTo(SIDE + i * gap, TOP + y);
          isDown = true;
        }
      }
      context.stroke();
    };
  }

  /** Pixels from the top of the axes, by axis and line; kept as long as the axes are the same. */
  private heightsOf(axes: readonly ParallelAxis[], height: number): Float64Array[] {
    if (this.heights.axes !== axes) {
      const lists = axes.map((axis) =>
        Float64Array.from(axis.values, (value) => height * (1 - within(shareOf(axis, value), 0, 1)))
      );
      this.heights = { axes, lists };
    }
    return this.heights.lists;
  }

  /** From the lowest to the uppermost. */
  private readonly canvases = { faded: layer(), chosen: layer(), strong: layer() };
  private frame = 0;
  private readonly sheet = element('div', { class: 'jp-EnetBrushed-sheet' });
  private readonly observer: ResizeObserver;
  private nodes: AxisNodes[] = [];
  private keys = '';
  private lines: ParallelLines<Key> | null = null;
  private brushes: ReadonlyMap<Key, Part> = new Map();
  private heights: { axes: readonly ParallelAxis[] | null; lists: Float64Array[] } = {
    axes: null,
    lists: []
  };
  private pointed: number | null = null;
}

function layer(): HTMLCanvasElement {
  return element('canvas', { class: 'jp-EnetBrushed-canvas', 'aria-hidden': 'true' });
}

/** How far along an axis, 0…1: in the middle of one that has a single value. */
function shareOf({ from, to, scale }: ParallelAxis, value: number): number {
  if (from === to && !Number.isNaN(value)) {
    return 0.5;
  }
  return scale === 'log' ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
}

function valueOf({ from, to, scale }: ParallelAxis, share: number): number {
  return scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
}

/** An end of a brush after some steps, within the axis. */
function stepped(axis: ParallelAxis, value: number, steps: number): number {
  if (axis.isWhole) {
    const whole = steps > 0 ? Math.floor(value) : Math.ceil(value);
    return within(whole + Math.sign(steps) * Math.min(Math.abs(steps), 1e6), axis.from, axis.to);
  }
  const share = within(shareOf(axis, value) + steps * KEY_STEP, 0, 1);
  return share === 0 ? axis.from : share === 1 ? axis.to : valueOf(axis, share);
}

/** Not-a-number stays what it is. */
function within(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}
