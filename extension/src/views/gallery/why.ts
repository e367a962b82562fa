import { type GalleryResult, galleryWords } from '@efficientnet-lab/kernel-helpers/views/gallery';
import { significant } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';

/** How the numbers of an image are computed, with those of the one with the largest loss, and what a map shows. */
export function whyContent(result: GalleryResult | null, trans: TranslationBundle): HTMLElement {
  const paragraph = (text: string, className: string | null = null): HTMLElement =>
    element('p', { class: className }, text);
  if (result === null) {
    return paragraph(galleryWords(null, trans).detail);
  }
  const { items, hasMaps } = result;
  const losses = items.flatMap(({ loss }) => (loss === null || loss === Infinity ? [] : [loss]));
  const largest = Math.max(...losses);
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    ...(losses.length === 0
      ? []
      : [
          paragraph(
            trans.__(
              'loss = −ln p = −ln %1 = %2 nats',
              significant(Math.exp(-largest)),
              significant(largest)
            ),
            'jp-EnetFormula'
          ),
          paragraph(
            trans.__(
              'p is the probability of an image’s true class: the softmax of the logits. The loss of an image is its share of the cross-entropy that training lowers; images with a large one are those about which the network is confidently wrong, and often those with a wrong label.'
            )
          )
        ]),
    ...(hasMaps
      ? [
          paragraph(
            trans.__(
              'The heat map is Grad-CAM (Selvaraju et al., arXiv 1610.02391): the channels of a layer weighted with the mean gradient of the named class’s logit, negative sums cut off, stretched over the image. Purple is 0, yellow the largest value of the image. It shows where the evidence for the answer lies, at the resolution of the layer, not whether the answer is right.'
            )
          )
        ]
      : []),
    paragraph(
      trans.__(
        'Images are stored small, and photographs as JPEG too, so that the notebook stays small: what a network sees has other pixels.'
      )
    )
  );
}
