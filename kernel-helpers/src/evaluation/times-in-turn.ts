import { noise } from './latency';
import type { Classifier } from './network';
import { type Scorer, scorerOf } from './scorer';

export interface TurnRequest {
  /** Images in one step. */
  batchSize: number;
  /** Steps of each network that are counted, and those before them that aren't. */
  rounds: number;
  warmUp: number;
  onRound?: () => void;
  signal?: AbortSignal;
}

/**
 * Milliseconds of compiled steps on noise, network by network and round by round. In each round every network takes one
 * step, the first in turn changing, so that what slows the machine for a while slows all alike: differences within a
 * round say more than those of medians. The event loop runs between rounds.
 * @throws EvaluationError for networks whose outputs aren't finite; the signal's reason when aborted.
 */
export async function timesInTurn(
  classifiers: readonly Classifier[],
  { batchSize, rounds, warmUp, onRound, signal }: TurnRequest
): Promise<number[][]> {
  const scorers: Scorer[] = [];
  const times: number[][] = classifiers.map(() => []);
  try {
    scorers.push(...classifiers.map((classifier) => scorerOf(classifier, 'compiled')));
    const batches = classifiers.map(({ input }) => noise(batchSize, input));
    for (let round = -1 - warmUp; round < rounds; round++) {
      signal?.throwIfAborted();
      for (let turn = 0; turn < scorers.length; turn++) {
        const i = (turn + round + 1 + warmUp) % scorers.length;
        const started = performance.now();
        scorers[i].score(batches[i], batchSize);
        const took = performance.now() - started;
        if (round >= 0) {
          times[i].push(took);
        }
      }
      onRound?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return times;
  } finally {
    scorers.forEach((scorer) => scorer.dispose());
  }
}
