/** A simulated value and the standard error that its finite number of draws leaves. */
export interface SimulatedEstimate {
  value: number;
  standardError: number;
}

/** Mean and central moments up to the fourth, one number at a time (Pébay 2008), stable for large means. */
export class Moments {
  count = 0;
  private mean = 0;
  private second = 0;
  private third = 0;
  private fourth = 0;

  add(value: number): void {
    const before = this.count;
    const n = ++this.count;
    const delta = value - this.mean;
    const share = delta / n;
    const term = delta * share * before;
    this.mean += share;
    this.fourth +=
      term * share * share * (n * n - 3 * n + 3) + 6 * share * share * this.second - 4 * share * this.third;
    this.third += term * share * (n - 2) - 3 * share * this.second;
    this.second += term;
  }

  /** NaN before the first number; no standard error before the second. */
  average(): SimulatedEstimate {
    const { count } = this;
    return {
      value: count === 0 ? NaN : this.mean,
      standardError: Math.sqrt(this.second / (count - 1) / count)
    };
  }

  /** Standard deviation; its error is that of the variance, √((μ₄ − σ⁴)/count), over 2σ. */
  deviation(): SimulatedEstimate {
    const { count } = this;
    const variance = this.second / (count - 1);
    const value = Math.sqrt(variance);
    const ofVariance = Math.sqrt(Math.max(0, this.fourth / count - (this.second / count) ** 2) / count);
    return { value, standardError: value === 0 ? 0 : ofVariance / (2 * value) };
  }
}
