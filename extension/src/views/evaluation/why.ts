import {
  type EvaluationResult,
  figureWords,
  reliabilityWords
} from '@efficientnet-lab/kernel-helpers/views/evaluation';
import { exact, percent } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { table } from '../../controls/table';
import { element } from '../../dom/element';

/** What matters of all classes together, with formula and source on hover. */
export function figuresTable({ evaluation }: EvaluationResult, trans: TranslationBundle): HTMLTableElement {
  return table(
    trans.__('All classes together'),
    [
      { label: trans.__('measure'), title: trans.__('Hover over a name for its formula and source') },
      { label: trans.__('value'), numeric: true, title: trans.__('Hover over a value for all its digits') }
    ],
    figureWords(evaluation, trans).map(({ name, text, exact: digits, title }) => [
      { text: name, title },
      { text, title: digits }
    ])
  );
}

/** Formulas with the present numbers in them, and their sources. */
export function whyContent({ evaluation, rows }: EvaluationResult, trans: TranslationBundle): HTMLElement {
  const { images, top1, top1Interval, calibration } = evaluation;
  const right = Math.round(top1 * images);
  const worst = rows.reduce((least, row) => ((row.f1 ?? 1) < (least.f1 ?? 1) ? row : least), rows[0]);
  const paragraph = (text: string, className: string | null = null): HTMLElement =>
    element('p', { class: className }, text);
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    paragraph(
      trans.__('accuracy = %1 / %2 = %3', exact(right), exact(images), percent(top1, 2)),
      'jp-EnetFormula'
    ),
    paragraph(
      trans.__(
        'A different sample of %1 images would give a different accuracy: 95 % of intervals constructed like %2 to %3 contain the accuracy over all images. The interval is that of the score test (Wilson 1927), which remains valid near 100 %, where ± 1.96 standard errors do not.',
        exact(images),
        percent(top1Interval.from, 2),
        percent(top1Interval.to, 2)
      )
    ),
    ...(worst.f1 === null || worst.recall === null
      ? []
      : [
          paragraph(
            trans.__(
              '%1: recall = %2 / %3 = %4, F1 = %5',
              worst.name,
              exact(worst.images - worst.missed),
              exact(worst.images),
              percent(worst.recall, 2),
              percent(worst.f1, 2)
            ),
            'jp-EnetFormula'
          ),
          paragraph(
            trans.__(
              'Recall asks of the images of a class how many are found, precision of the answers how many are right; F1 is their harmonic mean (van Rijsbergen, Information Retrieval, 1979). A class that is rare can be missed without much harm to the accuracy: the macro F1 gives each class the same weight.'
            )
          )
        ]),
    paragraph(
      trans.__('ECE = Σ n/N · |accuracy − confidence| = %1', percent(calibration.ece, 2)),
      'jp-EnetFormula'
    ),
    paragraph(
      `${reliabilityWords(trans)} ${trans.__(
        'The sum goes over %1 bins of equal width (Guo et al., On Calibration of Modern Neural Networks, arXiv 1706.04599, equation 3); it depends on their number.',
        exact(calibration.bins.length)
      )}`
    )
  );
}
