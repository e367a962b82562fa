import {
  type AccuracyInterval,
  type CostMeasure,
  MACS_MEASURE,
  PARAMS_MEASURE,
  RECORD_LIMITS,
  type RecordSet,
  type ResultRecord,
  SEARCH_MEASURES,
  type SearchMeasure,
  seedIntervals,
  type SeedInterval,
  SpecError,
  type Trial
} from '../analysis';
import { wilsonInterval } from '../analysis/metrics';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { requireOneOf } from '../analysis/validate';
import type { LatencyReport } from '../evaluation';
import { counted } from '../wording';
import type { SweepCandidate, SweepTrial } from './candidates';
import type { SweepDefinition } from './definition';
import type { CandidateState, SweepState } from './state';

/** Of each batch size, the round with the lowest median; see `sweepLatencies`. */
export interface SweepLatency extends LatencyReport {
  rounds: number;
}

/** How a candidate does on images by which nothing was chosen. Plain JSON. */
export interface TestScore {
  /** The candidate's `id`. */
  candidate: string;
  /** Mean over the seeds on validation images, per cent: what it was chosen by. */
  validation: number;
  /** On test images, per cent, one for each seed. */
  accuracies: number[];
  /** Test images. */
  images: number;
}

export interface SweepRecordOptions {
  /** Number of the rung, from 0; default the last at which a candidate is with all its seeds. */
  rung?: number;
  /** Measured latencies by the candidate's `id`; see `sweepLatencies`. */
  latencies?: ReadonlyMap<string, SweepLatency>;
  /** Makes records of these candidates alone, with their accuracies on test images; see `sweepTestScores`. */
  testScores?: readonly TestScore[];
}

const OPTIONS: OptionNames<SweepRecordOptions> = { rung: true, latencies: true, testScores: true };

export interface SweepTrialOptions {
  /** As of `sweepRecords`. */
  rung?: number;
  /** What the candidates cost; default `macs`. */
  measure?: SearchMeasure;
}

const TRIAL_OPTIONS: OptionNames<SweepTrialOptions> = { rung: true, measure: true };

/** Of the intervals over seeds. */
const CONFIDENCE = 0.95;

const MEMORY_MEASURE: CostMeasure = {
  key: 'memory',
  name: 'Largest memory in training',
  quantity: 'memory',
  unit: 'bytes',
  note: 'of the whole process'
};

/** Seconds in the epochs up to a rung, of one machine or several. */
export function trainingMeasure(state: SweepState, note: string): CostMeasure {
  const { threads } = state.definition.trial;
  const all = state.candidates.flatMap(({ trials }) =>
    trials.flatMap((trial) => state.trial(trial).machine ?? [])
  );
  const machines = [...new Set(all)].sort().join('; ');
  return {
    key: 'training',
    name: 'Training time',
    quantity: 'training',
    unit: 's',
    ...(machines !== '' && { device: shortened(machines, RECORD_LIMITS.name) }),
    note: `${note}, ${counted(threads, 'thread')} each`
  };
}

