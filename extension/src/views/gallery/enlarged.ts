import { rowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import { decoded } from '@efficientnet-lab/kernel-helpers/views';
import {
  type GalleryItem,
  type GalleryResult,
  imageName,
  lossText
} from '@efficientnet-lab/kernel-helpers/views/gallery';
import { percent } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { table } from '../../controls/table';
import { element } from '../../dom/element';
import type { Part } from '../../frame/parts';
import { heatedImage } from './heated-image';
import type { GalleryModel } from './model';

/** The chosen image, large, with all that is known of it. */
export function enlargedImage(model: GalleryModel, trans: TranslationBundle): Part<GalleryResult | null> {
  const node = element('section', {
    class: 'jp-EnetGallery-enlarged',
    'aria-label': trans.__('Enlarged image')
  });
  let drawn = '';
  return {
    node,
    render: (result) => {
      const item = result?.enlarged ?? null;
      const { heat } = model.state;
      const now = `${heat} ${item?.place}`;
      if (item === null) {
        drawn = '';
        node.replaceChildren(
          element('p', { class: 'jp-EnetSource' }, trans.__('Click an image, or press Enter, to enlarge it.'))
        );
      } else if (now !== drawn) {
        drawn = now;
        const close = button(trans.__('close'), () => model.choose({ enlarged: null }));
        const head = element(
          'div',
          { class: 'jp-EnetGallery-head' },
          element('h3', {}, imageName(item, trans)),
          close
        );
        node.replaceChildren(head, pictureOf(item, heat === 'map', trans), factsTable(item, trans));
        // Below a narrow view's images nobody would see it; a page that opens stays where it is.
        if (node.closest('.jp-EnetView')?.contains(document.activeElement)) {
          node.scrollIntoView({ block: 'nearest' });
        }
      }
    }
  };
}

function pictureOf(item: GalleryItem, isHeated: boolean, trans: TranslationBundle): HTMLElement {
  const { image, file, map } = item;
  return heatedImage(decoded(image), file, isHeated ? map : null, imageName(item, trans));
}

function factsTable(item: GalleryItem, trans: TranslationBundle): HTMLElement {
  const { truth, predicted, probability, truthProbability, loss, caption } = item;
  const share = (value: number | null) =>
    value === null ? '–' : { text: percent(value, 2), title: String(value) };
  const facts = table(
    trans.__('Details of the image'),
    [
      { label: '', title: trans.__('Details of the image') },
      { label: trans.__('class'), title: trans.__('Name of the class') },
      {
        label: trans.__('probability'),
        numeric: true,
        title: trans.__('As the network says; hover for all digits')
      }
    ],
    [
      [
        { text: trans.__('named'), title: rowMeaning('imagePrediction', trans) },
        predicted ?? '–',
        share(probability)
      ],
      [
        { text: trans.__('true'), title: rowMeaning('imageTruth', trans) },
        truth ?? '–',
        share(truth === predicted ? probability : truthProbability)
      ]
    ]
  );
  return element(
    'div',
    {},
    ...(truth === null && predicted === null ? [] : [facts]),
    ...(loss === null ? [] : [element('p', {}, trans.__('loss −ln p = %1', lossText(loss, trans)))]),
    ...caption.map((line) => element('p', {}, line))
  );
}
