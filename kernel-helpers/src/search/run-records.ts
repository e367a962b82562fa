import { MACS_MEASURE, PARAMS_MEASURE, type Provenance, RECORD_LIMITS, type RecordSet } from '../analysis';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import {
  commonFields,
  finishedCandidates,
  requireScored,
  rungOf,
  secondsTo,
  shortened,
  sourceOf,
  type TestScore,
  trainingMeasure
} from './records';
import type { CandidateState, SweepState } from './state';

export interface SweepRunOptions {
  /** Number of the rung of `testScores`, from 0; default the last at which a candidate is with all its seeds. */
  rung?: number;
  /** Makes records of the runs of these candidates alone, with their accuracies on test images; see `sweepTestScores`. */
  testScores?: readonly TestScore[];
}

const OPTIONS: OptionNames<SweepRunOptions> = { rung: true, testScores: true };

/** Candidates with an accuracy for each seed, per cent. */
interface ScoredRuns {
  rung: number;
  of: CandidateState;
  accuracies: readonly number[];
}

/**
 * Every run of a sweep by itself: a record for each candidate, seed and rung at which the candidate is with all its
 * seeds, rung by rung and best first. `settings` tell epochs and seed; `recordTrials` makes of those of one rung what
 * `winnerReport` and `responseModel` ask for. Accuracies are of validation images, or those of `testScores`, of one rung.
 * @throws SpecError for test scores of another sweep or rung.
 */
export function sweepRuns(state: SweepState, options: SweepRunOptions = {}): RecordSet {
  requireOptions(options, OPTIONS);
  const { definition } = state;
  const { rungs, name } = definition;
  const { testScores } = options;
  const images = testScores ? 'test' : 'validation';
  const days = new Map<string, Provenance>();
  const provenanceOf = (date: string): Provenance => {
    const source = sourceOf(definition, 'its runs', images);
    const provenance = days.get(date) ?? { kind: 'measured', source, date, version: null };
    days.set(date, provenance);
    return provenance;
  };
  const runs = testScores ? testedRuns(state, testScores, options.rung) : validatedRuns(state);
  const records = runs.flatMap(({ rung, of: { candidate, trials }, accuracies }) =>
    trials.map((trial, i) => ({
      name: shortened(candidate.name, RECORD_LIMITS.name),
      accuracy: accuracies[i],
      costs: {
        macs: candidate.macs,
        params: candidate.params,
        training: secondsTo(state, trial, rung)
      },
      provenance: provenanceOf(state.trial(trial).startedAt?.slice(0, 10) ?? ''),
      ...commonFields(definition, candidate, { epochs: rungs[rung], seed: trial.seed, images })
    }))
  );
  return {
    title: `${name}: every run${testScores ? ', test images' : ''}`,
    measures: [MACS_MEASURE, PARAMS_MEASURE, trainingMeasure(state, 'to the epochs of the record')],
    records
  };
}

function validatedRuns(state: SweepState): ScoredRuns[] {
  return state.definition.rungs.flatMap((_, rung) =>
    finishedCandidates(state, rung).map((of) => ({
      rung,
      of,
      accuracies: of.trials.map((trial) => 100 * (state.accuracy(trial, rung) ?? NaN))
    }))
  );
}

function testedRuns(
  state: SweepState,
  scores: readonly TestScore[],
  asked: number | undefined
): ScoredRuns[] {
  const rung = rungOf(state, asked);
  const scored = requireScored(state, rung, scores);
  return scores.map(({ accuracies }, i) => ({ rung, of: scored[i], accuracies }));
}
