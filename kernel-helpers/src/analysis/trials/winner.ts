import { SpecError } from '../errors';
import { type OptionNames, requireOptions } from '../option-names';
import { quantileOf } from '../quantile';
import { checkTrials, meanOf, type Trial } from './trial';
import { TrueMeans } from './true-means';

export interface WinnerOptions {
  /** Costs count as equal within this share of the winner's; default 0.05. */
  costTolerance?: number;
  /** 100 to 100,000; default 2000. */
  resamples?: number;
  /** Share of such intervals that hold the true value; default 0.95. */
  confidence?: number;
  /** Whole number from 0 to 2³² − 1: the same one gives the same answer. Default 0. */
  seed?: number;
}

const OPTIONS: OptionNames<WinnerOptions> = {
  costTolerance: true,
  resamples: true,
  confidence: true,
  seed: true
};

/** The winner against those that cost the same. */
export interface EqualCostLead {
  /** Trials whose cost is the winner's within the tolerance, without it. */
  peers: number[];
  /** Median of the peers' mean accuracies, per cent. */
  median: number;
  /** The winner's mean less that median, as it was measured. */
  lead: number;
  /**
   * The lead that very many seeds would show, on average: mostly less than the one measured, because the best of many is
   * partly lucky; more where few peers with wide intervals leave their median uncertain. Null without a deviation over
   * seeds.
   */
  expectedLead: number | null;
  /** Interval of that lead; null without a deviation over seeds. */
  interval: { from: number; to: number } | null;
  /** Whether the whole interval lies above 0; null without one. */
  beyondInterval: boolean | null;
}

/** How far a sweep's winner can be trusted. Plain JSON. */
export interface WinnerReport {
  /** Place of the trial with the highest mean accuracy; of equal ones the cheaper, then the earlier. */
  winner: number;
  /** Null where no other trial costs the same. */
  equalCost: EqualCostLead | null;
  /** Share of draws of other seeds in which another trial wins; null without a deviation over seeds. */
  otherWinner: number | null;
  /** Trials that win at least one draw, most often first, with their shares; empty without a deviation. */
  winners: { trial: number; share: number }[];
  /** Standard deviation of one seed, pooled over all trials; null where no trial has two seeds. */
  deviation: number | null;
  resamples: number;
  seed: number;
}

/** Accuracies drawn: some seconds. */
const MOST_WORK = 1e9;
/** Accuracies drawn in a step: a few milliseconds. */
const STEP_WORK = 20_000;

/**
 * The winner, and draws of what many more seeds, and other ones, would show ({@link TrueMeans}).
 * @throws SpecError for trials or options out of bounds.
 */
export function winnerReport(trials: readonly Trial[], options: WinnerOptions = {}): WinnerReport {
  const steps = winnerSteps(trials, options);
  for (;;) {
    const next = steps.next();
    if (next.done) {
      return next.value;
    }
  }
}

/**
 * The same in steps of a few milliseconds, which yield the share done.
 * @throws SpecError as {@link winnerReport}, at the first step.
 */
export function* winnerSteps(
  trials: readonly Trial[],
  options: WinnerOptions = {}
): Generator<number, WinnerReport, void> {
  requireOptions(options, OPTIONS);
  checkTrials(trials);
  const { costTolerance = 0.05, resamples = 2000, confidence = 0.95, seed = 0 } = options;
  checkOptions(trials, costTolerance, resamples, confidence);
  const means = trials.map(({ accuracies }) => meanOf(accuracies));
  const winner = bestOf(means, trials);
  const peers = peersOf(trials, winner, costTolerance);
  const median = medianOf(means, peers);
  const equalCost = peers.length > 0 ? { peers, median, lead: means[winner] - median } : null;
  const draws = TrueMeans.of(trials, means, seed);
  if (draws === null) {
    const unknown = { expectedLead: null, interval: null, beyondInterval: null };
    return {
      ...{ winner, deviation: null, resamples, seed, otherWinner: null, winners: [] },
      equalCost: equalCost && { ...equalCost, ...unknown }
    };
  }
  const wins = new Map<number, number>();
  const leads = new Float64Array(peers.length > 0 ? resamples : 0);
  const drawsOfStep = Math.ceil(STEP_WORK / trials.length);
  for (let r = 0; r < resamples; r++) {
    if (r > 0 && r % drawsOfStep === 0) {
      yield r / resamples;
    }
    draws.draw();
    const best = bestOf(draws.redrawn, trials);
    wins.set(best, (wins.get(best) ?? 0) + 1);
    if (peers.length > 0) {
      leads[r] = draws.truths[winner] - medianOf(draws.truths, peers);
    }
  }
  const winners = [...wins]
    .map(([trial, count]) => ({ trial, share: count / resamples }))
    .sort((a, b) => b.share - a.share || a.trial - b.trial);
  return {
    ...{ winner, deviation: draws.deviation, resamples, seed },
    equalCost: equalCost && { ...equalCost, ...leadInterval(leads, confidence) },
    otherWinner: 1 - (wins.get(winner) ?? 0) / resamples,
    winners
  };
}

function leadInterval(
  leads: Float64Array,
  confidence: number
): Pick<EqualCostLead, 'beyondInterval' | 'expectedLead' | 'interval'> {
  leads.sort();
  const from = quantileOf(leads, (1 - confidence) / 2);
  const to = quantileOf(leads, (1 + confidence) / 2);
  return { expectedLead: meanOf(leads), interval: { from, to }, beyondInterval: from > 0 };
}

function checkOptions(
  trials: readonly Trial[],
  costTolerance: number,
  resamples: number,
  confidence: number
): void {
  if (!(costTolerance >= 0 && costTolerance <= 1)) {
    throw new SpecError('costTolerance', costTolerance, 'from 0 to 1', 'Give 0.05 for 5 %.');
  }
  if (!(Number.isInteger(resamples) && resamples >= 100 && resamples <= 100_000)) {
    throw new SpecError('resamples', resamples, 'a whole number from 100 to 100000', 'Take 2000.');
  }
  if (!(confidence > 0 && confidence <= 0.9999)) {
    throw new SpecError('confidence', confidence, 'above 0 and at most 0.9999', 'Give 0.95 for 95 %.');
  }
  const runs = trials.reduce((sum, { accuracies }) => sum + accuracies.length, 0);
  if (resamples * runs > MOST_WORK) {
    const got = `${resamples} for ${runs} runs`;
    throw new SpecError('resamples', got, `at most ${MOST_WORK} accuracies drawn in all`, 'Take fewer.');
  }
}

/** Place of the highest accuracy; of equal ones the cheaper, then the earlier. */
function bestOf(accuracies: ArrayLike<number>, trials: readonly Trial[]): number {
  let best = 0;
  for (let i = 1; i < accuracies.length; i++) {
    const higher = accuracies[i] - accuracies[best];
    if (higher > 0 || (higher === 0 && trials[i].cost < trials[best].cost)) {
      best = i;
    }
  }
  return best;
}

/** Trials that cost the same as one, without it. */
function peersOf(trials: readonly Trial[], trial: number, tolerance: number): number[] {
  const { cost } = trials[trial];
  // Costs at the edge belong to it, but for rounding errors.
  const edge = cost * (tolerance + 1e-12);
  return trials.flatMap((other, i) => (i !== trial && Math.abs(other.cost - cost) <= edge ? [i] : []));
}

function medianOf(accuracies: ArrayLike<number>, places: readonly number[]): number {
  return places.length === 0 ? NaN : quantileOf(Float64Array.from(places, (i) => accuracies[i]).sort(), 0.5);
}
