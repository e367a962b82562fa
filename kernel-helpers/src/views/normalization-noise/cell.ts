import { type RunningStatistics, simulateNormalization } from '../../analysis';
import { exact, percent, plain, significant } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { viewDocument } from '../document';
import { completed, requireChoice } from '../start';
import { normalizationNoiseResult, type NormalizationNoiseResult, RUNNING_STEPS } from './result';
import { noiseSimulations, type SimulatedNoise, simulatedNoise } from './simulation';
import {
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseDocument,
  type NormalizationNoiseState
} from './state';
import { normalizationNoiseWords } from './words';

/** What a cell may say of the noise view's start; the rest is a late stage of B0 in a small batch. */
export type NormalizationNoiseStart = Partial<NormalizationNoiseState>;

/** The theory of a state, with the simulation beside it. */
export interface NormalizationNoise {
  result: NormalizationNoiseResult;
  /** Empty where simulating would keep a cell waiting. */
  simulated: SimulatedNoise[];
}

/** Random numbers that a cell may wait for: about three seconds. */
const MOST_NUMBERS = 4e7;

/**
 * Completes a start, computes and simulates.
 * @throws SpecError for an unknown field or a place that can't be.
 */
export function noiseOf(start: NormalizationNoiseStart = {}): NormalizationNoise {
  const view = 'normalizationNoise';
  const state = completed<NormalizationNoiseState>(view, NORMALIZATION_NOISE_START, start);
  requireChoice(`${view}.shape`, state.shape, ['gaussian', 'rectified']);
  requireChoice(`${view}.quantity`, state.quantity, ['meanError', 'varianceError', 'outputNoise']);
  requireChoice(`${view}.axis`, state.axis, ['batchSize', 'channels', 'groups', 'side', 'correlation']);
  return { result: normalizationNoiseResult(state), simulated: simulatedOf(state) };
}

function simulatedOf(state: NormalizationNoiseState): SimulatedNoise[] {
  const simulations = noiseSimulations(state);
  const numbers = simulations.reduce(
    (sum, { request: { height, width, batches, batchSizes } }) =>
      sum + height * width * batches * Math.max(...batchSizes),
    0
  );
  if (numbers > MOST_NUMBERS) {
    return [];
  }
  return simulations.flatMap(({ request, at }) =>
    simulateNormalization(request).points.flatMap(
      (point, i) => simulatedNoise(at[i], point, state.quantity) ?? []
    )
  );
}

export function noiseSentence({ result }: NormalizationNoise): string {
  return sentenceOf(normalizationNoiseWords(result));
}

/** What is left of the first value of the running statistics, and how long it stays. */
export function runningText({ state, running }: NormalizationNoiseResult): string {
  const settled = settledText(running);
  return (
    `Running statistics with momentum ${plain(state.momentum)}: ${percent(running.leftover)} of the initial value is left after ` +
    `${exact(RUNNING_STEPS)} steps; ${settled}.`
  );
}

function settledText({ firstSettledStep, stepsToSettle }: RunningStatistics): string {
  return firstSettledStep === null
    ? 'it never fades'
    : `1 % is left after ${significant(stepsToSettle)} steps`;
}

/** m/D with its whole digits, so that independent values are worth what they are; ∞ where they cancel. */
export function worthText(effectiveValues: number): string {
  if (!Number.isFinite(effectiveValues)) {
    return 'without bound';
  }
  return effectiveValues < 1000 ? significant(effectiveValues) : exact(effectiveValues);
}

export function noiseText(noise: NormalizationNoise): string {
  const { result } = noise;
  const { state, here, width } = result;
  const { statistics, counts } = here.report;
  const { detail } = normalizationNoiseWords(result);
  return [
    detail,
    `N ${exact(state.batchSize)}, map ${exact(state.side)} × ${exact(state.side)}, C ${exact(state.channels)}, G ${exact(state.groups)}, ` +
      `ρ ${plain(state.correlation)}, ${state.shape} values`,
    `values averaged: batch norm ${exact(counts.batch)}, worth ${worthText(statistics.effectiveValues)}; ` +
      `group norm ${exact(counts.group)} of one image`,
    `standard error of the mean ${significant(statistics.meanError)} σ, of the variance ${significant(statistics.varianceError)} σ²`,
    `all channels: sum of variances ${significant(width.sum)}, its root ${significant(width.rootSum)}, one channel ${significant(width.perChannel)}, ` +
      `behind a 1 × 1 convolution with drawn weights ${significant(width.projected)}`,
    runningText(result)
  ].join('\n');
}

export function noiseDocument(noise: NormalizationNoise): NormalizationNoiseDocument {
  return viewDocument('normalization-noise', noiseSentence(noise), noise.result.state);
}
