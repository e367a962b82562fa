/** Events for one reader, who takes them when it likes. */
export class EventQueue<T> implements AsyncIterator<T, undefined, undefined> {
  private readonly events: T[] = [];
  private wake: (() => void) | null = null;
  private closed = false;

  /** @param left Called when the reader goes away. */
  constructor(private readonly left: () => void) {}

  push(event: T): void {
    this.events.push(event);
    this.wake?.();
  }

  /** No more will come. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    while (this.events.length === 0) {
      if (this.closed) {
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return { done: false, value: this.events.shift() as T };
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.left();
    return Promise.resolve({ done: true, value: undefined });
  }
}
