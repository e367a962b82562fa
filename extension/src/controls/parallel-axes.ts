import type { Meaning } from '@efficientnet-lab/kernel-helpers/chart';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../dom/element';
import type { Change } from '../frame/history';
import { type PlotColours, readColours } from '../plot/colours';
import { SlicedCanvas, type SlicedPicture } from '../plot/sliced-canvas';
import { type ParallelAxis, shareOf, stepped, valueOf, within } from './parallel-axis';

export interface Part {
  from: number;
  to: number;
}

/** What the lines are, besides their places. */
export interface ParallelLines<Key extends string = string> {
  axes: readonly ParallelAxis<Key>[];
  /** What a chosen line stands for. */
  meaning: Meaning;
  /** Whether each is chosen; the others are faded. Values behind these are of lines that are drawn only where they stand out. */
  chosen: readonly boolean[];
  /** Lines that stand out, over all others. */
  strong: readonly { line: number; meaning: Meaning; dash?: readonly number[] }[];
}

const HEIGHT = 240;
const TOP = 40;
const BOTTOM = 22;
const SIDE = 44;
/** An axis needs so much, pixels: “parameters” and “resolution” stay whole. */
const NARROWEST = 72;
/** More lines than this take longer to draw than a frame. */
const LINES_OF_FRAME = 300;
/** Pixels that a press may move and still be a click, which takes the brush away. */
const CLICK = 4;

const CANVAS = 'jp-EnetBrushed-canvas';

/** Size and colours in which it is drawn; pixels of the page, and those of the screen for each. */
interface Drawn {
  width: number;
  gap: number;
  scale: number;
  colours: PlotColours;
}

interface AxisNodes {
  node: HTMLElement;
  low: HTMLElement;
  high: HTMLElement;
  band: HTMLElement;
  top: HTMLElement;
  bottom: HTMLElement;
}

/**
 * Lines over parallel axes, on canvases: thousands are drawn frame by frame, all of them faded, and those that are chosen
 * over them. Parts of an axis are chosen by dragging, or by keys on its two ends.
 */
export class BrushedAxes<Key extends string = string> {
  readonly node: HTMLElement;

