import type { TranslationBundle } from '@jupyterlab/translation';
import type { Filling } from '../../frame/empty-place';

/** A cell that fills the view. */
const CODE = `import * as enet from '@efficientnet-lab/kernel-helpers';

const model = await enet.loadEfficientNet('timm/efficientnet_b0.ra_in1k');
const photographs = await Promise.all(paths.map((path) => enet.loadImage(path)));
const answers = await enet.classify(model, photographs);
enet.showImages('What B0 sees', photographs.map((image, i) => ({
  image,
  name: paths[i],
  predicted: answers[i][0].label,
  probability: answers[i][0].probability
})));
`;

/** How the view is filled while there are no images. */
export function galleryFilling(takeExample: () => void, trans: TranslationBundle): Filling {
  return {
    text: trans.__(
      'Run this in a cell of a notebook in which paths lists the paths of some photographs: it shows them below.'
    ),
    code: CODE,
    codeName: trans.__('Code that shows images'),
    exampleTitle: trans.__('Made-up answers on drawn shapes'),
    takeExample
  };
}
