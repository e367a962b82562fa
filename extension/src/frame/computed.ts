import { SpecError } from '@efficientnet-lab/kernel-helpers/analysis';
import { StateHistory } from './history';

/** What a state stands for, or why it stands for nothing. */
export type Outcome<R> = { ok: true; result: R } | { ok: false; message: string };

/** The result of a computation, or the message of the SpecError that it throws. */
export function attempt<R>(run: () => R): Outcome<R> {
  try {
    return { ok: true, result: run() };
  } catch (error) {
    if (error instanceof SpecError) {
      return { ok: false, message: error.message };
    }
    throw error;
  }
}

/** A state with the numbers that follow from it. Knows no DOM. */
export abstract class ComputedState<S extends object, R> extends StateHistory<S> {
  /** Computed at most once for each basis. */
  get outcome(): Outcome<R> {
    const basis = this.basisOf(this.state);
    if (this.cached?.basis !== basis) {
      this.cached = { basis, outcome: attempt(() => this.compute(this.state)) };
    }
    return this.cached.outcome;
  }

  /**
   * The numbers of a state that stands for something; views ask for them only then.
   * @throws Error for a state that stands for nothing.
   */
  get result(): R {
    const { outcome } = this;
    if (!outcome.ok) {
      throw new Error(outcome.message);
    }
    return outcome.result;
  }

  /** @throws SpecError when the state stands for nothing. */
  protected abstract compute(state: Readonly<S>): R;

  /** The part of the state that the numbers follow from; all of it unless told otherwise. */
  protected basisOf(state: Readonly<S>): object {
    return state;
  }

  /** Numbers that came late belong to the same state: they are computed again. */
  protected forget(): void {
    this.cached = null;
  }

  private cached: { basis: object; outcome: Outcome<R> } | null = null;
}
