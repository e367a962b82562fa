/** Sums over the steps of an epoch so far. Plain JSON, part of a checkpoint. */
export interface MeansState {
  steps: number;
  lossSum: number;
  accuracySum: number;
}

/** Means over the steps of an epoch. */
export class EpochMeans {
  private sums: MeansState = { steps: 0, lossSum: 0, accuracySum: 0 };

  get state(): MeansState {
    return { ...this.sums };
  }

  set state(state: MeansState) {
    this.sums = { ...state };
  }

  add(loss: number, accuracy: number): void {
    this.sums.steps++;
    this.sums.lossSum += loss;
    this.sums.accuracySum += accuracy;
  }

  /** Begins the next epoch. */
  reset(): void {
    this.sums = { steps: 0, lossSum: 0, accuracySum: 0 };
  }

  get loss(): number {
    return this.sums.lossSum / this.sums.steps;
  }

  get accuracy(): number {
    return this.sums.accuracySum / this.sums.steps;
  }
}
