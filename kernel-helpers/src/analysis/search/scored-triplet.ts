/** Coefficients of depth, width and resolution; at φ = 1 they are the multipliers themselves. */
export interface Triplet {
  alpha: number;
  beta: number;
  gamma: number;
}

/** A triplet with its costs and its predicted accuracy. */
export interface ScoredTriplet extends Triplet {
  /** Ideal growth. */
  ideal: number;
  /** Cost of the built network over the baseline's. */
  built: number;
  /** Of the built network, in the measure's unit. */
  cost: number;
  /** Predicted, per cent. */
  accuracy: number;
  /**
   * Predicted at cost g, per cent: of the multipliers to the power φ = ln g / ln growth. Takes away what a triplet gains
   * by lying at the upper edge of the tolerance. Exact under the ideal constraint with the multipliers as asked;
   * otherwise the growth is the built network's, which moves in steps, so that φ is approximate. Null where nothing
   * grows.
   */
  equalCostAccuracy: number | null;
  /** Number of the built network, −1 if no triplet tried builds it: equal ones are trained once. */
  network: number;
}

/** A network that is to be trained once, however many triplets build it. */
export interface FeasibleNetwork extends ScoredTriplet {
  /** Feasible triplets that build it. */
  triplets: number;
}
