import { decoded } from '@efficientnet-lab/kernel-helpers/views';
import {
  type ComparedExample,
  EXAMPLE_KINDS,
  exampleKindName,
  examplesOf,
  kindOf,
  type ModelComparisonResult
} from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { switchOf } from '../../controls/choices';
import { pixelImage } from '../../controls/pixel-image';
import { element, setText } from '../../dom/element';
import type { Part } from '../../frame/parts';
import type { ModelComparisonModel } from './model';

/** Kept images that the networks classify differently, of the chosen kind. */
export function differingImages(
  model: ModelComparisonModel,
  trans: TranslationBundle
): Part<ModelComparisonResult | null> {
  const list = element('ul', { class: 'jp-EnetComparedImages-list', 'aria-label': trans.__('Images') });
  const note = element('p', { class: 'jp-EnetSource', role: 'status' });
  const buttons = EXAMPLE_KINDS.map((kind) => button('', () => model.show(kind)));
  let drawn: [ModelComparisonResult, string] | null = null;
  return {
    node: element(
      'section',
      {
        class: 'jp-EnetComparedImages',
        'aria-label': trans.__('Images that the networks classify differently')
      },
      element('h3', {}, trans.__('Images that they classify differently')),
      switchOf(trans.__('Which images are shown'), ...buttons),
      note,
      list
    ),
    update: () =>
      EXAMPLE_KINDS.forEach((kind, i) => {
        buttons[i].setAttribute('aria-pressed', String(kind === model.state.shown));
      }),
    render: (result) => {
      const { shown } = model.state;
      if (result === null || (drawn?.[0] === result && drawn[1] === shown)) {
        return;
      }
      drawn = [result, shown];
      EXAMPLE_KINDS.forEach((kind, i) => setText(buttons[i], exampleKindName(kind, result, trans)));
      const images = examplesOf(result.comparison, shown);
      setText(note, noteOf(result, images.length, trans));
      list.replaceChildren(...images.map((example) => itemOf(example, result, trans)));
    }
  };
}

function noteOf({ comparison }: ModelComparisonResult, shown: number, trans: TranslationBundle): string {
  const all = comparison.differingImages;
  return comparison.examples.length === 0
    ? trans.__('They name %1 images differently; none is kept here.', exact(all))
    : trans.__('%1 of the %2 images that they classify differently.', exact(shown), exact(all));
}

function itemOf(
  { index, truth, first, second, image }: ComparedExample,
  result: ModelComparisonResult,
  trans: TranslationBundle
): HTMLElement {
  const answer = (name: string, given: string): HTMLElement =>
    element(
      'span',
      { class: given === truth ? 'jp-mod-right' : null, title: name },
      `${given === truth ? '✓' : '✗'} ${name}: ${given}`
    );
  return element(
    'li',
    { 'data-kind': kindOf({ index, truth, first, second, image }) },
    pixelImage(decoded(image), trans.__('Image %1', exact(index))),
    element('strong', {}, truth),
    answer(result.first.name, first),
    answer(result.second.name, second)
  );
}
