import {
  type ModelComparisonResult,
  modelComparisonWords,
  pText
} from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import { exact, percent } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';

/** The test with its numbers, and what it does not say. */
export function whyContent(result: ModelComparisonResult | null, trans: TranslationBundle): HTMLElement {
  if (result === null) {
    return element('p', {}, modelComparisonWords(null, trans).detail);
  }
  const { onlyFirst, onlySecond, pValue } = result.test;
  const alone = onlyFirst + onlySecond;
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    element(
      'p',
      { class: 'jp-EnetFormula' },
      `p = min(1, 2·Σ C(${exact(alone)}, i)·2^(−${exact(alone)})), i = 0 … ${exact(Math.min(onlyFirst, onlySecond))}:  ${pText(pValue)}`
    ),
    ...[
      trans.__(
        'Both networks answer for the same images, so that images on which both are right, or both wrong, say nothing about the difference. Those on which one alone is right do: if both were equally good, each would go to either by the toss of a coin.'
      ),
      trans.__(
        'Intervals of the two accuracies may overlap although the difference is significant: they are intervals of separate draws of images, while the paired test compares image by image.'
      ),
      trans.__(
        'p is not the probability that both are equally good. It says nothing about the size of the difference, about other kinds of images, or about another training of the same networks, whose accuracy varies with its seed.'
      ),
      trans.__(
        'Each class is tested separately at %1: among many classes, some differ by chance. Treat such a class as a question for new images, not as an answer.',
        percent(result.comparison.level, 0)
      )
    ].map((text) => element('p', {}, text)),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Sources: McNemar, Psychometrika 12 (1947), in its exact form; Wilson, JASA 22 (1927); Tango, Statistics in Medicine 17 (1998).'
      )
    )
  );
}
