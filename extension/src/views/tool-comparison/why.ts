import {
  agreementText,
  sourceText,
  type ToolComparison
} from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';

/** What each tool counts and why, with the sources of all figures. */
export function whyContent({ counts }: ToolComparison, trans: TranslationBundle): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    element(
      'p',
      {},
      trans.__(
        'A multiply-accumulate has one meaning, a network’s “FLOPs” have none: some tools count products only, some also each element that is normalised, averaged or activated, and some what their hooks happen to see. Each count below is the sum of exact terms of this network.'
      )
    ),
    ...counts.map((count) =>
      element(
        'p',
        {},
        element('strong', {}, count.tool),
        ` – ${count.why} ${agreementText(count, trans)}`,
        count.figure
          ? element('span', { class: 'jp-EnetSource' }, ` ${sourceText(count.figure, trans)}.`)
          : null
      )
    )
  );
}
