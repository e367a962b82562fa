import type { Openness } from './listing';
import { type CostRow, isLayer, withDescendants } from './rows';

/**
 * Which rows stand open: none at first. While something is searched for, what was found stands open unless it is
 * closed by hand. Kept by name, so that another network opens at the same places.
 */
export class OpenRows implements Openness {
  /** @param search - what is searched for; a new search forgets what was closed in the last one */
  searchFor(search: string): void {
    if (search !== this.search) {
      this.search = search;
      this.closed.clear();
    }
  }

  isOpen({ key }: CostRow): boolean {
    return this.isSearching ? !this.closed.has(key) : this.open.has(key);
  }

  set({ key }: CostRow, open: boolean): void {
    this.change(key, open);
  }

  setAll(stages: readonly CostRow[], open: boolean): void {
    for (const row of withDescendants(stages)) {
      if (!isLayer(row)) {
        this.change(row.key, open);
      }
    }
  }

  /** Opens all that a row stands in. */
  reveal({ parent }: CostRow): void {
    if (parent) {
      this.change(parent.key, true);
      this.reveal(parent);
    }
  }

  private get isSearching(): boolean {
    return this.search.trim() !== '';
  }

  private change(key: string, open: boolean): void {
    const [set, add] = this.isSearching ? [this.closed, !open] : [this.open, open];
    if (add) {
      set.add(key);
    } else {
      set.delete(key);
    }
  }

  private search = '';
  private readonly open = new Set<string>();
  private readonly closed = new Set<string>();
}
