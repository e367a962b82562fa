import type { LayersModel } from '@tensorflow/tfjs';
import { bootstrapInterval, quantileOf } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { requireKnown } from './errors';
import { requireCount } from './latency';
import { type Machine, thisMachine } from './machine';
import { soundClassifierOf } from './network';
import { timesInTurn } from './times-in-turn';

export interface CompareLatencyOptions {
  /** Images in one step; default 1. */
  batchSize?: number;
  /** Steps of each network that are counted; default 50. */
  rounds?: number;
  /** Steps of each that aren't, after the one that compiles; default 5. */
  warmUp?: number;
  /** Share of such intervals that hold the true median; default 0.95. */
  level?: number;
  /** Ends the comparison with the signal's reason as error. */
  signal?: AbortSignal;
}

const OPTIONS: OptionNames<CompareLatencyOptions> = {
  batchSize: true,
  rounds: true,
  warmUp: true,
  level: true,
  signal: true
};

/** A median with its interval, by resampling rounds. */
export interface MedianInterval {
  median: number;
  from: number;
  to: number;
}

/** How long two networks take on one machine. Plain JSON. */
export interface LatencyComparison {
  batchSize: number;
  rounds: number;
  level: number;
  /** Median of a step, ms. */
  firstMs: number;
  secondMs: number;
  /** Of a step of the second by one of the first in the same round. */
  ratio: MedianInterval;
  machine: Machine;
}

/**
 * Times two networks' inference in turn, from pixels in JavaScript to probabilities in JavaScript, on noise.
 * @throws EvaluationError for options out of bounds or a model that is not an image classifier; the signal's reason when
 *   aborted.
 */
export async function compareLatency(
  first: LayersModel,
  second: LayersModel,
  options: CompareLatencyOptions = {}
): Promise<LatencyComparison> {
  requireKnown(options, OPTIONS);
  const { batchSize = 1, rounds = 50, warmUp = 5, level = 0.95, signal } = options;
  requireRounds({ batchSize, rounds, warmUp });
  const classifiers = [first, second].map((model) => soundClassifierOf(model));
  const [one, other] = await timesInTurn(classifiers, { batchSize, rounds, warmUp, signal });
  const ratio = medianOf(
    other.map((took, round) => took / one[round]),
    level
  );
  return {
    batchSize,
    rounds,
    level,
    firstMs: medianOfTimes(one),
    secondMs: medianOfTimes(other),
    ratio,
    machine: thisMachine()
  };
}

/** @throws EvaluationError for numbers of images or steps that can't be. */
export function requireRounds(given: { batchSize: number; rounds: number; warmUp: number }): void {
  requireCount('batchSize', given.batchSize, 1);
  requireCount('rounds', given.rounds, 1);
  requireCount('warmUp', given.warmUp, 0);
}

export function medianOfTimes(times: ArrayLike<number>): number {
  return quantileOf(Float64Array.from(times).sort(), 0.5);
}

/** @throws SpecError for a level that is not a share. */
export function medianOf(values: readonly number[], level: number): MedianInterval {
  const { estimate, from, to } = bootstrapInterval(values, medianOfTimes, {
    confidence: level,
    method: 'percentile',
    resamples: 1000
  });
  return { median: estimate, from, to };
}
