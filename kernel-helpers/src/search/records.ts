import {
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
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { requireOneOf } from '../analysis/validate';
import type { LatencyReport } from '../evaluation';
import { counted } from '../wording';
import type { CandidateState, SweepState } from './state';

export interface SweepRecordOptions {
  /** Number of the rung, from 0; default the last at which a candidate is with all its seeds. */
  rung?: number;
  /** Measured latencies by the candidate's `id`; see `sweepLatencies`. */
  latencies?: ReadonlyMap<string, LatencyReport>;
}

const OPTIONS: OptionNames<SweepRecordOptions> = { rung: true, latencies: true };

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
 * rung, so that every network was trained equally long. Accuracies are of validation images and means over the seeds;
 * with at least two, `accuracyInterval` is the 95 % interval of `seedIntervals`. The best of many was chosen by these very images, so that its accuracy flatters it.
 *
 * @throws SpecError for a rung that there is not, and a sweep in which no candidate has come to it.
 */
export function sweepRecords(state: SweepState, options: SweepRecordOptions = {}): RecordSet {
  requireOptions(options, OPTIONS);
  const { rungs, name, trial } = state.definition;
  const { latencies = new Map<string, LatencyReport>() } = options;
  const rung = rungOf(state, options.rung);
  const finished = finishedCandidates(state, rung);
  const intervals = seedIntervals(sweepTrials(state, { rung }), CONFIDENCE);
  const epochs = rungs[rung];
  const length = counted(epochs, 'epoch');
  const training: CostMeasure = {
    key: 'training',
    name: 'Training time',
    quantity: 'training',
    unit: 's',
    note: `to ${length}, ${counted(trial.threads, 'thread')}, mean over seeds`
  };
  const timed = finished.flatMap(({ candidate }) => latencies.get(candidate.id) ?? []);
  const measures = [MACS_MEASURE, PARAMS_MEASURE, training, MEMORY_MEASURE, ...latencyMeasures(timed)];
  return {
    title: `${name}: measured after ${length}`,
    measures,
    records: finished.map((each, i) =>
      recordOf(state, rung, each, { interval: intervals[i], latency: latencies.get(each.candidate.id) })
    )
  };
}

function rungOf(state: SweepState, asked: number | undefined): number {
  const { rungs } = state.definition;
  const rung = asked ?? lastRung(state) ?? 0;
  if (!(Number.isInteger(rung) && rung >= 0 && rung < rungs.length)) {
    const remedy = 'Leave it out for the last.';
    throw new SpecError('rung', rung, `a whole number from 0 to ${rungs.length - 1}`, remedy);
  }
  if (finishedCandidates(state, rung).length === 0) {
    const remedy = 'Let the sweep run on, or take a shorter rung.';
    throw new SpecError('rung', rung, 'one at which a candidate has all its seeds', remedy);
  }
  return rung;
}

function recordOf(
  state: SweepState,
  rung: number,
  { candidate, trials }: CandidateState,
  {
    interval: { mean: accuracy, interval },
    latency
  }: { interval: SeedInterval; latency: LatencyReport | undefined }
): ResultRecord {
  const { definition } = state;
  const epochs = definition.rungs[rung];
  const states = trials.map((trial) => state.trial(trial));
  const peaks = states.flatMap(({ peakBytes }) => peakBytes ?? []);
  const seconds = states.map(({ history }) =>
    history.slice(0, epochs).reduce((sum, epoch) => sum + epoch.seconds, 0)
  );
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, each) => sum + each, 0) / values.length;
  const { loader, from } = definition.data;
  const source = `sweep ${definition.name}, run ${candidate.id}, validation images of ${from ?? loader}`;
  const days = states.flatMap(({ startedAt }) => startedAt?.slice(0, 10) ?? []).sort();
  return {
    name: shortened(candidate.name, RECORD_LIMITS.name),
    accuracy,
    ...(interval && { accuracyInterval: { ...interval, confidence: CONFIDENCE, over: 'seeds' as const } }),
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
      source: shortened(source, RECORD_LIMITS.text),
      date: days[0],
      version: null
    },
    family: shortened(definition.name, RECORD_LIMITS.name),
    ...(definition.candidates.kind === 'triplets' && { scaling: 'compound' as const, phi: 1 }),
    resolution: candidate.spec.resolution,
    settings: {
      ...Object.fromEntries(
        Object.entries(candidate.settings)
          // Epochs and seeds take two.
          .slice(0, RECORD_LIMITS.settings - 2)
          .map(([key, value]) => [
            key,
            typeof value === 'string' ? shortened(value, RECORD_LIMITS.name) : value
          ])
      ),
      epochs,
      seeds: trials.length
    },
    spec: candidate.spec
  };
}

const latencyKey = (batchSize: number): string => `latency-${batchSize}`;

/** Each batch size once, with what it was measured on. */
function latencyMeasures(reports: readonly LatencyReport[]): CostMeasure[] {
  const measures = reports.flatMap(({ latencies, machine, runs, execution }) =>
    latencies.map(({ batchSize }): CostMeasure => ({
      key: latencyKey(batchSize),
      name: `Latency, batch of ${batchSize}`,
      quantity: 'latency',
      unit: 'ms',
      device: shortened(machine.cpu, RECORD_LIMITS.name),
      batchSize,
      note: `median of ${runs} ${execution} steps`
    }))
  );
  return [...new Map(measures.map((measure) => [measure.key, measure])).values()];
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
