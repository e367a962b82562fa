import type { TranslationBundle } from '@jupyterlab/translation';
import type { Filling } from '../../frame/empty-place';

/** A cell that fills the view. */
const CODE = `import * as enet from '@efficientnet-lab/kernel-helpers';

const names: [string, string] = ['large', 'small'];
enet.show(await enet.compareModels(large, small, data.test, { names }));
`;

/** How the view is filled while nothing is compared. */
export function comparisonFilling(takeExample: () => void, trans: TranslationBundle): Filling {
  return {
    text: trans.__(
      'Run this in a cell of a notebook that has two trained networks and a data set: it shows below which of the two is better.'
    ),
    code: CODE,
    codeName: trans.__('Code that compares two networks'),
    exampleTitle: trans.__('Made-up answers on drawn patterns'),
    takeExample
  };
}
