/** Means over the steps of an epoch. */
export class EpochMeans {
  private steps = 0;
  private lossSum = 0;
  private accuracySum = 0;

  add(loss: number, accuracy: number): void {
    this.steps++;
    this.lossSum += loss;
    this.accuracySum += accuracy;
  }

  get loss(): number {
    return this.lossSum / this.steps;
  }

  get accuracy(): number {
    return this.accuracySum / this.steps;
  }
}
