import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element } from '../../dom/element';

/** A cell that fills the view. */
const CODE = `import * as enet from '@efficientnet-lab/kernel-helpers';

const names: [string, string] = ['large', 'small'];
enet.show(await enet.compareModels(large, small, data.test, { names }));
`;

/** What the view shows while nothing is compared: how to compare, and an example. */
export function emptyPlace(takeExample: () => void, trans: TranslationBundle): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetModelComparison-empty jp-mod-wide' },
    element(
      'p',
      {},
      trans.__(
        'Run this in a cell where two trained networks and a data set are: it shows below which of them is better.'
      )
    ),
    element('pre', { tabindex: 0, 'aria-label': trans.__('Code that compares two networks') }, CODE),
    element(
      'div',
      { class: 'jp-EnetSwitch' },
      button(trans.__('copy this code'), () => Clipboard.copyToSystem(CODE)),
      button(trans.__('fill with an example'), takeExample, {
        title: trans.__('Made-up answers on drawn patterns')
      })
    )
  );
}
