import {
  BlockPruning,
  chooseChannels,
  GateAnalysis,
  gateContributions,
  type GateMatrix,
  gateMatrix,
  type GateShare,
  type PruneChoice,
  pruneOrder,
  type PruningSavings,
  SpecError
} from '../../analysis';
import type { GatesState } from './state';

/** A matrix with its statistics: what doesn't change while a threshold moves. */
export interface GatesBasis {
  matrix: GateMatrix;
  analysis: GateAnalysis;
  /** E|g·v|·‖Wp‖ of each channel; magnitudes that aren't known count as 1. */
  contributions: number[];
  /** Null where no block is given, or it doesn't fit; `blockProblem` says why. */
  pruning: BlockPruning | null;
  blockProblem: string | null;
}

/** The order in which a score prunes: the same for all thresholds. */
export interface GatesRanking extends GatesBasis {
  /** What channels are pruned by, one for each. */
  scores: readonly number[];
  /** Channels, the first to prune first. */
  order: readonly number[];
  /** The place of each channel in that order, from 0. */
  ranks: readonly number[];
}

/** What a threshold makes of the gates. */
export interface GatesResult extends GatesRanking {
  shares: GateShare[];
  counts: Record<GateShare['verdict'], number>;
  /** Channels below the threshold by score; null where the block couldn't keep enough, see `choiceProblem`. */
  choice: PruneChoice | null;
  choiceProblem: string | null;
  /** What goes with the chosen channels; null without block or choice. */
  savings: PruningSavings | null;
}

/**
 * Statistics of the gates of a state.
 * @throws SpecError for an invalid matrix, or magnitudes that don't fit it.
 */
function gatesBasis(state: GatesState & { gates: NonNullable<GatesState['gates']> }): GatesBasis {
  const matrix = gateMatrix(state.gates);
  return gatesBasisOf(matrix, new GateAnalysis(matrix), state);
}

/**
 * The same for a matrix that was read and analysed before.
 * @throws SpecError for magnitudes that don't fit the matrix.
 */
export function gatesBasisOf(
  matrix: GateMatrix,
  analysis: GateAnalysis,
  { activations, projectionNorms, block }: Pick<GatesState, 'activations' | 'projectionNorms' | 'block'>
): GatesBasis {
  const contributions = gateContributions(matrix, {
    activations: activations ?? undefined,
    projectionNorms: projectionNorms ?? undefined
  });
  return { matrix, analysis, contributions, ...pruningOf(matrix, block) };
}

/**
 * Channels under the state's threshold, and what pruning them saves; null while there are no gates.
 * @throws SpecError for gates that are no matrix, or a threshold or quantile outside 0…1.
 */
export function gatesResult(state: GatesState): GatesResult | null {
  const { gates } = state;
  return gates === null ? null : gatesResultOn(gatesRanking(gatesBasis({ ...state, gates }), state), state);
}

/** @throws SpecError for a quantile outside 0…1. */
export function gatesRanking(basis: GatesBasis, state: Pick<GatesState, 'quantile' | 'score'>): GatesRanking {
  const scores = scoresOf(basis, state);
  const order = pruneOrder(scores);
  const ranks: number[] = [];
  order.forEach((channel, rank) => (ranks[channel] = rank));
  return { ...basis, scores, order, ranks };
}

/** @throws SpecError for a threshold or quantile outside 0…1. */
export function gatesResultOn(
  ranking: GatesRanking,
  state: Pick<GatesState, 'threshold' | 'quantile'>
): GatesResult {
  const { analysis, pruning } = ranking;
  const shares = analysis.at(state);
  const counts = { alwaysLow: 0, sometimesLow: 0, neverLow: 0 };
  shares.forEach(({ verdict }) => counts[verdict]++);
  const chosen = choiceOf(ranking, state.threshold);
  return {
    ...ranking,
    shares,
    counts,
    ...chosen,
    savings: chosen.choice && pruning && savingsOf(chosen.choice, pruning)
  };
}

