/**
 * Variance over batches of each of many values. Deviations are taken from the first batch's values, which is kept, so
 * that equal ones give exactly 0.
 */
export class ValueSpread {
  private first: ArrayLike<number> | null = null;
  private sums = new Float64Array();
  private squares = new Float64Array();
  private batches = 0;

  add(values: ArrayLike<number>): void {
    if (this.first === null) {
      this.first = values;
      this.sums = new Float64Array(values.length);
      this.squares = new Float64Array(values.length);
    }
    for (let i = 0; i < values.length; i++) {
      const deviation = values[i] - this.first[i];
      this.sums[i] += deviation;
      this.squares[i] += deviation * deviation;
    }
    this.batches++;
  }

  /** Root mean square over the values of their standard deviation over batches. */
  rootMeanVariance(): number {
    const { batches } = this;
    const total = this.squares.reduce((sum, square, i) => sum + square - this.sums[i] ** 2 / batches, 0);
    return Math.sqrt(Math.max(0, total) / (this.sums.length * (batches - 1)));
  }
}
