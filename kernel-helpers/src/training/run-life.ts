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

  /** Whether another run may take its place; waits for one that was told to stop. */
  async givesWay(): Promise<boolean> {
    if (!this.ended && this.stoppedAt < Infinity) {
      const until =
        Math.max(this.stoppedAt, this.steppedAt) + Math.max(STOPPING_MS, STEPS * this.longestStep);
      const wait = Math.max(LATE_MS, until - performance.now());
      await Promise.race([this.over, new Promise((resolve) => setTimeout(resolve, wait).unref())]);
      this.replaced = !this.ended;
    }
    return this.ended || this.replaced;
  }

  private readonly onStop = (): void => {
    this.stoppedAt = performance.now();
  };
}
