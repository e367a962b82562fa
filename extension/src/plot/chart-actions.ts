import {
  type Box,
  type Chart,
  type Frame,
  type Picked,
  pickedAt,
  pickedIn,
  type Place,
  ruleAt,
  type RuleMark,
  type Stop,
  stopAgain,
  stopOf,
  stopsOf,
  valueAt
} from '@efficientnet-lab/kernel-helpers/chart';
import type { IDisposable } from '@lumino/disposable';
import { claimKeys } from '../dom/keys';

/** What a view wants to hear of; marks answer that have an id. */
export interface ChartActions {
  /** Something was clicked, or Enter pressed on it. */
  pick?(picked: Picked): void;
  /** The pointer is over it, or the arrow keys came to it; null when left. */
  point?(picked: Picked | null): void;
  /** Points in a box, by a button of the plot; null when the box is lifted, with Escape too. */
  select?(picked: readonly Picked[] | null): void;
  /** A rule is dragged to a value of its axis. */
  drag?(id: string, value: number, phase: 'moving' | 'settled'): void;
}

/** What is drawn at present. */
export interface Drawn {
  chart: Chart;
  frame: Frame;
}

/** What pointer and keys have come to; drawn over the plot. */
export interface Pointed {
  stop: Stop | null;
  /** Its words are shown by the layer: Plotly shows those of what it draws itself to the pointer, but not to the keys. */
  isTold: boolean;
  box: Box | null;
}

/** A click moves no farther than that, pixels. */
const CLICK = 4;

type Gesture =
  | { kind: 'drag'; rule: RuleMark; moved: boolean }
  | { kind: 'select'; from: Place }
  | { kind: 'click'; from: Place };

/** Pointer and keys on a chart: they meet what is drawn, whoever draws it. */
export class ChartPointer {
  readonly pointed: Pointed = { stop: null, isTold: false, box: null };

  constructor(
    private readonly node: HTMLElement,
    private readonly actions: ChartActions,
    private readonly host: { drawn(): Drawn | null; show(): void; speak(words: string): void }
  ) {
    node.addEventListener('pointerdown', (event) => this.onDown(event), true);
    node.addEventListener('pointermove', (event) => this.onMove(event));
    node.addEventListener('pointerup', (event) => {
      if (this.gesture?.kind !== 'click') {
        this.onUp(event);
      }
    });
    node.addEventListener('pointercancel', () => this.end());
    node.addEventListener('pointerleave', () => {
      if (!this.gesture) {
        this.pointAt(null, false);
      }
    });
    node.addEventListener('blur', () => this.pointAt(null, false));
    this.keys = claimKeys(node, (event) => this.onKey(event));
    // Plotly begins to zoom with these.
    for (const type of ['mousedown', 'touchstart'] as const) {
      node.addEventListener(type, (event) => this.hold(event), { capture: true, passive: false });
    }
  }

  /** Whether a drag selects a box, in place of zooming. */
  get isSelecting(): boolean {
    return this.selecting;
  }

  set isSelecting(on: boolean) {
    this.selecting = on;
    this.node.classList.toggle('jp-mod-selecting', on);
  }

  /** Finds what is pointed at in a chart that changed. */
  follow(before: Drawn | null, { chart, frame }: Drawn): void {
    const { stop } = this.pointed;
    if (stop && before) {
      this.pointed.stop = stopAgain(before.chart, stop, chart, frame);
    }
  }

  /** Takes the box away. */
  lift(): void {
    if (this.pointed.box) {
      this.pointed.box = null;
      this.actions.select?.(null);
      this.host.show();
    }
  }

  private onDown(event: PointerEvent): void {
    const drawn = this.host.drawn();
    if (event.button !== 0 || !drawn || this.isOnButtons(event)) {
      return;
    }
    const from = this.placeOf(event);
    const rule = this.actions.drag ? ruleAt(drawn.chart, drawn.frame, from) : null;
    this.gesture = rule
      ? { kind: 'drag', rule, moved: false }
      : this.selecting
        ? { kind: 'select', from }
        : { kind: 'click', from };
    if (this.gesture.kind === 'click') {
      // Plotly lays a sheet over the page while a button is down, and a capture would take its movements from it.
      window.addEventListener('pointerup', (end) => this.onUp(end), { capture: true, once: true });
    } else {
      this.pointAt(null, false);
      this.node.setPointerCapture(event.pointerId);
    }
  }

  private onMove(event: PointerEvent): void {
    const drawn = this.host.drawn();
    if (!drawn) {
      return;
    }
    const at = this.placeOf(event);
    const { gesture } = this;
    if (gesture?.kind === 'drag') {
      gesture.moved = true;
      this.drag(gesture.rule, at, drawn, 'moving');
    } else if (gesture?.kind === 'select') {
      this.pointed.box = boxOf(drawn, gesture.from, at);
      this.host.show();
    } else if (event.buttons === 0) {
      const rule = this.actions.drag ? ruleAt(drawn.chart, drawn.frame, at) : null;
      this.node.classList.toggle('jp-mod-draggable', rule !== null);
      this.node.classList.toggle('jp-mod-vertical', rule?.axis === 'y');
      const picked = pickedAt(drawn.chart, drawn.frame, at);
      this.pointAt(picked && stopOf(drawn.chart, drawn.frame, picked), false);
    }
  }

