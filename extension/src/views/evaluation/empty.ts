import type { TranslationBundle } from '@jupyterlab/translation';
import type { Filling } from '../../frame/empty-place';

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

/** How the view is filled while there is no evaluation. */
export function evaluationFilling(takeExample: () => void, trans: TranslationBundle): Filling {
  return {
    text: trans.__('Run this in a cell: it trains a small network and shows its evaluation below.'),
    code: CODE,
    codeName: trans.__('Code that evaluates a network'),
    exampleTitle: trans.__('Made-up answers on drawn shapes'),
    takeExample
  };
}
