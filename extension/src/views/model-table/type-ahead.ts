/** Letters that follow one another faster than this belong to one name, milliseconds. */
const PAUSE = 800;

/** Finds rows by the first letters of their names, typed one after the other. */
export class TypeAhead {
  /**
   * @param names - of all rows, in their order
   * @param from - index of the row that letters are typed on
   * @param now - milliseconds
   * @returns the index of the row that is meant; −1 when no name begins like that
   */
  type(letter: string, names: readonly string[], from: number, now: number): number {
    const isNew = now - this.last > PAUSE;
    this.typed = (isNew ? '' : this.typed) + letter.toLowerCase();
    this.last = now;
    // A first letter leads on from the row, so that repeating it after a pause walks through all its rows.
    const start = from + (isNew ? 1 : 0);
    for (let i = 0; i < names.length; i++) {
      const index = (start + i) % names.length;
      if (names[index].toLowerCase().startsWith(this.typed)) {
        return index;
      }
    }
    return -1;
  }

  private typed = '';
  private last = -Infinity;
}
