import { SpecError } from '../errors';

/** Noise of the means of all channels of a layer together, in three ways that answer differently as layers widen. */
export interface WidthTotals {
  channels: number;
  /** Σ Var(μ̂_c): grows with the width. */
  sum: number;
  /** √(Σ Var(μ̂_c)), length of the vector of errors: grows with the root of the width. */
  rootSum: number;
  /** √(Σ Var(μ̂_c)/C), one channel's error: doesn't depend on the width. */
  perChannel: number;
  /**
   * √(Σ Var(μ̂_c)/C), error of an output of a 1×1 convolution behind whose weights have variance 1/C and are independent
   * of each other and of the errors, as initialisers give them: then it doesn't depend on the width either. An
   * assumption: trained weights of that length may line up with the errors, up to `rootSum`.
   */
  projected: number;
}

/**
 * @param variances Var(μ̂_c)/σ² of each channel.
 * @throws SpecError for no channel, or one that is not a number of at least 0.
 */
export function widthTotals(variances: ArrayLike<number>): WidthTotals {
  const channels = variances.length;
  if (channels === 0) {
    throw new SpecError(
      'variances',
      variances,
      'at least one channel',
      'Give one variance for each channel.'
    );
  }
  const weightVariance = 1 / channels;
  let sum = 0;
  let projected = 0;
  for (let c = 0; c < channels; c++) {
    const variance = variances[c];
    if (!(typeof variance === 'number' && variance >= 0 && variance < Infinity)) {
      throw new SpecError(
        `variances[${c}]`,
        variance,
        'a finite number of at least 0',
        'Variances of means are squares of standard errors.'
      );
    }
    sum += variance;
    projected += weightVariance * variance;
  }
  return {
    channels,
    sum,
    rootSum: Math.sqrt(sum),
    perChannel: Math.sqrt(sum / channels),
    projected: Math.sqrt(projected)
  };
}
