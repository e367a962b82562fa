import type { SweepState } from './state';

/**
 * How long a sweep will still take, by the work that is left and the pace so far. Work is multiply-adds times epochs; who
 * will be promoted isn't known, so that promotions still to come count as a mean network each.
 */
export class TimeLeft {
  private done = 0;
  private readonly meanMacs: number;

  /** @param now Seconds, from whenever. */
  constructor(
    private readonly state: SweepState,
    private readonly now: () => number = () => performance.now() / 1000,
    private readonly begun = now()
  ) {
    const { candidates } = state;
    this.meanMacs = candidates.reduce((sum, { candidate }) => sum + candidate.macs, 0) / candidates.length;
  }

  /** A trial has come to a rung. */
  finished(macs: number, rung: number): void {
    this.done += macs * this.epochs(rung);
  }

  /**
   * Seconds; null before a trial has finished since the start.
   * @param entered How many candidates each rung has let in so far.
   */
  seconds(entered: (rung: number) => number): number | null {
    if (this.done === 0) {
      return null;
    }
    const { candidates, definition } = this.state;
    const { rungs, seeds, reduction } = definition;
    let left = 0;
    let expected = candidates.length;
    rungs.forEach((_, rung) => {
      expected = rung === 0 ? expected : Math.max(entered(rung), Math.floor(expected / reduction));
      const known = candidates.reduce(
        (sum, { trials }) => sum + trials.filter((trial) => this.state.isKnown(trial, rung)).length,
        0
      );
      left += Math.max(0, expected * seeds.length - known) * this.meanMacs * this.epochs(rung);
    });
    return (left * (this.now() - this.begun)) / this.done;
  }

  /** From the rung before. */
  private epochs(rung: number): number {
    const { rungs } = this.state.definition;
    return rungs[rung] - (rungs[rung - 1] ?? 0);
  }
}
