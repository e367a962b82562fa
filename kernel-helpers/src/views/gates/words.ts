import { exact, percent, plain, si } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import type { GatesResult } from './result';
import type { GatesState } from './state';

/** How many channels are low throughout, and what pruning would save. */
export function gatesWords(
  state: GatesState,
  result: GatesResult | null,
  trans: Phrases = ENGLISH
): ResultText {
  if (result === null) {
    return {
      before: trans.__('No gates yet: '),
      factor: trans.__('which channels does a block switch off?'),
      after: '',
      detail: trans.__(
        'Give the values of a squeeze-and-excitation gate, one row for each input and one column for each channel.'
      )
    };
  }
  const { counts, shares } = result;
  return {
    before: trans.__('Below τ = %1, ', plain(state.threshold)),
    factor: trans.__('%1 of %2 channels are always low', exact(counts.alwaysLow), exact(shares.length)),
    after: trans.__(', %1 only on some inputs.', exact(counts.sometimesLow)),
    detail: [pruneText(state, result, trans), savedText(result, trans)]
      .filter((text) => text !== '')
      .join(' ')
  };
}

/** What the score of the state is called. */
export function scoreName(score: GatesState['score'], trans: Phrases = ENGLISH): string {
  switch (score) {
    case 'mean':
      return trans.__('mean gate');
    case 'maximum':
      return trans.__('highest gate');
    case 'contribution':
      return trans.__('contribution');
  }
}

function pruneText({ score }: GatesState, { choice, choiceProblem }: GatesResult, trans: Phrases): string {
  if (choice === null) {
    return choiceProblem ?? '';
  }
  const pruned = exact(choice.pruned.length);
  return trans.__('Pruning by %1 would take %2.', scoreName(score, trans), pruned);
}

function savedText({ savings, pruning, blockProblem }: GatesResult, trans: Phrases): string {
  if (blockProblem !== null) {
    return blockProblem;
  }
  if (savings === null || pruning === null) {
    return '';
  }
  return trans.__(
    'That saves %1 parameters and %2 MACs of %3: %4 of the block’s MACs, %5 of the network’s.',
    si(savings.params),
    si(savings.macs),
    pruning.block.name,
    percent(savings.share.blockMacs),
    percent(savings.share.networkMacs)
  );
}
