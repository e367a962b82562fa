import { publishedBatchSizeErrors } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type NormalizationNoiseResult,
  RUNNING_STEPS
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { exact, percent, setting, significant, times } from '@efficientnet-lab/kernel-helpers/wording';
import { publishedSource } from './tables';
import { formatNoise } from './wording';

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
    `m = N·S² = ${exact(N)} · ${exact(side)}² = ${exact(statistics.values)};  1/√m = ${formatNoise(statistics.meanErrorIndependent)}`,
    `D = 1 + (S² − 1)·ρ = 1 + ${exact(n - 1)} · ${rho} = ${significant(statistics.designEffect)};  √(D/m) = ${formatNoise(statistics.meanError)}`,
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
      formatNoise(statistics.groupMeanSpread)
    ),
    ...(state.shape === 'rectified'
      ? [
          trans.__(
            'Rectified pixels have a kurtosis of %1 here instead of 3: the error of the variance grows, that of the mean does not. The error of a value is then its first order only.',
            significant(here.report.place.kurtosis)
          )
        ]
      : []),
    trans.__(
      'The model bends: real pixels are more alike the nearer they are, so that ρ stands for their average over all pairs; channels depend on each other; and weights change while running statistics are collected.'
    )
  ];
}

/** What the published errors say, with their source. */
export function publishedWords(trans: TranslationBundle): string {
  const errors = publishedBatchSizeErrors();
  const first = errors[0];
  const last = errors[errors.length - 1];
  const groups = errors.map(({ group }) => group);
  return trans.__(
    'ResNet-50 from %1 to %2 images: batch norm loses %3 percentage points, group norm stays within %4. At %1 images batch norm is better: its noise also regularises. (%5)',
    String(last.batchSize),
    String(first.batchSize),
    (first.batch - last.batch).toFixed(1),
    (Math.max(...groups) - Math.min(...groups)).toFixed(1),
    publishedSource(trans)
  );
}

/** What momentum does here. */
export function runningWords({ running, state }: NormalizationNoiseResult, trans: TranslationBundle): string {
  const p = setting(state.momentum);
  if (running.firstSettledStep === null) {
    return trans.__(
      'With p = 1 the running statistics never leave their start value: evaluation is wrong however long training goes on. Lower the momentum.'
    );
  }
  return running.stale
    ? trans.__(
        'Stale after %1 steps: %2 of the start value is left, so that evaluation is off although training looks fine. With p = %3 it takes %4 steps until less than 1 % is left. For short training lower p, or collect the statistics anew.',
        String(RUNNING_STEPS),
        percent(running.leftover),
        p,
        exact(running.firstSettledStep)
      )
    : trans.__(
        'Settled after %1 steps: %2 of the start value is left. With p = %3 running statistics are as steady as %4 batches.',
        String(RUNNING_STEPS),
        percent(running.leftover, 2),
        p,
        significant(running.averagedBatches)
      );
}

/** Why widths don't simply add noise up. */
export function widthWords(trans: TranslationBundle): string {
  return trans.__(
    'That noise adds up with width holds for the first two lines. One channel’s error does not depend on the width; nor does what a convolution behind makes of all of them, as long as its weights have variance 1/C and are independent of the errors, as when they are drawn. Of trained weights this says nothing.'
  );
}