  /** @param brushed - null for all of an axis */
  constructor(
    label: string,
    private readonly brushed: (axis: Key, part: Part | null, change: Change) => void,
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
      const { faded, chosen } = this.canvases;
      this.sheet.replaceChildren(faded.node, chosen.node, this.strong, ...this.nodes.map(({ node }) => node));
      this.sheet.style.minWidth = `${lines.axes.length * NARROWEST}px`;
    }
    const before = this.lines;
    this.lines = lines;
    this.brushes = brushes;
    lines.axes.forEach((axis, i) => this.showBrush(axis, this.nodes[i]));
    if (before?.axes !== lines.axes || !this.drawn) {
      this.draw();
      return;
    }
    if (before.chosen !== lines.chosen) {
      this.showFaded(lines, this.drawn);
      this.canvases.chosen.follow(this.chosenPicture(lines, this.drawn));
    }
    this.drawStrong();
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
    const { lines } = this;
    const width = this.sheet.clientWidth;
    if (!lines || width === 0) {
      return;
    }
    const gap = (width - 2 * SIDE) / Math.max(1, lines.axes.length - 1);
    this.sheet.style.setProperty('--jp-enet-gap', `${gap}px`);
    this.nodes.forEach(({ node }, i) => (node.style.left = `${SIDE + i * gap}px`));
    const scale = window.devicePixelRatio || 1;
    const drawn = { width, gap, scale, colours: readColours(this.node) };
    this.drawn = drawn;
    this.showFaded(lines, drawn);
    this.canvases.chosen.replace(this.chosenPicture(lines, drawn));
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
    this.canvases.faded.stop();
    this.canvases.chosen.stop();
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
      { class: 'jp-EnetBrushed-track', title: trans.__('Drag to select a range; click to select all') },
      band,
      low,
      high
    );
    track.addEventListener('pointerdown', (event) => this.drag(event, track, key));
    const title = element('span', { class: 'jp-EnetBrushed-name', title: name }, inWords(name));
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

  /** The next key may come before this is shown; it goes on from here. */
  private brush(axis: Key, part: Part | null, change: Change): void {
    const brushes = new Map(this.brushes);
    if (part) {
      brushes.set(axis, part);
    } else {
      brushes.delete(axis);
    }
    this.brushes = brushes;
    this.brushed(axis, part, change);
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

  /** Below the chosen ones, where some are not; the same for any choice. */
  private showFaded(lines: ParallelLines, drawn: Drawn): void {
    const { faded } = this.canvases;
    faded.node.hidden = lines.chosen.every((isChosen) => isChosen);
    if (!faded.node.hidden && this.fadedIn !== drawn) {
      this.fadedIn = drawn;
      const style = { colour: drawn.colours.grid, opacity: 0.35 };
      faded.replace(this.picture(lines, drawn, [...lines.chosen.keys()], style));
    }
  }

  private chosenPicture(lines: ParallelLines, drawn: Drawn): SlicedPicture {
    const chosen = [...lines.chosen.keys()].filter((line) => lines.chosen[line]);
    const opacity = within(60 / (chosen.length + 1), 0.12, 0.7);
    return this.picture(lines, drawn, chosen, { colour: drawn.colours[lines.meaning], opacity });
  }

  /** Lines, an even choice of them in each slice. */
  private picture(
    lines: ParallelLines,
    { width, gap, scale }: Drawn,
    shown: readonly number[],
    { colour, opacity }: { colour: string; opacity: number }
  ): SlicedPicture {
    const trace = this.tracer(lines, gap);
    const slices = Math.max(1, Math.ceil(shown.length / LINES_OF_FRAME));
    return {
      width: Math.round(width * scale),
      height: Math.round(HEIGHT * scale),
      slices,
      paint: (context, slice) => {
        context.scale(scale, scale);
        context.strokeStyle = colour;
        context.globalAlpha = opacity;
        for (let i = slice; i < shown.length; i += slices) {
          // A path for each: where many lie over each other, it is seen.
          trace(context, shown[i]);
        }
      }
    };
  }

  /** The lines that stand out, alone. */
  private drawStrong(): void {
    const { lines, drawn, strong } = this;
    const context = strong.getContext('2d');
    if (!lines || !drawn || !context) {
      return;
    }
    const { width, gap, scale, colours } = drawn;
    const [across, down] = [Math.round(width * scale), Math.round(HEIGHT * scale)];
    if (strong.width !== across || strong.height !== down) {
      strong.width = across;
      strong.height = down;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, HEIGHT);
    const trace = this.tracer(lines, gap);
    context.lineWidth = 2.5;
    const pointed = this.pointed === null ? [] : [{ line: this.pointed, meaning: 'text' as const, dash: [] }];
    for (const { line, meaning, dash = [] } of [...lines.strong, ...pointed]) {
      context.strokeStyle = colours[meaning];
      context.setLineDash([...dash]);
      trace(context, line);
    }
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

  /** All lines, and over them those that are chosen. */
  private readonly canvases = { faded: new SlicedCanvas(CANVAS), chosen: new SlicedCanvas(CANVAS) };
  private readonly strong = element('canvas', { class: CANVAS, 'aria-hidden': 'true' });
  /** Null until the axes have a size. */
  private drawn: Drawn | null = null;
  /** What the faded lines are drawn for. */
  private fadedIn: Drawn | null = null;
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

/** A name that breaks between its words, `learningRate` and `top.weights` too. */
function inWords(name: string): HTMLElement {
  const words = name.split(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=[._/-])/u);
  return element('span', {}, ...words.flatMap((word, i) => (i === 0 ? [word] : [element('wbr'), word])));
}
