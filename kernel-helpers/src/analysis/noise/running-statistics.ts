import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { requireNumber } from '../validate';
import { NOISE_LIMITS } from './place';

export interface RunningStatisticsRequest {
  /** p in Keras's sense: moving = p·moving + (1−p)·batch. PyTorch's momentum is 1 − p. */
  momentum: number;
  /** t, training steps done. */
  steps: number;
  /** Share of the initial value below which the moving statistics count as settled; default 1 %. */
  settled?: number;
}

const REQUEST: OptionNames<RunningStatisticsRequest> = { momentum: true, steps: true, settled: true };

/** What moving statistics of batch normalisation are worth after a number of steps. */
export interface RunningStatistics {
  /** p^t, share of the initial value (mean 0, variance 1) that is left. */
  leftover: number;
  /** Var(moving)/Var(batch) = (1−p)/(1+p)·(1 − p^(2t)), independent batches. */
  varianceFactor: number;
  /** (1+p)/(1−p), batches of a plain average that is as steady, once settled. ∞ for p = 1. */
  averagedBatches: number;
  /** ln(settled)/ln(p), a real number of steps after which the leftover is the settled share. ∞ for p = 1. */
  stepsToSettle: number;
  /** First whole number of steps with at most that share left; null for p = 1. */
  firstSettledStep: number | null;
  /** More than the settled share is left: evaluation uses wrong statistics although training looks fine. */
  stale: boolean;
}

/**
 * Neither Keras nor TensorFlow.js corrects for the initial value.
 * @throws SpecError for a number out of bounds.
 */
export function runningStatistics(request: RunningStatisticsRequest): RunningStatistics {
  requireOptions(request, REQUEST);
  const p = requireNumber('momentum', request.momentum, NOISE_LIMITS.momentum);
  const steps = requireNumber('steps', request.steps, NOISE_LIMITS.steps);
  const settled = request.settled ?? 0.01;
  if (!(settled > 0 && settled < 1)) {
    throw new SpecError('settled', settled, 'a share between 0 and 1, without both', 'Use 0.01 for 1 %.');
  }
  const leftover = p ** steps;
  // For p = 0 the divisor is −∞, and the quotient 0.
  const stepsToSettle = p === 1 ? Infinity : Math.log(settled) / Math.log(p);
  return {
    leftover,
    varianceFactor: ((1 - p) / (1 + p)) * (1 - leftover ** 2),
    averagedBatches: (1 + p) / (1 - p),
    stepsToSettle,
    firstSettledStep: p === 1 ? null : firstSettled(p, stepsToSettle, settled),
    stale: leftover > settled
  };
}

/** The quotient of logarithms may be off in its last bit: ask the power itself. */
function firstSettled(p: number, near: number, settled: number): number {
  let step = Math.max(1, Math.floor(near) - 1);
  while (p ** step > settled) {
    step++;
  }
  return step;
}
