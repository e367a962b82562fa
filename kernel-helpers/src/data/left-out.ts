/** Files and folders of one kind that were left out. */
interface Kind {
  count: number;
  example: string;
  why: string;
}

/** Counts what a folder holds and a data set does not. */
export class LeftOut {
  private readonly kinds = new Map<string, Kind>();

  /** @param what Its kind, as a sentence goes on after a number: `SVG file`. */
  add(what: string, path: string, why: string): void {
    this.count(what, { count: 1, example: path, why });
  }

  /** Takes over what another counted. */
  include({ kinds }: LeftOut): void {
    kinds.forEach((kind, what) => this.count(what, kind));
  }

  private count(what: string, kind: Kind): void {
    const known = this.kinds.get(what);
    this.kinds.set(what, known ? { ...known, count: known.count + kind.count } : kind);
  }

  /** One sentence for each kind. */
  sentences(): string[] {
    return [...this.kinds].map(([what, { count, example, why }]) => {
      const noun = count === 1 ? what : what.replace(/\b(file|folder|link)\b/, '$1s');
      return `Left out ${count} ${noun}, ${count === 1 ? '' : 'for example '}${example}: ${why}.`;
    });
  }
}
