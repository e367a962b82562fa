import { SpecError } from '../errors';
import { requireOptions } from '../option-names';
import { requireArray } from '../validate';

/**
 * Channels from the first to prune to the last: ascending score, and among equal scores ascending channel. Scores are
 * contributions, mean gates or high quantiles; the first is the one to prune by, because a rescaled twin changes the
 * others at will.
 * @throws SpecError for no scores, or one that is not a number.
 */
export function pruneOrder(scores: readonly number[]): number[] {
  requireScores(scores);
  // Sorting is stable.
  return scores.map((_, channel) => channel).sort((a, b) => scores[a] - scores[b]);
}

/** Channels that a threshold takes and keeps, each in prune order. */
export interface PruneChoice {
  pruned: number[];
  kept: number[];
}

/**
 * Takes the channels whose score lies below the threshold.
 * @throws SpecError where the threshold is not a number, or keeps fewer channels than a block needs; for an order of
 *   other channels.
 */
export function chooseChannels(request: {
  scores: readonly number[];
  threshold: number;
  /** Channels that have to stay; default 1. A block needs as many as its squeeze has hidden units. */
  keepAtLeast?: number;
  /** What {@link pruneOrder} gave for these scores, where it is known: sorting takes longer than all the rest. */
  order?: readonly number[];
}): PruneChoice {
  requireOptions(request, { scores: true, threshold: true, keepAtLeast: true, order: true });
  const { scores, threshold, keepAtLeast = 1, order = pruneOrder(scores) } = request;
  requireScores(scores);
  if (new Set(order).size !== scores.length || !order.every((channel) => channel in scores)) {
    const expected = `${scores.length} channels, one for each score`;
    throw new SpecError(
      'order',
      order,
      expected,
      'Pass what pruneOrder returned for these scores, or leave it out.'
    );
  }
  if (!Number.isFinite(threshold)) {
    throw new SpecError(
      'threshold',
      threshold,
      'a finite number',
      'Set the threshold in units of the scores.'
    );
  }
  if (!Number.isInteger(keepAtLeast) || keepAtLeast < 1 || keepAtLeast > scores.length) {
    throw new SpecError(
      'keepAtLeast',
      keepAtLeast,
      `a whole number from 1 to ${scores.length}, the channels`,
      'A block keeps at least one channel.'
    );
  }
  const pruned = order.filter((channel) => scores[channel] < threshold);
  const most = scores.length - keepAtLeast;
  if (pruned.length > most) {
    throw new SpecError(
      'threshold',
      threshold,
      `one that keeps at least ${keepAtLeast} of ${scores.length} channels, at most ${Math.floor(1e6 * scores[order[most]]) / 1e6}`,
      'Lower the threshold.'
    );
  }
  return { pruned, kept: order.slice(pruned.length) };
}

function requireScores(scores: readonly number[]): void {
  const remedy = 'Give one score for each channel.';
  if (requireArray('scores', scores, remedy).length === 0) {
    throw new SpecError('scores', scores, 'at least one channel', remedy);
  }
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0) {
    throw new SpecError(`scores[${wrong}]`, scores[wrong], 'a finite number', remedy);
  }
}