/** Of the epochs that a run has trained when it is at a rung. */
export function secondsTo(state: SweepState, trial: SweepTrial, rung: number): number {
  const epochs = state.trial(trial).history.slice(0, state.definition.rungs[rung]);
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The rung that records are of unless another is asked for: the last with a candidate that has all its seeds. */
export function lastRung(state: SweepState): number | null {
  for (let rung = state.definition.rungs.length - 1; rung >= 0; rung--) {
    if (state.candidates.some((_, candidate) => typeof state.score(candidate, rung) === 'number')) {
      return rung;
    }
  }
  return null;
}

/** Candidates with all their seeds at a rung, best first. */
export function finishedCandidates(state: SweepState, rung: number): CandidateState[] {
  return state.candidates
    .map((each, candidate) => ({ each, score: state.score(candidate, rung) }))
    .filter((one): one is { each: CandidateState; score: number } => typeof one.score === 'number')
    .sort((a, b) => b.score - a.score)
    .map(({ each }) => each);
}

/**
 * Candidates at a rung with the accuracies of their seeds, best first: what `winnerReport`, `seedIntervals` and
 * `responseModel` ask for. Their names are the candidates' `id`.
 * @throws SpecError as `sweepRecords`.
 */
export function sweepTrials(state: SweepState, options: SweepTrialOptions = {}): Trial[] {
  requireOptions(options, TRIAL_OPTIONS);
  const { rung, measure = 'macs' } = options;
  requireOneOf('measure', measure, SEARCH_MEASURES);
  const asked = rungOf(state, rung);
  return finishedCandidates(state, asked).map(({ candidate, trials }) => ({
    name: candidate.id,
    cost: candidate[measure],
    accuracies: trials.map((trial) => 100 * (state.accuracy(trial, asked) ?? 0))
  }));
}

/**
 * What a sweep measured, as records that fronts, stopping points and tables take as they take published ones: all of one
 * rung, so that every network was trained equally long. Accuracies are means over the seeds; with at least two,
 * `accuracyInterval` is the 95 % interval of `seedIntervals`. They are of validation images, by which the best of many was
 * chosen, so that its accuracy flatters it; `testScores` makes records of test images, of the scored candidates alone,
 * whose title, source and setting `images` say so. Of one seed these have Wilson's interval over the images.
 *
 * @throws SpecError for a rung that there is not, a sweep in which no candidate has come to it, and test scores of others.
 */
export function sweepRecords(state: SweepState, options: SweepRecordOptions = {}): RecordSet {
  requireOptions(options, OPTIONS);
  const { rungs, name } = state.definition;
  const { latencies = new Map<string, SweepLatency>() } = options;
  const rung = rungOf(state, options.rung);
  const measured = options.testScores
    ? testedCandidates(state, rung, options.testScores)
    : validatedCandidates(state, rung);
  const epochs = rungs[rung];
  const length = counted(epochs, 'epoch');
  const training = trainingMeasure(state, `to ${length}, mean over seeds`);
  const timed = measured.flatMap(({ of: { candidate } }) => latencies.get(candidate.id) ?? []);
  const measures = [MACS_MEASURE, PARAMS_MEASURE, training, MEMORY_MEASURE, ...latencyMeasures(timed)];
  return {
    title: `${name}: ${options.testScores ? 'test images' : 'measured'} after ${length}`,
    measures,
    records: measured.map((each) => recordOf(state, rung, each, latencies.get(each.of.candidate.id)))
  };
}

/** A candidate's accuracy in per cent, and by which images. */
interface MeasuredCandidate {
  of: CandidateState;
  accuracy: number;
  interval: AccuracyInterval | undefined;
  images: 'validation' | 'test';
  /** What it was chosen by, where that is something else. */
  validation?: number;
}

function validatedCandidates(state: SweepState, rung: number): MeasuredCandidate[] {
  const intervals = seedIntervals(sweepTrials(state, { rung }), CONFIDENCE);
  return finishedCandidates(state, rung).map((of, i) => ({
    of,
    accuracy: intervals[i].mean,
    interval: overSeeds(intervals[i]),
    images: 'validation'
  }));
}

function testedCandidates(
  state: SweepState,
  rung: number,
  scores: readonly TestScore[]
): MeasuredCandidate[] {
  const scored = requireScored(state, rung, scores);
  const trials = scores.map(({ candidate, accuracies }) => ({ name: candidate, cost: 1, accuracies }));
  const intervals = seedIntervals(trials, CONFIDENCE);
  return scores.map(({ accuracies, validation, images }, i) => {
    const { mean } = intervals[i];
    return {
      of: scored[i],
      accuracy: mean,
      interval: accuracies.length === 1 ? overImages(mean, images) : overSeeds(intervals[i]),
      images: 'test',
      validation
    };
  });
}

/** The candidates of test scores. @throws SpecError for scores of another sweep, or of another rung. */
export function requireScored(
  state: SweepState,
  rung: number,
  scores: readonly TestScore[]
): CandidateState[] {
  const byId = new Map(finishedCandidates(state, rung).map((each) => [each.candidate.id, each]));
  return scores.map(({ candidate, accuracies }, i) => {
    const of = byId.get(candidate);
    if (of?.trials.length !== accuracies.length) {
      const expected = 'scores of candidates that have all their seeds at this rung';
      const remedy = 'Score this sweep by sweepTestScores, at the same rung.';
      throw new SpecError(`testScores[${i}].candidate`, candidate, expected, remedy);
    }
    return of;
  });
}

function overSeeds({ interval }: SeedInterval): AccuracyInterval | undefined {
  return interval ? { ...interval, confidence: CONFIDENCE, over: 'seeds' } : undefined;
}

function overImages(accuracy: number, images: number): AccuracyInterval {
  const right = Math.round((accuracy / 100) * images);
  const { from, to } = wilsonInterval(right, images, CONFIDENCE);
  // Rounding errors must not put the accuracy outside.
  return {
    from: Math.min(100 * from, accuracy),
    to: Math.max(100 * to, accuracy),
    confidence: CONFIDENCE,
    over: 'images'
  };
}

export function rungOf(state: SweepState, asked: number | undefined): number {
  const { rungs } = state.definition;
  const rung = asked ?? lastRung(state) ?? 0;
  if (!(Number.isInteger(rung) && rung >= 0 && rung < rungs.length)) {
    const remedy = 'Leave it out for the last.';
    throw new SpecError('rung', rung, `a whole number from 0 to ${rungs.length - 1}`, remedy);
  }
  if (finishedCandidates(state, rung).length === 0) {
    const remedy = 'Let the sweep continue, or use a shorter rung.';
    throw new SpecError('rung', rung, 'one at which a candidate has all its seeds', remedy);
  }
  return rung;
}

function recordOf(
  state: SweepState,
  rung: number,
  { of: { candidate, trials }, accuracy, interval, images, validation }: MeasuredCandidate,
  latency: SweepLatency | undefined
): ResultRecord {
  const { definition } = state;
  const epochs = definition.rungs[rung];
  const states = trials.map((trial) => state.trial(trial));
  const peaks = states.flatMap(({ peakBytes }) => peakBytes ?? []);
  const seconds = trials.map((trial) => secondsTo(state, trial, rung));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, each) => sum + each, 0) / values.length;
  const days = states.flatMap(({ startedAt }) => startedAt?.slice(0, 10) ?? []).sort();
  return {
    name: shortened(candidate.name, RECORD_LIMITS.name),
    accuracy,
    ...(interval && { accuracyInterval: interval }),
    costs: {
      macs: candidate.macs,
      params: candidate.params,
      training: mean(seconds),
      ...(peaks.length > 0 && { memory: Math.max(...peaks) }),
      ...Object.fromEntries(
        latency?.latencies.map(({ batchSize, medianMs }) => [latencyKey(batchSize), medianMs]) ?? []
      )
    },
    provenance: {
      kind: 'measured',
      source: sourceOf(definition, `run ${candidate.id}`, images),
      date: days[0],
      version: null
    },
    ...commonFields(definition, candidate, {
      epochs,
      seeds: trials.length,
      images,
      ...(validation !== undefined && { validationAccuracy: validation })
    }),
    spec: candidate.spec
  };
}

