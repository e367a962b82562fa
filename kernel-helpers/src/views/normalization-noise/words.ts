import { type NoiseAxis, publishedBatchSizeErrors, publishedRecords } from '../../analysis';
import { exact, percent, plain, setting, significant, times } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import type { MeasuredComparison } from './measured';
import {
  type MeasuredResult,
  type NoiseQuantity,
  type NormalizationNoiseResult,
  RUNNING_STEPS
} from './result';
import type { NormalizationNoiseState } from './state';

/** A share of the population's deviation or variance: `22.1 %`. */
export function noiseShare(value: number): string {
  return Number.isFinite(value) ? `${significant(100 * value)} %` : '∞';
}

/** What the error is one of; behind "error of the". */
export function noiseSubject(quantity: NoiseQuantity, trans: Phrases): string {
  const names: Record<NoiseQuantity, string> = {
    meanError: trans.__('mean'),
    varianceError: trans.__('variance'),
    outputNoise: trans.__('normalised value')
  };
  return names[quantity];
}

/** What a quantity is a share of. */
export function noiseUnit(quantity: NoiseQuantity): string {
  return quantity === 'varianceError' ? 'σ²' : 'σ';
}

/** A position of a control in words, with its letter. */
export function noiseAxisName(axis: NoiseAxis, trans: Phrases): string {
  const names: Record<NoiseAxis, string> = {
    batchSize: trans.__('images in the batch N'),
    channels: trans.__('channels C'),
    groups: trans.__('groups G'),
    side: trans.__('side of the map S, px'),
    correlation: trans.__('correlation of pixels ρ')
  };
  return names[axis];
}

/** What the noise of batch normalisation is here, and by how much 1/√m alone misleads. */
export function normalizationNoiseWords(
  result: NormalizationNoiseResult,
  trans: Phrases = ENGLISH
): ResultText {
  const { state, here } = result;
  const images = state.batchSize === 1 ? trans.__('1 image') : trans.__('%1 images', exact(state.batchSize));
  const { designEffect } = here.report.statistics;
  const isBounded = Number.isFinite(here.batch);
  return {
    before: trans.__('With %1, %2 is off by ', images, subjectOf(result, trans)),
    factor: isBounded ? noiseShare(here.batch) : trans.__('no finite amount'),
    after:
      designEffect === 1
        ? trans.__(' of %1, if pixels are independent', noiseUnit(state.quantity))
        : trans.__(
            ' of %1; the pixel count alone says %2',
            noiseUnit(state.quantity),
            noiseShare(here.independent)
          ),
    detail: [misleading(result, trans), groupWords(result, trans), ...measuredSentences(result, trans)].join(
      ' '
    )
  };
}

function subjectOf({ state }: NormalizationNoiseResult, trans: Phrases): string {
  switch (state.quantity) {
    case 'meanError':
      return trans.__('a batch-norm mean');
    case 'varianceError':
      return trans.__('a batch-norm variance');
    case 'outputNoise':
      return trans.__('a batch-normalised value');
  }
}

/** Why counting pixels misleads, and by how much: in one sentence. */
function misleading({ state, here }: NormalizationNoiseResult, trans: Phrases): string {
  const { designEffect, effectiveValues, values } = here.report.statistics;
  if (designEffect === 1) {
    return trans.__(
      'Pixels of real images resemble each other, and 1/√m is then too small: raise ρ to see by how much.'
    );
  }
  const rho = plain(state.correlation);
  if (designEffect === 0) {
    return trans.__(
      'At ρ = %1, the lowest possible value, the pixels of an image cancel in its mean, which 1/√m does not take into account.',
      rho
    );
  }
  return designEffect > 1
    ? trans.__(
        '1/√m alone misleads because pixels of one image resemble each other (ρ = %1): %2 values are worth %3, and the variance of the mean is %4 times that of 1/√m.',
        rho,
        exact(values),
        significant(effectiveValues),
        significant(designEffect)
      )
    : trans.__(
        '1/√m alone misleads because pixels of one image balance each other (ρ = %1): %2 values are worth %3, and the variance of the mean is only %4 times that of 1/√m.',
        rho,
        exact(values),
        significant(effectiveValues),
        significant(designEffect)
      );
}

function groupWords({ crossing }: NormalizationNoiseResult, trans: Phrases): string {
  return trans.__(
    'Group norm uses no other image, so its statistics don’t depend on the batch: equal counts, at N* = %1, are not equal noise.',
    exact(crossing)
  );
}

