import {
  kurtosisOf,
  leastCorrelation,
  noiseReport,
  type NoiseReport,
  type NormalizationCounts,
  type NormalizationPlace,
  runningStatistics,
  type RunningStatistics,
  statisticNoise,
  type StatisticNoise,
  widthTotals,
  type WidthTotals
} from '../../analysis';
import { groupCountsOf } from './group-counts';
import {
  comparedErrors,
  isAtLayer,
  type MeasuredComparison,
  type MeasuredLayerErrors,
  shownLayer
} from './measured';
import type { NormalizationNoiseState } from './state';

/**
 * The quantity that a state chooses, as standard deviations: of the mean in σ, of the variance in σ², and the root
 * mean square of what they do to a normalised value.
 */
export interface NoiseValues {
  /** Of batch normalisation. ∞ where a mean square has no bound, 0 at the least correlation. */
  batch: number;
  /** The same if pixels were independent: what counting them says. */
  independent: number;
  /** What counting says of as many values as a group has. No noise: a group is all there is of its image. */
  groupCount: number;
}

/** The theory at one place of the axis. */
export interface NoiseCurvePoint extends NoiseValues {
  /** On the state's axis. */
  at: number;
  report: NoiseReport;
}

/** Everything that follows from a state without drawing random numbers. */
export interface NormalizationNoiseResult {
  state: NormalizationNoiseState;
  /** At the state itself. */
  here: NoiseCurvePoint;
  /** Along the state's axis, ascending; holds `here`. */
  curve: NoiseCurvePoint[];
  /** N* = C/G, the batch size at which both count as many values. */
  crossing: number;
  /** After `RUNNING_STEPS` steps. */
  running: RunningStatistics;
  /** Noise of the means of all channels together. */
  width: WidthTotals;
  /** What was measured at the layer that is shown; null without one. */
  measured: MeasuredResult | null;
}

export interface MeasuredResult {
  layer: MeasuredLayerErrors;
  /** By batch size; empty along another axis, of another quantity and at another place than the layer's. */
  points: MeasuredComparison[];
}

/** A short training: what is left of the first value of the running statistics is told after so many steps. */
export const RUNNING_STEPS = 100;

/** Where axes end at least; a state further out moves the end. */
const AXIS_END = { batchSize: 128, channels: 1024, side: 112 } as const;
/** Places of a curve for each doubling, and the smallest correlation above 0. */
const PLACES_EACH_DOUBLING = 4;
const SMALLEST_CORRELATION = 1e-3;

/**
 * The place that a state stands for, with another position on its axis if wanted.
 * @throws SpecError for rectified values of negative correlation.
 */
export function noisePlaceOf(state: NormalizationNoiseState, at?: number): NormalizationPlace {
  const moved: NormalizationNoiseState = at === undefined ? state : { ...state, [state.axis]: at };
  const { batchSize, side, channels, groups, correlation, shape } = moved;
  const kurtosis = kurtosisOf(shape, correlation);
  return { batchSize, height: side, width: side, channels, groups, correlation, kurtosis };
}

/**
 * The theory at the state and along its axis.
 * @throws SpecError for a state that stands for nothing: fewer than two values in a batch, groups that don't divide
 *   the channels, a correlation that pixels can't have.
 */
export function normalizationNoiseResult(state: NormalizationNoiseState): NormalizationNoiseResult {
  const here = pointOf(state, state[state.axis]);
  const { meanError } = here.report.statistics;
  return {
    state,
    here,
    curve: noiseAxisValues(state).map((at) => (at === here.at ? here : pointOf(state, at))),
    crossing: here.report.counts.crossing,
    running: runningStatistics({ momentum: state.momentum, steps: RUNNING_STEPS }),
    width: widthTotals(new Float64Array(state.channels).fill(meanError ** 2)),
    measured: measuredResult(state)
  };
}

function measuredResult(state: NormalizationNoiseState): MeasuredResult | null {
  const layer = shownLayer(state.measured);
  if (layer === null) {
    return null;
  }
  const { axis, quantity, groups, correlation, shape } = state;
  const kurtosis = kurtosisOf(shape, correlation);
  return {
    layer,
    points:
      axis === 'batchSize' && quantity !== 'outputNoise' && isAtLayer(layer, state)
        ? comparedErrors(layer, quantity, { groups, correlation, kurtosis })
        : []
  };
}

