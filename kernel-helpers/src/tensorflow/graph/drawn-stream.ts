/** Where a stream of random numbers stands; saved with a checkpoint, it continues exactly. */
export interface RandomState {
  seed: number;
  /** Draws made so far. */
  draws: number;
}

/** What a recorded function draws random numbers from. */
export interface DrawnStream {
  state: RandomState;
}
