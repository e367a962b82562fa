import { JSONExt, type ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { type ISignal, Signal } from '@lumino/signaling';

/** `moving`: a slider is being dragged; `settled`: the state may be saved and axes may rescale. */
export type Change = 'moving' | 'settled';

const HISTORY_LIMIT = 200;

/** The state of a view, plain data that is never written into, with undo. Knows no DOM. */
export class StateHistory<S extends object> {
  /** @param start - where Reset leads back to */
  constructor(
    state: S,
    protected readonly start: S
  ) {
    this.current = state;
    this.settledState = state;
  }

  get changed(): ISignal<this, Change> {
    return this.changedSignal;
  }

  get state(): Readonly<S> {
    return this.current;
  }

  /** True while a slider is being dragged. */
  get isMoving(): boolean {
    return this.current !== this.settledState;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** What the last change moved, in words for the undo button; empty where it is not known. */
  lastChange(_translated: (name: string) => string): string {
    return '';
  }

  /** Takes a new state. A drag, from its first `moving` to `settled`, counts as one change. */
  move(next: S, change: Change = 'settled'): void {
    if (!sameData(next, this.current)) {
      this.current = next;
    }
    if (change === 'moving') {
      this.changedSignal.emit('moving');
      return;
    }
    if (this.current !== this.settledState) {
      if (!sameData(this.current, this.settledState)) {
        this.past.push(this.settledState);
        this.future.length = 0;
        if (this.past.length > HISTORY_LIMIT) {
          this.past.shift();
        }
      }
      this.settledState = this.current;
      this.changedSignal.emit('settled');
    }
  }

  /** Ends a drag: what is shown now counts as one change. */
  settle(): void {
    this.move(this.current);
  }

  undo(): void {
    this.travel(this.past, this.future);
  }

  redo(): void {
    this.travel(this.future, this.past);
  }

  reset(): void {
    this.move(this.start);
  }

  /** Replaces the state from outside, for example when the cell shows a new document; not undoable. */
  load(state: S): void {
    if (sameData(state, this.current)) {
      return;
    }
    this.current = state;
    this.settledState = state;
    this.past.length = 0;
    this.future.length = 0;
    this.changedSignal.emit('settled');
  }

  /**
   * Changes something of all states that is not the reader's to undo, as what a kernel has told since.
   * @param change - `settled` where the present state should be kept
   */
  protected rebase(part: (state: S) => S, change: Change): void {
    const isMoving = this.isMoving;
    this.current = part(this.current);
    this.settledState = isMoving ? part(this.settledState) : this.current;
    for (const states of [this.past, this.future]) {
      states.forEach((state, i) => (states[i] = part(state)));
    }
    this.changedSignal.emit(change);
  }

  /** The state before the last change; undefined when there was none. */
  protected get beforeLast(): Readonly<S> | undefined {
    return this.past.at(-1);
  }

  private travel(from: S[], to: S[]): void {
    const target = from.pop();
    if (target) {
      to.push(this.settledState);
      this.current = target;
      this.settledState = target;
      this.changedSignal.emit('settled');
    }
  }

  private readonly changedSignal = new Signal<this, Change>(this);
  private current: S;
  private settledState: S;
  private readonly past: S[] = [];
  private readonly future: S[] = [];
}

/** Whether two documents' data say the same. */
export function sameData(a: object, b: object): boolean {
  // Interfaces have no index signature, which JSONExt asks for; documents are checked to be JSON.
  return a === b || JSONExt.deepEqual(a as ReadonlyPartialJSONValue, b as ReadonlyPartialJSONValue);
}
