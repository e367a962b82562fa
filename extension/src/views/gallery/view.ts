import { csvOf } from '@efficientnet-lab/kernel-helpers/analysis';
import { viewDocument } from '@efficientnet-lab/kernel-helpers/views';
import {
  GALLERY_START,
  type GalleryDocument,
  galleryPicture,
  type GalleryResult,
  galleryResult,
  type GalleryState,
  galleryTable,
  galleryWords
} from '@efficientnet-lab/kernel-helpers/views/gallery';
import { sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { cellCode } from '../../frame/cell-code';
import { emptyPlace } from '../../frame/empty-place';
import type { LabView } from '../../frame/lab-view';
import type { PartMaker } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { galleryControls } from './controls';
import { galleryFilling } from './empty';
import { enlargedImage } from './enlarged';
import { exampleGallery } from './example';
import { ImageGrid } from './grid';
import { galleryModel, type GalleryModel } from './model';
import { whyContent } from './why';

/** Null as long as there are no images. */
type Result = GalleryResult | null;

/** Images side by side, what they are and what they were taken for, one of them large. */
function galleryView(model: GalleryModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('gallery', model, environment, (make: PartMaker<Result>) => {
    const takeExample = (): void =>
      model.move({ ...GALLERY_START, gallery: exampleGallery(trans.__('A made-up example: drawn shapes')) });
    const grid = new ImageGrid(model, trans, make.requestRender);
    return {
      className: 'jp-EnetGallery',
      fileName: 'efficientnet-images',
      title: trans.__('Images'),
      broken: trans.__('These are no images'),
      words: galleryWords,
      parts: [
        emptyPlace(galleryFilling(takeExample, trans), () => model.state.gallery === null, trans),
        make.box('jp-EnetGallery-images', {
          node: grid.node,
          render: (result) => grid.render(result),
          handleKey: (event) => grid.handleKey(event)
        }),
        make.box('jp-EnetSide', galleryControls(model, trans), enlargedImage(model, trans))
      ],
      whyTitle: trans.__('How losses and heat maps are computed'),
      why: whyContent,
      dataTitle: trans.__('Images'),
      data: (result) =>
        result ? galleryTable(result, trans) : element('p', {}, galleryWords(null, trans).detail),
      csv: (result) => (result ? csvOf(galleryTable(result, trans)) : ''),
      code: () => cellCode<object>('show', documentOf(model.state, trans), {}),
      paper: () => galleryPicture(model.state, trans),
      help: [
        trans.__(
          'Click an image, or reach it with the arrow keys and press Enter, to enlarge it; do the same again or press Escape to close it. Home and End go to the first and the last image, Page Up and Page Down to another page.'
        ),
        trans.__(
          'Everything is in the notebook: no kernel is needed. The stored picture shows the same images.'
        )
      ]
    };
  });
}

function documentOf(state: GalleryState, trans: TranslationBundle): GalleryDocument {
  return viewDocument('gallery', sentenceOf(galleryWords(galleryResult(state), trans)), state);
}

export const opener = openerOf<GalleryDocument>(
  () => ({ ...GALLERY_START }),
  (data, environment, start) => galleryView(galleryModel(data, start), environment)
);
