/** What some channels of a place take of a step's time. */
export interface PlaceLatency {
  /** Channels without which the network was timed. */
  removed: number;
  /** Median over rounds of a step with them less one without, ms; below 0 where noise is larger than what they take. */
  savedMs: number;
  /** Ends of the median's interval. */
  interval: { from: number; to: number };
  /** What one of them takes, at least 0. */
  perChannelMs: number;
}

/** What channels cost in time: on one machine, at one batch size. Plain JSON. */
export interface ChannelLatency {
  batchSize: number;
  /** Steps of each network that were counted. */
  rounds: number;
  /** Median of a step of the whole network, ms. */
  wholeMs: number;
  /** Share of such intervals that hold the true median. */
  level: number;
  /** What it ran on. */
  device: string;
  /** By the names that `pruneChannels` takes. */
  places: Record<string, PlaceLatency>;
}