  private onUp(event: PointerEvent): void {
    const { gesture } = this;
    const drawn = this.host.drawn();
    this.gesture = null;
    if (!gesture || !drawn) {
      return;
    }
    const at = this.placeOf(event);
    if (gesture.kind === 'drag') {
      if (gesture.moved) {
        this.drag(gesture.rule, at, drawn, 'settled');
      }
      return;
    }
    const isClick = Math.hypot(at.x - gesture.from.x, at.y - gesture.from.y) <= CLICK;
    if (gesture.kind === 'select' && !isClick) {
      const box = boxOf(drawn, gesture.from, at);
      this.pointed.box = box;
      this.actions.select?.(pickedIn(drawn.chart, box));
      this.host.show();
    } else if (gesture.kind === 'select') {
      this.lift();
    } else if (isClick) {
      const picked = pickedAt(drawn.chart, drawn.frame, at);
      if (picked) {
        this.actions.pick?.(picked);
      }
    }
  }

  /** Lets go of the page's keys. */
  dispose(): void {
    this.keys.dispose();
  }

  private onKey(event: KeyboardEvent): boolean {
    const drawn = this.host.drawn();
    if (event.target !== this.node || !drawn || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const isOurs = this.handle(event.key, drawn);
    if (isOurs) {
      event.preventDefault();
    }
    return isOurs;
  }

  /** Whether the key means something here. */
  private handle(key: string, drawn: Drawn): boolean {
    const { stop, box } = this.pointed;
    switch (key) {
      case 'ArrowRight':
      case 'ArrowLeft':
      case 'ArrowUp':
      case 'ArrowDown':
      case 'Home':
      case 'End': {
        const next = nextStop(drawn, stop, key);
        this.pointAt(next, true);
        this.host.speak(next?.words ?? '');
        return next !== null;
      }
      case 'Enter':
      case ' ':
        if (stop?.picked) {
          this.actions.pick?.(stop.picked);
        }
        return stop?.picked !== null && stop !== null;
      case 'Escape':
        if (box || this.selecting) {
          this.lift();
          this.isSelecting = false;
          return true;
        }
        this.pointAt(null, false);
        return stop !== null;
      default:
        return false;
    }
  }

  private pointAt(stop: Stop | null, byKeys: boolean): void {
    const { pointed } = this;
    const isSame = stop?.mark === pointed.stop?.mark && stop?.index === pointed.stop?.index;
    if (isSame && (stop === null || byKeys === this.byKeys)) {
      return;
    }
    const mark = stop ? this.host.drawn()?.chart.marks[stop.mark] : undefined;
    pointed.stop = stop;
    pointed.isTold =
      byKeys ||
      mark?.moving === true ||
      mark?.kind === 'cells' ||
      (mark?.kind === 'points' && mark.many === true);
    this.byKeys = byKeys;
    if (!isSame) {
      this.actions.point?.(stop?.picked ?? null);
    }
    this.host.show();
  }

  private drag(
    { id = '', axis }: RuleMark,
    at: Place,
    { chart, frame }: Drawn,
    phase: 'moving' | 'settled'
  ): void {
    this.actions.drag?.(id, valueAt(chart, frame, axis, at[axis]), phase);
  }

  private end(): void {
    const { gesture } = this;
    this.gesture = null;
    if (gesture?.kind === 'select') {
      this.lift();
    }
  }

  /** Keeps from Plotly what is no zooming. */
  private hold(event: MouseEvent | TouchEvent): void {
    if (this.gesture && this.gesture.kind !== 'click') {
      event.preventDefault();
      event.stopPropagation();
      this.node.focus();
    }
  }

  private placeOf({ clientX, clientY }: MouseEvent): Place {
    const { left, top } = this.node.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  private isOnButtons({ target }: Event): boolean {
    return target instanceof Element && target.closest('.modebar') !== null;
  }

  private readonly keys: IDisposable;
  private gesture: Gesture | null = null;
  private selecting = false;
  private byKeys = false;
}

function boxOf({ chart, frame }: Drawn, a: Place, b: Place): Box {
  const range = (axis: 'x' | 'y') => ({
    from: valueAt(chart, frame, axis, a[axis]),
    to: valueAt(chart, frame, axis, b[axis])
  });
  return { x: range('x'), y: range('y') };
}

/** Left and right step along a mark, up and down go to the nearest place of the mark above or below in the drawing. */
export function nextStop({ chart, frame }: Drawn, from: Stop | null, key: string): Stop | null {
  const all = chart.marks.map((_, mark) => stopsOf(chart, frame, mark)).filter((stops) => stops.length > 0);
  if (all.length === 0) {
    return null;
  }
  const row = all.findIndex(([first]) => first.mark === from?.mark);
  if (from === null || row < 0) {
    return key === 'End' ? all[0][all[0].length - 1] : all[0][0];
  }
  const stops = all[row];
  const at = Math.max(
    0,
    stops.findIndex(({ index }) => index === from.index)
  );
  const clamp = (value: number, last: number): number => Math.min(last, Math.max(0, value));
  switch (key) {
    case 'Home':
      return stops[0];
    case 'End':
      return stops[stops.length - 1];
    case 'ArrowRight':
    case 'ArrowLeft':
      return stops[clamp(at + (key === 'ArrowRight' ? 1 : -1), stops.length - 1)];
    default: {
      const others = all[clamp(row + (key === 'ArrowUp' ? 1 : -1), all.length - 1)];
      const distance = (stop: Stop): number => Math.hypot(stop.at.x - from.at.x, stop.at.y - from.at.y);
      return others[0].mark === from.mark
        ? stops[at]
        : others.reduce((nearest, stop) => (distance(stop) < distance(nearest) ? stop : nearest));
    }
  }
}
