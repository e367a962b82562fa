import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element } from '../../dom/element';

/** A cell that fills the view. */
const CODE = `import * as enet from '@efficientnet-lab/kernel-helpers';

const data = await enet.loadMnist();
const spec = enet.scale({
  name: 'digits',
  width: 0.35,
  depth: 0.25,
  resolution: 32,
  inputChannels: 1,
  classes: 10,
  preprocessing: 'unit',
  cropFraction: 1,
  batchNormMomentum: 0.9
});
const model = enet.buildEfficientNet(spec, { seed: 1 });
await enet.train(model, data, { epochs: 1, seed: 1 });
enet.show(await enet.evaluate(model, data.test));
`;

/** What the view shows while there is no evaluation: how to make one, and an example. */
export function emptyPlace(takeExample: () => void, trans: TranslationBundle): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetEvaluation-empty jp-mod-wide' },
    element(
      'p',
      {},
      trans.__('Run this in a cell: it trains a small network and shows its evaluation below.')
    ),
    element('pre', { tabindex: 0, 'aria-label': trans.__('Code that evaluates a network') }, CODE),
    element(
      'div',
      { class: 'jp-EnetEvaluation-row' },
      button(trans.__('copy this code'), () => Clipboard.copyToSystem(CODE)),
      button(trans.__('fill with an example'), takeExample, {
        title: trans.__('Made-up answers on drawn shapes')
      })
    )
  );
}
