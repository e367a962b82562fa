/** A run that was told to stop may need so long for it, the kernel's own patience, */
const STOPPING_MS = 10_000;
/** or a few of its longest steps. */
const STEPS = 3;
/** However long ago it was told, it may be about to end. */
const LATE_MS = 1000;

/**
 * A run of this process while it goes on. An interrupt that ends code anywhere may leave it without its end: then it
 * stands there for good, as one that was told to stop and never did.
 */
export class RunLife {
  private readonly over: Promise<void>;
  private resolve: () => void = () => undefined;
  private ended = false;
  private replaced = false;
  private stoppedAt = Infinity;
  private steppedAt = performance.now();
  private longestStep = 0;
  private computedAt = 0;
  /** Whether another thread computes for it; set when there is one. */
  computes: () => boolean = () => false;

  /** @param signal - that tells the run to stop */
  constructor(private readonly signal?: AbortSignal) {
    this.over = new Promise((resolve) => (this.resolve = resolve));
    if (signal?.aborted) {
      this.onStop();
    } else {
      signal?.addEventListener('abort', this.onStop);
    }
  }

  end(): void {
    this.ended = true;
    this.signal?.removeEventListener('abort', this.onStop);
    this.resolve();
  }

  /** The run has done a step. @returns Never, if another run has taken its place: model and folder are that one's. */
  async step(): Promise<void> {
    if (this.replaced) {
      await new Promise(() => undefined);
    }
    const now = performance.now();
    this.longestStep = Math.max(this.longestStep, now - this.steppedAt);
    this.steppedAt = now;
  }

  /** Whether another run may take its place; waits for one that was told to stop, for its last step however long. */
  async givesWay(): Promise<boolean> {
    if (!this.ended && this.stoppedAt < Infinity) {
      for (let wait = Math.max(LATE_MS, this.patience()); wait > 0 && !this.ended; wait = this.patience()) {
        await Promise.race([this.over, new Promise((resolve) => setTimeout(resolve, wait).unref())]);
      }
      this.replaced = !this.ended;
    }
    return this.ended || this.replaced;
  }

  /** Milliseconds in which a run that was told to stop may yet end. */
  private patience(): number {
    const now = performance.now();
    if (this.computes()) {
      this.computedAt = now;
    }
    const since = Math.max(this.stoppedAt, this.steppedAt, this.computedAt);
    return since + Math.max(STOPPING_MS, STEPS * this.longestStep) - now;
  }

  private readonly onStop = (): void => {
    this.stoppedAt = performance.now();
  };
}
