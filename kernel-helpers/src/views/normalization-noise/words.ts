import { exact, plain, significant } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import type { NormalizationNoiseResult } from './result';

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
    factor: isBounded ? share(here.batch) : trans.__('no finite amount'),
    after:
      designEffect === 1
        ? trans.__(' of %1, if pixels are independent', unitOf(result))
        : trans.__(' of %1; the pixel count alone says %2', unitOf(result), share(here.independent)),
    detail: `${misleading(result, trans)} ${groupWords(result, trans)}`
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

function unitOf({ state }: NormalizationNoiseResult): string {
  return state.quantity === 'varianceError' ? 'σ²' : 'σ';
}

/** Why counting pixels misleads, and by how much: in one sentence. */
function misleading({ state, here }: NormalizationNoiseResult, trans: Phrases): string {
  const { designEffect, effectiveValues, values } = here.report.statistics;
  if (designEffect === 1) {
    return trans.__(
      'Pixels of real images resemble each other, and 1/√m then says too little: raise ρ to see by how much.'
    );
  }
  const rho = plain(state.correlation);
  if (designEffect === 0) {
    return trans.__(
      'At ρ = %1, the least there can be, the pixels of an image cancel in its mean, which 1/√m does not know.',
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

/** A share of the population's deviation or variance: `22.1 %`. */
function share(value: number): string {
  return `${significant(100 * value)} %`;
}
