import { rowMeaning, type RowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import { type GatesResult, type GatesState, verdictName } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact, percent, si } from '@efficientnet-lab/kernel-helpers/wording';

/** Counts of channels, and what pruning saves. */
export function resultsTable(result: GatesResult, trans: TranslationBundle): HTMLTableElement {
  const { counts, shares, choice, savings } = result;
  const head = (text: string, meaning: RowMeaning): Cell => ({ text, title: rowMeaning(meaning, trans) });
  const pruned = head(trans.__('pruned at τ'), 'prunedChannels');
  const share = (count: number): Cell[] => [exact(count), percent(count / shares.length)];
  const rows: Cell[][] = [
    ...(['alwaysLow', 'sometimesLow', 'neverLow'] as const).map((verdict) => [
      head(verdictName(verdict, trans), verdict),
      ...share(counts[verdict])
    ]),
    [pruned, ...(choice ? share(choice.pruned.length) : ['–', '–'])]
  ];
  if (savings) {
    const { params, macs, share: of } = savings;
    rows.push(
      [head(trans.__('parameters saved'), 'savedParams'), number(params), percent(of.blockParams)],
      [head(trans.__('MACs saved'), 'savedMacs'), number(macs), percent(of.blockMacs)],
      [
        head(trans.__('MACs saved, of the network'), 'savedNetworkMacs'),
        number(macs),
        percent(of.networkMacs, 2)
      ]
    );
  }
  return table(
    trans.__('Channels and savings'),
    [
      { label: '', title: trans.__('What is counted') },
      { label: trans.__('count'), numeric: true, title: trans.__('How many, of one block') },
      {
        label: trans.__('share'),
        numeric: true,
        title: trans.__('Of its channels; savings of what the block, or the network, costs')
      }
    ],
    rows
  );
}

/** What a channel costs, and why a small gate alone is no reason to prune. */
export function whyContent(
  state: GatesState,
  result: GatesResult | null,
  trans: TranslationBundle
): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    ...(result?.pruning ? [element('p', { class: 'jp-EnetFormula' }, costFormula(result))] : []),
    ...[
      trans.__(
        'Squeeze-and-excitation multiplies each channel by a gate between 0 and 1 that depends on the input. A mean hides two kinds of channel: one that is low on every input, and one that works on few inputs only. “Always low” asks that a high quantile of the gates lies below τ, by default the highest gate.'
      ),
      trans.__(
        'A gate alone is not a measure of importance: divide a channel’s gates by ten and multiply its row of the projection by ten, and the block computes the same. “Rescale the channel” does that: the gate shrinks, the contribution E|g·v|·‖Wp‖ stays.'
      ),
      trans.__(
        'A sigmoid never reaches 0, and even a channel whose gate is 0 still feeds the squeeze of all others: removing it shifts their gates unless its row there is 0 too. So pruning by a threshold changes the function slightly; the savings are exact, but the loss of accuracy has to be measured.'
      ),
      magnitudesText(state, trans)
    ].map((text) => element('p', {}, text)),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Source: Hu et al., arXiv 1709.01507 (squeeze-and-excitation). With a channel go its column of the expansion, two normalisations, its depthwise filter, its row and column of the gate and its row of the projection.'
      )
    )
  );
}

function costFormula({ pruning }: GatesResult): string {
  const { perChannel, block } = pruning ?? {};
  return perChannel && block
    ? `${block.name}: ${exact(perChannel.params)} parameters (+ ${exact(perChannel.statistics)} moving statistics) and ${exact(perChannel.macs)} MACs for each channel, of ${exact(block.params)} and ${exact(block.macs)}`
    : '';
}

function magnitudesText({ activations, projectionNorms }: GatesState, trans: TranslationBundle): string {
  const missing = [
    activations === null ? trans.__('magnitudes before the gate') : '',
    projectionNorms === null ? trans.__('norms of the projection') : ''
  ].filter((name) => name !== '');
  return missing.length === 0
    ? trans.__('Contributions use the magnitudes that came with these gates.')
    : trans.__('Not known here, and counted as 1 in the contribution: %1.', missing.join(', '));
}

function number(value: number): Cell {
  return { text: si(value), title: exact(value) };
}
