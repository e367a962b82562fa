import {
  noiseShare,
  type NormalizationNoiseResult
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { exact, setting, significant, times } from '@efficientnet-lab/kernel-helpers/wording';

/** The formulas with the present numbers, their source, and where they bend. */
export function whyContent(result: NormalizationNoiseResult, trans: TranslationBundle): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    ...formulas(result).map((text) => element('p', { class: 'jp-EnetFormula' }, text)),
    ...paragraphs(result, trans).map((text) => element('p', {}, text)),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Sources: Ioffe and Szegedy, arXiv 1502.03167 (batch norm); Wu and He, arXiv 1803.08494 (group norm); Kish, Survey Sampling, 1965 (design effect). The simulation checks the formulas.'
      )
    )
  );
}

function formulas({ state, here, crossing }: NormalizationNoiseResult): string[] {
  const { batchSize: N, side, channels, groups, correlation } = state;
  const { statistics, counts } = here.report;
  const n = side * side;
  const rho = setting(correlation);
  return [
    `m = N·S² = ${exact(N)} · ${exact(side)}² = ${exact(statistics.values)};  1/√m = ${noiseShare(statistics.meanErrorIndependent)}`,
    `D = 1 + (S² − 1)·ρ = 1 + ${exact(n - 1)} · ${rho} = ${significant(statistics.designEffect)};  √(D/m) = ${noiseShare(statistics.meanError)}`,
    `N* = C/G = ${exact(channels)}/${exact(groups)} = ${exact(crossing)};  (C/G)·S² = ${exact(counts.group)}`
  ];
}

function paragraphs(result: NormalizationNoiseResult, trans: TranslationBundle): string[] {
  const { state, here } = result;
  const { statistics } = here.report;
  return [
    trans.__(
      '1/√m is the error of a mean of m independent values. Pixels of one image are not: each pair shares ρ, and the variance of the mean grows by the design effect D = %1. As maps grow, m/D tends to N/ρ: more pixels stop helping, only more images do.',
      times(statistics.designEffect)
    ),
    trans.__(
      'Group norm averages (C/G)·S² numbers, but they are all there is of one image: its mean is not an estimate of a population’s, and no other image changes it. From image to image it differs by %1 of σ where channels are independent. That is signal which is normalised away, not noise, and training and evaluation do the same. So the crossing at N* compares counts, and says nothing about which one is noisier.',
      noiseShare(statistics.groupMeanSpread)
    ),
    ...(state.shape === 'rectified'
      ? [
          trans.__(
            'Rectified pixels have a kurtosis of %1 here instead of 3: the error of the variance grows, that of the mean does not. The error of a value is then a first-order approximation.',
            significant(here.report.place.kurtosis)
          )
        ]
      : []),
    trans.__(
      'The model has limitations: the closer real pixels are, the more alike they are, so ρ stands for the average over all pairs; channels depend on each other; and weights change while running statistics are collected.'
    )
  ];
}
