import { type SweepCandidate, sweepCandidates, type SweepTrial, trialsOf } from './candidates';
import type { SweepDefinition } from './definition';
import { SweepError } from './errors';
import type { TrialFailure, TrialState } from './executor';
import type { Score } from './halving';
import { readDefinition } from './sweep-folder';
import { NOT_BEGUN, readTrial } from './trial-folder';

/** Where a candidate stands. */
export interface CandidateState {
  candidate: SweepCandidate;
  /** One for each seed, in their order. */
  trials: readonly SweepTrial[];
}

/** Folders that are read at once. */
const AT_ONCE = 16;

/** A sweep as its folders tell: its definition, its candidates, and how far each of their runs is. */
export class SweepState {
  readonly candidates: readonly CandidateState[];
  /** Where it was read from; null before. */
  folder: string | null = null;
  private readonly trials = new Map<string, TrialState>();

  constructor(readonly definition: SweepDefinition) {
    this.candidates = sweepCandidates(definition).map((candidate) => ({
      candidate,
      trials: trialsOf(candidate, definition.seeds)
    }));
  }

  trial({ id }: SweepTrial): TrialState {
    return this.trials.get(id) ?? NOT_BEGUN;
  }

  set({ id }: SweepTrial, state: TrialState): void {
    this.trials.set(id, state);
  }

  /** Whether a run has the epochs of a rung, or will never have them. */
  isKnown(trial: SweepTrial, rung: number): boolean {
    const { history, failure } = this.trial(trial);
    return failure !== null || history.length >= this.definition.rungs[rung];
  }

  /** Validation accuracy, 0 to 1, of a run at a rung; null where it did not get there. */
  accuracy(trial: SweepTrial, rung: number): number | null {
    return this.trial(trial).history[this.definition.rungs[rung] - 1]?.validationAccuracy ?? null;
  }

  /** Mean validation accuracy over all seeds; null where a run failed before, undefined while one is still to come. */
  score(candidate: number, rung: number): Score | undefined {
    const { trials } = this.candidates[candidate];
    if (!trials.every((trial) => this.isKnown(trial, rung))) {
      return undefined;
    }
    let sum = 0;
    for (const trial of trials) {
      const accuracy = this.accuracy(trial, rung);
      if (accuracy === null) {
        return null;
      }
      sum += accuracy;
    }
    return sum / trials.length;
  }

  /** Trials that failed, and why. */
  failures(): Array<{ trial: SweepTrial; failure: TrialFailure }> {
    return this.candidates.flatMap(({ trials }) =>
      trials.flatMap((trial) => {
        const { failure } = this.trial(trial);
        return failure === null ? [] : [{ trial, failure }];
      })
    );
  }

  /** Reads the folders of all runs. @throws SweepError for one that is damaged, was edited or is another's. */
  async read(folder: string): Promise<this> {
    this.folder = folder;
    const all = this.candidates.flatMap(({ trials }) => trials);
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const some = all.slice(at, at + AT_ONCE);
      const states = await Promise.all(some.map((trial) => readTrial(folder, trial)));
      states.forEach((state, i) => {
        // Thousands that have not begun need no entry each.
        if (state.steps > 0 || state.failure !== null) {
          this.set(some[i], state);
        }
      });
    }
    return this;
  }
}

/**
 * What a sweep's folder holds, whether it runs or not.
 * @throws SweepError for a folder without a sweep, and one that is damaged or was edited.
 */
export async function readSweep(folder: string): Promise<SweepState> {
  const definition = await readDefinition(folder);
  if (definition === null) {
    throw new SweepError('definition', folder, 'no sweep', 'a folder that a sweep ran in', 'Check the path.');
  }
  return new SweepState(definition).read(folder);
}