/** Where a record of a sweep comes from. */
export function sourceOf(
  { name, data: { loader, from } }: SweepDefinition,
  run: string,
  images: 'validation' | 'test'
): string {
  return shortened(`sweep ${name}, ${run}, ${images} images of ${from ?? loader}`, RECORD_LIMITS.text);
}

/** What records of networks and of runs have alike. */
export function commonFields(
  { name, candidates }: SweepDefinition,
  { settings, spec }: SweepCandidate,
  further: Readonly<Record<string, string | number>>
): Pick<ResultRecord, 'family' | 'phi' | 'resolution' | 'scaling' | 'settings'> {
  const shown = Object.entries(settings)
    .slice(0, RECORD_LIMITS.settings - Object.keys(further).length)
    .map(([key, value]) => [key, typeof value === 'string' ? shortened(value, RECORD_LIMITS.name) : value]);
  return {
    family: shortened(name, RECORD_LIMITS.name),
    ...(candidates.kind === 'triplets' && { scaling: 'compound' as const, phi: 1 }),
    resolution: spec.resolution,
    settings: { ...Object.fromEntries(shown), ...further }
  };
}

const latencyKey = (batchSize: number): string => `latency-${batchSize}`;

/** Each batch size once, with what it was measured on. */
function latencyMeasures(reports: readonly SweepLatency[]): CostMeasure[] {
  const measures = reports.flatMap(({ latencies, machine, runs, execution, rounds }) =>
    latencies.map(({ batchSize }): CostMeasure => ({
      key: latencyKey(batchSize),
      name: `Latency, batch of ${batchSize}`,
      quantity: 'latency',
      unit: 'ms',
      device: shortened(machine.cpu, RECORD_LIMITS.name),
      batchSize,
      note: `median of ${runs} ${execution} steps${rounds > 1 ? `, the least of ${rounds} rounds` : ''}`
    }))
  );
  return [...new Map(measures.map((measure) => [measure.key, measure])).values()];
}

export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
