import {
  accuracyText,
  intervalWords,
  setupText,
  type SweepResult
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { WinnerReport } from '@efficientnet-lab/kernel-helpers/analysis';
import { exact, percent, significant } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';

/** How halving chooses, and how far the best can be trusted, with the present numbers. */
export function whyContent(
  result: SweepResult | null,
  winner: WinnerReport | null,
  trans: TranslationBundle
): HTMLElement {
  const paragraph = (text: string, className: string | null = null): HTMLElement =>
    element('p', { class: className }, text);
  if (result === null) {
    return paragraph(trans.__('No sweep is shown yet.'));
  }
  const { sweep, ranked } = result;
  const [best] = ranked;
  const seeds = sweep.seeds.length;
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    paragraph(setupText(sweep, trans)),
    paragraph(
      trans.__(
        'Asynchronous successive halving (Li et al. 2020, arXiv 1810.05934) lets the best ⌊k/%1⌋ of the k candidates that have come to a rung into the next one. A candidate is called stopped only when it can no longer be among them.',
        exact(sweep.reduction)
      )
    ),
    ...(best?.interval && best.accuracy !== null
      ? [
          paragraph(
            trans.__(
              'mean ± t · s / √%1 = %2: %3',
              exact(seeds),
              accuracyText(best.accuracy),
              intervalWords(best.interval, trans)
            ),
            'jp-EnetFormula'
          ),
          paragraph(
            trans.__(
              's is the standard deviation of one seed, pooled over the candidates of the rung (Student’s t with their degrees of freedom): two or three seeds alone hardly determine it.'
            )
          )
        ]
      : []),
    ...(winner?.deviation == null || winner.otherWinner === null
      ? []
      : [
          paragraph(
            trans.__(
              's = %1 points; another candidate wins in %2 of %3 draws of other seeds.',
              significant(winner.deviation),
              percent(winner.otherWinner),
              exact(winner.resamples)
            ),
            'jp-EnetFormula'
          )
        ]),
    paragraph(
      trans.__(
        'The best of many is partly the luckiest. It was chosen by the same validation images on which its accuracy is reported: use the test images once, at the end.'
      )
    )
  );
}
