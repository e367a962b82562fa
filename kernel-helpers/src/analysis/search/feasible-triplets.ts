import type { ScoredTriplet } from './scored-triplet';

/** Columns that a plot takes as they are; `network` holds whole numbers. */
export const FEASIBLE_COLUMNS = [
  'alpha',
  'beta',
  'gamma',
  'ideal',
  'built',
  'cost',
  'accuracy',
  'equalCostAccuracy',
  'network'
] as const;
export type FeasibleColumn = (typeof FEASIBLE_COLUMNS)[number];

/** Feasible triplets by column, in the order in which they were tried. A missing accuracy at equal cost is NaN. */
export class FeasibleTriplets {
  private columns = columnsOf(1024);
  private size = 0;

  get count(): number {
    return this.size;
  }

  column(name: FeasibleColumn): Float64Array {
    return this.columns[name].subarray(0, this.size);
  }

  /** The triplet of a place. */
  at(index: number): ScoredTriplet {
    const value = (name: FeasibleColumn): number => this.columns[name][index];
    const equalCostAccuracy = value('equalCostAccuracy');
    return {
      alpha: value('alpha'),
      beta: value('beta'),
      gamma: value('gamma'),
      ideal: value('ideal'),
      built: value('built'),
      cost: value('cost'),
      accuracy: value('accuracy'),
      equalCostAccuracy: Number.isNaN(equalCostAccuracy) ? null : equalCostAccuracy,
      network: value('network')
    };
  }

  add(scored: ScoredTriplet): void {
    if (this.size === this.columns.alpha.length) {
      const longer = columnsOf(2 * this.size);
      FEASIBLE_COLUMNS.forEach((name) => longer[name].set(this.columns[name]));
      this.columns = longer;
    }
    for (const name of FEASIBLE_COLUMNS) {
      this.columns[name][this.size] = scored[name] ?? NaN;
    }
    this.size++;
  }

  /** Triplets whose accuracy rounds to the same multiple of a step, and the networks that they build. */
  countNear(accuracy: number, step: number): { triplets: number; networks: number } {
    const sought = Math.round(accuracy / step);
    const networks = new Set<number>();
    let triplets = 0;
    this.column('accuracy').forEach((each, i) => {
      if (Math.round(each / step) === sought) {
        triplets++;
        networks.add(this.columns.network[i]);
      }
    });
    return { triplets, networks: networks.size };
  }
}

function columnsOf(length: number): Record<FeasibleColumn, Float64Array> {
  const column = (): Float64Array => new Float64Array(length);
  return {
    alpha: column(),
    beta: column(),
    gamma: column(),
    ideal: column(),
    built: column(),
    cost: column(),
    accuracy: column(),
    equalCostAccuracy: column(),
    network: column()
  };
}
