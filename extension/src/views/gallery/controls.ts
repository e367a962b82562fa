import type { GalleryResult } from '@efficientnet-lab/kernel-helpers/views/gallery';
import type { TranslationBundle } from '@jupyterlab/translation';
import { labelled, QuantityControls } from '../../controls/quantity-controls';
import { element } from '../../dom/element';
import type { Part } from '../../frame/parts';
import type { GalleryModel } from './model';

/** Which images are shown, in which order, and with what over them; only choices that mean something here. */
export function galleryControls(model: GalleryModel, trans: TranslationBundle): Part<GalleryResult | null> {
  const controls = new QuantityControls(model, trans);
  const ofClass = element('select', { class: 'jp-EnetSelect', 'aria-label': trans.__('Class') });
  ofClass.addEventListener('change', () =>
    model.choose({ ofClass: ofClass.value === '' ? null : ofClass.value })
  );
  const shown = labelled(trans.__('show'), controls.buttons('shown'));
  const classes = labelled(trans.__('class'), ofClass);
  const order = labelled(trans.__('order'), controls.select('order'));
  const heat = labelled(trans.__('draw'), controls.buttons('heat'));
  let listed: readonly string[] = [];
  return {
    node: element('div', { class: 'jp-EnetControls jp-EnetGallery-controls' }, shown, classes, order, heat),
    update: () => {
      controls.update();
      ofClass.value = model.state.ofClass ?? '';
    },
    render: (result) => {
      if (result === null) {
        return;
      }
      shown.hidden = result.answers === 0;
      classes.hidden = result.classes.length === 0;
      order.hidden = !result.hasProbability && !result.hasLoss;
      heat.hidden = !result.hasMaps;
      if (listed.join('\n') !== result.classes.join('\n')) {
        listed = result.classes;
        const all = element('option', { value: '' }, trans.__('all classes'));
        ofClass.replaceChildren(all, ...listed.map((name) => element('option', { value: name }, name)));
        ofClass.value = model.state.ofClass ?? '';
      }
    }
  };
}