/** Positions on the state's axis at which there is a place, ascending; the state's own is one of them. */
export function noiseAxisValues(state: NormalizationNoiseState): number[] {
  const values = new Set([...candidatesOf(state), state[state.axis]]);
  return [...values].filter((at) => isPossible(state, at)).sort((a, b) => a - b);
}

function candidatesOf(state: NormalizationNoiseState): number[] {
  const { axis, channels, groups, side } = state;
  switch (axis) {
    case 'batchSize':
    case 'side':
      return wholeNumbers(Math.max(AXIS_END[axis], state[axis]));
    case 'channels':
      return wholeNumbers(Math.max(AXIS_END.channels, channels) / groups).map((size) => size * groups);
    case 'groups':
      return groupCountsOf(channels);
    case 'correlation':
      return [Math.max(leastCorrelation(side * side), -1), 0, ...correlations()];
  }
}

/** Every one up to the first few, then as many for each doubling. */
function wholeNumbers(end: number): number[] {
  const places = Math.floor(PLACES_EACH_DOUBLING * Math.log2(end));
  const values = Array.from({ length: places + 1 }, (_, i) => Math.round(2 ** (i / PLACES_EACH_DOUBLING)));
  return [...new Set([...values, Math.floor(end)])];
}

/** Dense near 0, where the curve is steep. */
function correlations(): number[] {
  const places = Math.ceil(PLACES_EACH_DOUBLING * Math.log2(1 / SMALLEST_CORRELATION));
  return Array.from({ length: places + 1 }, (_, i) => SMALLEST_CORRELATION ** (1 - i / places));
}

/** Whether there is a place at a position of the axis; the state itself is checked by the analysis. */
function isPossible(state: NormalizationNoiseState, at: number): boolean {
  const moved: NormalizationNoiseState = { ...state, [state.axis]: at };
  const { batchSize, side, correlation, shape } = moved;
  const least = shape === 'rectified' ? 0 : leastCorrelation(side * side);
  return batchSize * side * side >= 2 && correlation >= least;
}

function pointOf(state: NormalizationNoiseState, at: number): NoiseCurvePoint {
  const { quantity } = state;
  const report = noiseReport(noisePlaceOf(state, at));
  const { place, counts, statistics, output } = report;
  return {
    at,
    report,
    batch: batchNoise(report, quantity),
    independent: independentNoise(statistics, output.independent, quantity),
    groupCount: groupCountNoise(place, counts, quantity)
  };
}

function batchNoise({ statistics, output }: NoiseReport, quantity: NoiseQuantity): number {
  // Only Gaussian values have an exact form of the output's noise.
  return quantity === 'outputNoise' ? Math.sqrt(output.exact ?? output.firstOrder) : statistics[quantity];
}

function independentNoise(
  { meanErrorIndependent, varianceErrorIndependent }: StatisticNoise,
  outputIndependent: number,
  quantity: NoiseQuantity
): number {
  switch (quantity) {
    case 'meanError':
      return meanErrorIndependent;
    case 'varianceError':
      return varianceErrorIndependent;
    case 'outputNoise':
      return Math.sqrt(outputIndependent);
  }
}

/** As many independent values as a group has are those of a batch of N* images; ∞ for a single one. */
function groupCountNoise(
  place: NormalizationPlace,
  { group, crossing }: NormalizationCounts,
  quantity: NoiseQuantity
): number {
  return group < 2
    ? Infinity
    : independentNoise(
        statisticNoise({ ...place, batchSize: crossing, correlation: 0 }),
        OUTPUT_NOISE_OF_ONE / group,
        quantity
      );
}

/** δz ≈ −δμ − z·δσ has the mean square 1/m + ½/m for m independent Gaussian values. */
const OUTPUT_NOISE_OF_ONE = 1.5;

export type NoiseQuantity = NormalizationNoiseState['quantity'];