/**
 * The threshold below which the fewest channels lie that save a share of their block's multiply-adds, with no more digits
 * than it takes to stand between two scores. Channels of the same score go together.
 * @param share 0…1, of the block's multiply-adds.
 * @throws SpecError for a share that the block can't save, or no block.
 */
export function thresholdSaving({ scores, order, pruning }: GatesRanking, share: number): number {
  if (pruning === null) {
    const remedy = 'Choose the network and the block that the gates were recorded in.';
    throw new SpecError('block', null, 'a block, which tells what a channel costs', remedy);
  }
  const { mostRemovable, step } = pruning;
  const most = pruning.savings(mostRemovable).share.blockMacs;
  if (!(share >= 0 && share <= most)) {
    const expected = `0 to ${Math.floor(1000 * most) / 1000}, which keeps as many channels as the block needs`;
    throw new SpecError('share', share, expected, 'Ask for less.');
  }
  let count = step * Math.ceil((share * mostRemovable) / most / step);
  // A quotient of floats may lie beside the whole number that it is.
  while (count >= step && pruning.savings(count - step).share.blockMacs >= share) {
    count -= step;
  }
  if (count === 0) {
    return 0;
  }
  const last = scores[order[count - 1]];
  const next = order.map((channel) => scores[channel]).find((score) => score > last) ?? 2 * last + 1;
  return between(last, next);
}

/** A number above the first and not above the second, with few digits. */
function between(above: number, upTo: number): number {
  for (let digits = 1; digits <= 15; digits++) {
    const scale = 10 ** digits;
    const rounded = (Math.floor(above * scale) + 1) / scale;
    if (rounded > above && rounded <= upTo) {
      return rounded;
    }
  }
  return upTo;
}

/**
 * Scores by which a threshold prunes. Contributions have a unit of their own: they are divided by the largest, so that
 * one threshold from 0 to 1 serves all three.
 */
function scoresOf(
  { analysis, contributions }: GatesBasis,
  { score, quantile }: Pick<GatesState, 'score' | 'quantile'>
): number[] {
  switch (score) {
    case 'mean':
      return analysis.channels.map(({ mean }) => mean);
    case 'maximum':
      return analysis.channels.map(({ channel }) => analysis.quantile(channel, quantile));
    case 'contribution': {
      const largest = Math.max(...contributions);
      return contributions.map((contribution) => (largest > 0 ? contribution / largest : 0));
    }
  }
}

function choiceOf(
  { scores, order, pruning }: GatesRanking,
  threshold: number
): Pick<GatesResult, 'choice' | 'choiceProblem'> {
  const keepAtLeast = pruning ? scores.length - pruning.mostRemovable : 1;
  try {
    return { choice: chooseChannels({ scores, threshold, keepAtLeast, order }), choiceProblem: null };
  } catch (error) {
    if (error instanceof SpecError) {
      return { choice: null, choiceProblem: error.message };
    }
    throw error;
  }
}

function savingsOf(choice: PruneChoice, pruning: BlockPruning): PruningSavings {
  return pruning.savings(removableOf(choice, pruning).length);
}

/** The channels that go: group normalisation keeps whole groups, and what is left over after the last one stays. */
export function removableOf({ pruned }: PruneChoice, { step }: BlockPruning): number[] {
  return pruned.slice(0, step * Math.floor(pruned.length / step)).sort((a, b) => a - b);
}

function pruningOf(
  { channels }: GateMatrix,
  block: GatesState['block']
): Pick<GatesBasis, 'pruning' | 'blockProblem'> {
  if (block === null) {
    return { pruning: null, blockProblem: null };
  }
  try {
    const pruning = new BlockPruning(block.spec, block.name);
    const { expandedFilters } = pruning;
    if (expandedFilters !== channels) {
      throw new SpecError(
        'gates',
        `${channels} channels`,
        `${expandedFilters}, the expanded channels of ${block.name}`,
        'Choose the block that the gates were recorded in.'
      );
    }
    return { pruning, blockProblem: null };
  } catch (error) {
    if (error instanceof SpecError) {
      return { pruning: null, blockProblem: error.message };
    }
    throw error;
  }
}
