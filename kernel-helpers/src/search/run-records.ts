import { MACS_MEASURE, PARAMS_MEASURE, type Provenance, RECORD_LIMITS, type RecordSet } from '../analysis';
import { commonFields, finishedCandidates, secondsTo, shortened, sourceOf, trainingMeasure } from './records';
import type { SweepState } from './state';

/**
 * Every run of a sweep by itself: a record for each candidate, seed and rung at which the candidate is with all its
 * seeds, rung by rung and best first. `settings` tell epochs and seed; `recordTrials` makes of those of one rung what
 * `winnerReport` and `responseModel` ask for. Accuracies are of validation images.
 */
export function sweepRuns(state: SweepState): RecordSet {
  const { definition } = state;
  const { rungs, name } = definition;
  const days = new Map<string, Provenance>();
  const provenanceOf = (date: string): Provenance => {
    const source = sourceOf(definition, 'its runs', 'validation');
    const provenance = days.get(date) ?? { kind: 'measured', source, date, version: null };
    days.set(date, provenance);
    return provenance;
  };
  const records = rungs.flatMap((epochs, rung) =>
    finishedCandidates(state, rung).flatMap(({ candidate, trials }) =>
      trials.map((trial) => ({
        name: shortened(candidate.name, RECORD_LIMITS.name),
        accuracy: 100 * (state.accuracy(trial, rung) ?? NaN),
        costs: {
          macs: candidate.macs,
          params: candidate.params,
          training: secondsTo(state, trial, rung)
        },
        provenance: provenanceOf(state.trial(trial).startedAt?.slice(0, 10) ?? ''),
        ...commonFields(definition, candidate, { epochs, seed: trial.seed, images: 'validation' })
      }))
    )
  );
  return {
    title: `${name}: every run`,
    measures: [MACS_MEASURE, PARAMS_MEASURE, trainingMeasure(state, 'to the epochs of the record')],
    records
  };
}
