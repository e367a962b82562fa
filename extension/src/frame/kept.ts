/** What was made last, made anew only of something else: for what takes longer than a frame and stays while a slider moves. */
export class Kept<T> {
  /** @param basis - all that the value follows from, compared by identity */
  of(basis: readonly unknown[], make: () => T): T {
    if (!this.last || this.last.basis.some((part, i) => part !== basis[i])) {
      this.last = { basis, value: make() };
    }
    return this.last.value;
  }

  private last: { basis: readonly unknown[]; value: T } | null = null;
}