/** What was measured at the layer that is shown, where theory misses it, and why; nothing without one. */
export function measuredSentences({ measured, state }: NormalizationNoiseResult, trans: Phrases): string[] {
  if (measured === null || state.measured === undefined) {
    return [];
  }
  const { layer, points } = measured;
  const { network, dataset, images, confidence } = state.measured;
  const source = trans.__('%1 of %2, %3 images of %4', layer.name, network, exact(images), dataset);
  if (points.length === 0) {
    return [
      trans.__(
        'Measured at %1, and drawn along the images in the batch, for mean and variance at the layer’s own map and channels.',
        source
      )
    ];
  }
  const rho = plain(state.correlation);
  const here = points.find(({ batchSize }) => batchSize === state.batchSize);
  const ends = (point: MeasuredComparison): [string, string, string, string] => [
    noiseShare(point.value),
    percent(confidence, 0),
    noiseShare(point.from),
    noiseShare(point.to)
  ];
  return [
    here
      ? trans.__(
          'Measured at %1: %2 for N = %3 (%4 interval %5 to %6).',
          source,
          ends(here)[0],
          exact(here.batchSize),
          ...ends(here).slice(1)
        )
      : trans.__('Measured at %1.', source),
    missWords(points, rho, trans),
    ...whyMissed(measured, state, trans)
  ];
}

function missWords(points: readonly MeasuredComparison[], rho: string, trans: Phrases): string {
  const missed = points.filter(({ verdict }) => verdict !== 'inside');
  if (missed.length === 0) {
    return trans.__('Theory with ρ = %1 lies inside all %2 intervals.', rho, String(points.length));
  }
  const ratios = missed.map(({ value, theory }) => value / theory);
  const sizes = missed.map(({ batchSize }) => exact(batchSize)).join(', ');
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => times(ratio));
  return missed.length === points.length
    ? trans.__('Theory with ρ = %1 misses at every N: measured is %2 to %3 of it.', rho, least, most)
    : trans.__('Theory with ρ = %1 misses at N = %2: measured is %3 to %4 of it.', rho, sizes, least, most);
}

/** Why variances are noisier than Gaussian theory says, where they are. */
function whyMissed(
  { layer, points }: MeasuredResult,
  state: NormalizationNoiseState,
  trans: Phrases
): string[] {
  const isMore = points.some(({ verdict }) => verdict === 'below');
  const { squaresCorrelation: squares, kurtosis } = layer;
  if (state.quantity !== 'varianceError' || state.shape !== 'gaussian' || !isMore) {
    return [];
  }
  const product = state.correlation ** 2;
  return squares !== null && squares > product
    ? [
        trans.__(
          'Squared deviations of an image’s pixels are correlated by %1, where Gaussian pixels would be by ρ² = %2, and the kurtosis is %3 in place of 3: images differ in contrast, and batches in their variance.',
          plain(squares),
          plain(product),
          plain(kurtosis)
        )
      ]
    : [trans.__('The kurtosis is %1 in place of a Gaussian’s 3.', plain(kurtosis))];
}

/** What momentum does here. */
export function runningWords({ running, state }: NormalizationNoiseResult, trans: Phrases = ENGLISH): string {
  const p = setting(state.momentum);
  if (running.firstSettledStep === null) {
    return trans.__(
      'With p = 1 the running statistics never leave their start value: evaluation is wrong however long training goes on. Lower the momentum.'
    );
  }
  return running.stale
    ? trans.__(
        'Stale after %1 steps: %2 of the start value is left, so that evaluation is off although training looks fine. With p = %3 it takes %4 steps until less than 1 % is left. For short training lower p, or collect the statistics again.',
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

/** What the published errors say. */
export function publishedWords(trans: Phrases = ENGLISH): string {
  const errors = publishedBatchSizeErrors();
  const first = errors[0];
  const last = errors[errors.length - 1];
  const groups = errors.map(({ group }) => group);
  return trans.__(
    'ResNet-50 from %1 to %2 images: batch norm loses %3 percentage points, group norm stays within %4. At %1 images batch norm is better: its noise also regularises.',
    String(last.batchSize),
    String(first.batchSize),
    (first.batch - last.batch).toFixed(1),
    (Math.max(...groups) - Math.min(...groups)).toFixed(1)
  );
}

/** Where the published errors come from. */
export function publishedSource(trans: Phrases = ENGLISH): string {
  const [{ provenance }] = publishedRecords('group-norm').records;
  return trans.__('%1, read %2', provenance.source, provenance.date);
}

/** Why widths don't simply add noise up. */
export function widthWords(trans: Phrases = ENGLISH): string {
  return trans.__(
    'That noise adds up with width holds for the first two lines. One channel’s error does not depend on the width; nor does what a convolution behind makes of all of them, as long as its weights have variance 1/C and are independent of the errors, as when they are drawn. Of trained weights this says nothing.'
  );
}
