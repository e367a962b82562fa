import type { ArchitectureSpec } from '@efficientnet-lab/kernel-helpers/analysis';
import { type Pin, PIN_LETTERS, type PinLetter } from '@efficientnet-lab/kernel-helpers/views';
import { type ISignal, Signal } from '@lumino/signaling';

/** `pins`: one was added or removed. `selected`: views should turn to it. `hovered`: it is pointed at somewhere. */
export type PinChange = 'pins' | 'selected' | 'hovered';

/** Up to four pinned networks, shared by all open views. Knows no DOM. */
export class PinBoard {
  get changed(): ISignal<this, PinChange> {
    return this.changedSignal;
  }

  /** In the order of their letters. */
  get pins(): readonly Pin[] {
    return this.current;
  }

  /** The pin that views turned to last; null before any and after it was removed. */
  get selected(): Pin | null {
    return this.find(this.selectedLetter);
  }

  get hovered(): PinLetter | null {
    return this.hoveredLetter;
  }

  get isFull(): boolean {
    return this.current.length === PIN_LETTERS.length;
  }

  /** The pin of an equal network, by everything but its name; null when it is not pinned. */
  pinOf(spec: ArchitectureSpec): Pin | null {
    const key = keyOf(spec);
    return this.current.find((pin) => keyOf(pin.spec) === key) ?? null;
  }

  /**
   * Pins a network under the first free letter and selects it; one that is pinned already is only selected.
   * @returns null when all four letters are taken.
   */
  pin(spec: ArchitectureSpec): Pin | null {
    const existing = this.pinOf(spec);
    if (existing) {
      this.select(existing.letter);
      return existing;
    }
    const letter = PIN_LETTERS.find((candidate) => !this.find(candidate));
    if (!letter) {
      return null;
    }
    const pin: Pin = { letter, spec };
    this.current = [...this.current, pin].sort((a, b) => a.letter.localeCompare(b.letter));
    this.changedSignal.emit('pins');
    this.select(letter);
    return pin;
  }

  unpin(letter: PinLetter): void {
    if (this.find(letter)) {
      this.current = this.current.filter((pin) => pin.letter !== letter);
      this.hoveredLetter = this.hoveredLetter === letter ? null : this.hoveredLetter;
      this.selectedLetter = this.selectedLetter === letter ? null : this.selectedLetter;
      this.changedSignal.emit('pins');
    }
  }

  /** Asks all views to turn to a pinned network. */
  select(letter: PinLetter): void {
    if (this.find(letter)) {
      this.selectedLetter = letter;
      this.changedSignal.emit('selected');
    }
  }

  /** Highlights a pinned network in all views; null ends it. */
  hover(letter: PinLetter | null): void {
    if (this.hoveredLetter !== letter) {
      this.hoveredLetter = letter;
      this.changedSignal.emit('hovered');
    }
  }

  /** Replaces all pins, for example with those of the last session. */
  load(pins: readonly Pin[]): void {
    this.current = [...pins];
    this.selectedLetter = null;
    this.hoveredLetter = null;
    this.changedSignal.emit('pins');
  }

  private find(letter: PinLetter | null): Pin | null {
    return this.current.find((pin) => pin.letter === letter) ?? null;
  }

  private readonly changedSignal = new Signal<this, PinChange>(this);
  private current: readonly Pin[] = [];
  private selectedLetter: PinLetter | null = null;
  private hoveredLetter: PinLetter | null = null;
}

/** Two networks are the same when they differ in nothing but their names. */
function keyOf(spec: ArchitectureSpec): string {
  return JSON.stringify({ ...spec, name: '' });
}
