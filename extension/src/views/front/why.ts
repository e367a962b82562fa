import { frontStatements } from '@efficientnet-lab/kernel-helpers/analysis';
import { costWithUnit, type FrontResult, percentText } from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { exact, si } from '@efficientnet-lab/kernel-helpers/wording';

/** What dominance, front, hypervolume and knee are, with the present numbers, and where fronts mislead. */
export function whyContent(result: FrontResult, trans: TranslationBundle): HTMLElement {
  const formula = (text: string): HTMLElement => element('p', { class: 'jp-EnetFormula' }, text);
  const words = (text: string): HTMLElement => element('p', {}, text);
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    formula(
      trans.__('a dominates b  ⇔  cost(a) ≤ cost(b) and top-1(a) ≥ top-1(b), and one of the two is strict')
    ),
    ...dominanceTexts(result, trans).map(words),
    ...volumeTexts(result, trans).map((text, i) => (i === 0 ? formula(text) : words(text))),
    words(
      trans.__(
        'The knee is the member highest above the straight line between the ends of the front. It depends on the scale: on a linear axis it lies at lower cost than on a logarithmic one.'
      )
    ),
    ...cautions(result, trans).map(words),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Sources: Zitzler and Thiele, IEEE Transactions on Evolutionary Computation 3 (1999), for the hypervolume; Satopää et al., “Finding a Kneedle in a Haystack” (2011), for the knee as distance from the chord.'
      )
    )
  );
}

function dominanceTexts(result: FrontResult, trans: TranslationBundle): string[] {
  const { points, front, names, selected } = result;
  const { costs, accuracies, measure } = points;
  const asked = selected !== null && front.dominatedBy[selected.point] >= 0 ? selected.point : null;
  const dominated = asked ?? front.dominatedBy.findIndex((by) => by >= 0);
  if (dominated < 0) {
    return [trans.__('Here nothing dominates anything.')];
  }
  const by = front.dominatedBy[dominated];
  return [
    trans.__(
      '%1 dominates %2: %3 ≤ %4 and %5 ≥ %6. Points of the same cost and accuracy don’t dominate each other; all of them are kept.',
      names[by],
      names[dominated],
      costWithUnit(costs[by], measure),
      costWithUnit(costs[dominated], measure),
      percentText(accuracies[by]),
      percentText(accuracies[dominated])
    )
  ];
}

function volumeTexts({ volume, points: { measure } }: FrontResult, trans: TranslationBundle): string[] {
  if (volume === null) {
    return [];
  }
  const { area, reference } = volume;
  return [
    trans.__(
      'hypervolume = Σ (cᵢ₊₁ − cᵢ)·(Aᵢ − %1) up to c = %2  =  %3 %4 × %',
      percentText(reference.accuracy),
      costWithUnit(reference.cost, measure),
      si(area),
      measure.unit
    ),
    trans.__(
      'It is the area under the stairs, and depends on its corner: here the highest cost and the lowest accuracy of the whole set, hidden families too, so that fronts of families compare. The most expensive network adds nothing.'
    )
  ];
}

function cautions({ points, grouping }: FrontResult, trans: TranslationBundle): string[] {
  const { quantity, note } = points.measure;
  const single = frontStatements().find(({ id }) => id === 'compound-envelope');
  return [
    trans.__(
      'A front compares recipes as much as networks: accuracy depends on training, data and image size, and differences of some tenths of a percentage point are within what another seed changes.'
    ),
    ...(quantity === 'latency' || quantity === 'training'
      ? [
          trans.__(
            'A latency holds for one device, batch size and software; MACs don’t predict it. Choose another cost to see members change.'
          )
        ]
      : note === undefined
        ? []
        : [trans.__('%1: dominance by less than a printed digit means nothing.', note)]),
    ...(grouping.by === 'scaling' && single !== undefined
      ? [
          trans.__(
            'Often said: compound scaling traces the upper envelope of the single dimensions (%1). Of %2 published networks of one dimension it beats %3 at their own cost, as printed. %4',
            single.status,
            exact(single.claimed),
            exact(single.computed),
            single.why
          )
        ]
      : [])
  ];
}
