import type { CellOutput, MimeBundle } from './bridge';
import { withPng } from './png';

/** At most five updates a second. */
export const UPDATE_INTERVAL_MS = 200;
/**
 * Bytes a second that updates may take at the start of a run, and the seconds after which it is half of that, a third
 * after twice as many and so on. A server keeps every update of a notebook whose page is closed: by this rule 8 MB after
 * ten minutes and 18 MB after a day. Views that are open hear more, and by their own wire.
 */
const FIRST_BYTES_PER_SECOND = 200_000;
const HALVED_AFTER_SECONDS = 10;
/** A reader without our views, in another editor, hears at least this often. */
const LONGEST_INTERVAL_MS = 300_000;
/** Share of the time that drawing the static picture may take while work goes on. */
const DRAWING_SHARE = 0.02;

/** What showing progress needs of its surroundings, so that tests can turn the clock. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls back once; returns what cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
  today(): Date;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
  today: () => new Date()
};

/**
 * One output that is updated in place, ever more seldom as what it shows goes on. Each update carries everything: whoever
 * opens the saved notebook sees the whole. The last update is always sent.
 */
export class PacedOutput {
  private shown = false;
  private sent = -Infinity;
  /** When the next update is due, whether or not there is anything new. */
  private dueAt = -Infinity;
  private startedAt: number | null = null;
  private cancelPending: (() => void) | null = null;

  /** @param bundle Everything as it stands. */
  constructor(
    private readonly output: CellOutput,
    private readonly displayId: string,
    private readonly bundle: () => MimeBundle,
    private readonly clock: Clock
  ) {}

  /** As soon as the pace allows. */
  sendSoon(): void {
    const wait = this.dueAt - this.clock.now();
    if (wait <= 0) {
      this.send();
    } else {
      this.cancelPending ??= this.clock.after(wait, () => this.send());
    }
  }

  /** Soon, whatever the pace: something that a reader asked for has begun. */
  hurry(): void {
    this.dueAt = Math.min(this.dueAt, this.sent + UPDATE_INTERVAL_MS);
    this.cancelPending?.();
    this.cancelPending = null;
    this.sendSoon();
  }

  /** Now, and for good: pixels too, which take time from work that goes on, and would be replaced soon. */
  finish(): void {
    this.send(true);
  }

  private send(isLast = false): void {
    this.cancelPending?.();
    this.cancelPending = null;
    const bundle = this.bundle();
    const { data, metadata } = isLast ? withPng(bundle) : { data: bundle, metadata: {} };
    this.output.display(data, { displayId: this.displayId, update: this.shown, metadata });
    this.shown = true;
    this.sent = this.clock.now();
    this.dueAt = this.sent + this.interval(bundle);
  }

  /** Milliseconds until a bundle of this size may be followed by another. */
  private interval(bundle: MimeBundle): number {
    this.startedAt ??= this.clock.now();
    const seconds = (this.clock.now() - this.startedAt) / 1000;
    const allowed = FIRST_BYTES_PER_SECOND / (1 + seconds / HALVED_AFTER_SECONDS);
    const wait = (1000 * JSON.stringify(bundle).length) / allowed;
    return Math.min(LONGEST_INTERVAL_MS, Math.max(UPDATE_INTERVAL_MS, wait));
  }
}

/** A static picture that may be some updates old while work goes on: drawing takes time from it. */
export class PacedPicture {
  private picture = '';
  private dueAt = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** @param isLast Whether it has to be of now. */
  of(draw: () => string, isLast: boolean): string {
    const start = this.clock.now();
    if (isLast || start >= this.dueAt) {
      this.picture = draw();
      const end = this.clock.now();
      this.dueAt = end + (end - start) / DRAWING_SHARE;
    }
    return this.picture;
  }
}
