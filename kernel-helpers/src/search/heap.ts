/** A binary heap: what precedes all others is on top. */
export class Heap<T> {
  private readonly items: T[] = [];

  constructor(private readonly precedes: (a: T, b: T) => boolean) {}

  get size(): number {
    return this.items.length;
  }

  /** Undefined when it is empty. */
  get top(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    const { items } = this;
    let at = items.push(item) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.precedes(items[at], items[above]); above = (at - 1) >> 1) {
      [items[at], items[above]] = [items[above], items[at]];
      at = above;
    }
  }

  /** Takes the top away. @throws Error when it is empty. */
  pop(): T {
    const { items } = this;
    const last = items.pop();
    if (last === undefined) {
      throw new Error('The heap is empty.');
    }
    if (items.length === 0) {
      return last;
    }
    const top = items[0];
    items[0] = last;
    this.sink();
    return top;
  }

  private sink(): void {
    const { items } = this;
    for (let at = 0; ;) {
      let first = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < items.length && this.precedes(items[below], items[first])) {
          first = below;
        }
      }
      if (first === at) {
        return;
      }
      [items[at], items[first]] = [items[first], items[at]];
      at = first;
    }
  }
}
