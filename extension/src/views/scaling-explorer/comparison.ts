import { type CostReport, rowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  nameOf,
  type PinnedNetwork,
  type ScalingResult
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';
import { significant, times } from '@efficientnet-lab/kernel-helpers/wording';
import { type Quantity, quantities } from './quantities';

/** The pinned networks beside the shown one: each number, and how many times the shown one's it is. */
export function comparisonTable(
  result: ScalingResult,
  pinned: readonly PinnedNetwork[],
  trans: TranslationBundle
): HTMLTableElement {
  const rows = quantities(trans).map((quantity): Cell[] => {
    const here = quantity.value(result.report);
    return [
      { text: quantity.label, title: quantity.meaning },
      { text: quantity.show(here), title: quantity.exact(here) },
      ...pinned.map(({ report }) => comparedCell(quantity, report, here))
    ];
  });
  const promise = (built: number, promised: number | null): Cell => ({
    text: promised === null ? '–' : times(built / promised)
  });
  const built = table(
    trans.__('Pinned networks beside the one shown'),
    [
      {
        label: trans.__('× the one shown'),
        title: trans.__('Each number, and below it how many times that of the network shown')
      },
      { label: nameOf(result, trans), numeric: true, title: trans.__('The network shown') },
      ...pinned.map(({ pin }) => ({
        label: `${pin.letter}: ${networkName(pin.spec)}`,
        numeric: true,
        title: trans.__('A network that you pinned')
      }))
    ],
    [
      ...rows,
      [
        { text: trans.__('built ÷ promised'), title: rowMeaning('growth.builtOverPromised', trans) },
        promise(result.built, result.isFamilyBase ? null : result.ideal),
        ...pinned.map(({ mark }) => promise(mark.built, mark.promised))
      ]
    ],
    'jp-EnetComparison'
  );
  built.querySelectorAll<HTMLElement>('thead th').forEach((head, i) => {
    if (i >= 2) {
      head.dataset.pin = pinned[i - 2].pin.letter;
    }
  });
  return built;
}

function comparedCell(quantity: Quantity, report: CostReport, here: number): Cell {
  const value = quantity.value(report);
  return {
    text: '',
    title: quantity.exact(value),
    node: element(
      'span',
      {},
      quantity.show(value),
      element('span', { class: 'jp-EnetComparison-factor' }, `${significant(value / here)} ×`)
    )
  };
}
