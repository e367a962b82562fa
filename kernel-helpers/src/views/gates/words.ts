import type { GateVerdict } from '../../analysis';
import { exact, percent, plain, setting, si, significant } from '../../wording/format';
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
    factor:
      counts.alwaysLow === 1
        ? trans.__('1 of %1 channels is always low', exact(shares.length))
        : trans.__('%1 of %2 channels are always low', exact(counts.alwaysLow), exact(shares.length)),
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

/** What channels are ordered by. */
export function orderName(column: GatesState['order']['column'], trans: Phrases = ENGLISH): string {
  switch (column) {
    case 'channel':
      return trans.__('channel number');
    case 'mean':
      return trans.__('mean gate');
    case 'below':
      return trans.__('share below τ');
    case 'score':
      return trans.__('what pruning goes by');
  }
}

export function verdictName(verdict: GateVerdict, trans: Phrases = ENGLISH): string {
  switch (verdict) {
    case 'alwaysLow':
      return trans.__('always low');
    case 'sometimesLow':
      return trans.__('low on some inputs');
    case 'neverLow':
      return trans.__('never low');
  }
}

export function channelName({ channelNames }: Pick<GatesState, 'channelNames'>, channel: number): string {
  return channelNames?.[channel] ?? String(channel);
}

/** All that is known of a channel, in three rows. */
export function channelWords(
  state: Pick<GatesState, 'channelNames' | 'threshold'>,
  { analysis, shares, contributions, ranks }: GatesResult,
  channel: number,
  trans: Phrases = ENGLISH
): string {
  const { mean, quantiles, max } = analysis.channels[channel];
  const { below, verdict } = shares[channel];
  const [q05, q95] = [quantiles.q05, quantiles.q95].map(significant);
  return [
    trans.__(
      'channel %1: mean %2, 5 to 95 % %3 to %4, highest %5',
      channelName(state, channel),
      significant(mean),
      q05,
      q95,
      significant(max)
    ),
    trans.__(
      'below τ = %1 on %2 of inputs: %3',
      setting(state.threshold),
      percent(below),
      verdictName(verdict, trans)
    ),
    trans.__('contribution %1, prune rank %2', significant(contributions[channel]), exact(ranks[channel] + 1))
  ].join('\n');
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
