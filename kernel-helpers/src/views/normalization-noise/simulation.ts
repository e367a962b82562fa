import type { MonteCarloPoint, MonteCarloRequest, MonteCarloResult, SimulatedEstimate } from '../../analysis';
import { noiseAxisValues, type NoiseQuantity } from './result';
import type { NormalizationNoiseState } from './state';

/** One simulation behind the points of a noise plot. */
export interface NoiseSimulation {
  request: MonteCarloRequest;
  /** Where its batch sizes stand on the axis; only along the batch size itself does one simulation serve many. */
  at: readonly number[];
}

/** A simulated value in the units of `NoiseValues`, with the standard error of its finite number of draws. */
export interface SimulatedNoise extends SimulatedEstimate {
  /** On the state's axis. */
  at: number;
}

/** Batches of each point: enough for error bars of a few per cent, never so few that they mean nothing. */
const MOST_BATCHES = 200;
const FEWEST_BATCHES = 20;
/** Random numbers of all points together, unless that leaves too few batches; a few seconds' work. */
const NUMBERS = 3e7;
/** Points, at most, on an axis other than the batch size. */
const POINTS = 8;
const SEEDS = 2 ** 32;

/**
 * What has to be simulated for a state. Equal states give equal requests, and equal requests equal points: kernel and
 * browser draw the same.
 */
export function noiseSimulations(state: NormalizationNoiseState): NoiseSimulation[] {
  const values = noiseAxisValues(state);
  if (state.axis === 'batchSize') {
    const sizes = values.filter((size) => Number.isInteger(Math.log2(size)));
    return [{ request: requestOf(state, sizes, state.seed, 1), at: sizes }];
  }
  const places = spread(values, state.axis);
  return places.map((at, i) => {
    const moved: NormalizationNoiseState = { ...state, [state.axis]: at };
    return {
      request: requestOf(moved, [state.batchSize], (state.seed + i) % SEEDS, places.length),
      at: [at]
    };
  });
}

function requestOf(
  { side, channels, groups, correlation, shape }: NormalizationNoiseState,
  batchSizes: readonly number[],
  seed: number,
  simulations: number
): MonteCarloRequest {
  const affordable = Math.floor(NUMBERS / simulations / (Math.max(...batchSizes) * side * side));
  const batches = Math.min(MOST_BATCHES, Math.max(FEWEST_BATCHES, affordable));
  return { height: side, width: side, channels, groups, correlation, shape, batchSizes, batches, seed };
}

/** So many of the values, the nearest to even distances on the axis as it is drawn; both ends among them. */
function spread(values: readonly number[], axis: NormalizationNoiseState['axis']): number[] {
  const place = (value: number): number => (axis === 'correlation' ? value : Math.log(value));
  const first = place(values[0]);
  const last = place(values[values.length - 1]);
  const nearest = (wanted: number): number =>
    values.reduce((best, value) =>
      Math.abs(place(value) - wanted) < Math.abs(place(best) - wanted) ? value : best
    );
  const chosen = Array.from({ length: POINTS }, (_, i) =>
    nearest(first + ((last - first) * i) / (POINTS - 1))
  );
  return [...new Set(chosen)];
}

/** The points of simulations that have enough batches for an error bar. */
export function simulatedPoints(
  simulations: readonly NoiseSimulation[],
  results: readonly MonteCarloResult[],
  quantity: NoiseQuantity
): SimulatedNoise[] {
  return results.flatMap(({ points }, i) =>
    points.flatMap((point, j) => simulatedNoise(simulations[i].at[j], point, quantity) ?? [])
  );
}

/** A simulated point in the units of the curves; null while it has too few batches for an error bar. */
export function simulatedNoise(
  at: number,
  point: MonteCarloPoint,
  quantity: NoiseQuantity
): SimulatedNoise | null {
  const { value, standardError } = point[quantity];
  if (!Number.isFinite(value) || !Number.isFinite(standardError)) {
    return null;
  }
  if (quantity !== 'outputNoise') {
    return { at, value, standardError };
  }
  // The root of a mean square; its error by the derivative of the root.
  const root = Math.sqrt(value);
  return { at, value: root, standardError: root === 0 ? 0 : standardError / (2 * root) };
}
