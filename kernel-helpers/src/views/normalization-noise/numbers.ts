import { exact, percent, si, significant, times } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { type NormalizationNoiseResult, RUNNING_STEPS } from './result';
import { noiseShare } from './words';

/** A number as it is written, with all its digits where it was rounded. */
export interface NoiseNumber {
  text: string;
  digits?: string;
}

/** One line of a table of the view. */
export interface NoiseRow {
  name: string;
  /** Formula and source. */
  why: string;
  values: NoiseNumber[];
}

const NOTHING: NoiseNumber = { text: '–' };

/** What counting says, batch norm and group norm side by side. */
export function noiseRows({ here }: NormalizationNoiseResult, trans: Phrases): NoiseRow[] {
  const { counts, statistics, output } = here.report;
  const { values, effectiveValues, designEffect } = statistics;
  const none: NoiseNumber = { text: '0', digits: trans.__('exactly: no other image is used') };
  const root = (square: number): NoiseNumber => share(Math.sqrt(square));
  return [
    {
      name: trans.__('values averaged'),
      why: trans.__('m = N·S² of a batch; (C/G)·S² of a group, all of one image'),
      values: [count(values), count(values), count(counts.group)]
    },
    {
      name: trans.__('worth, at this ρ'),
      why: trans.__('m/D with D = 1 + (S² − 1)·ρ: independent values that would do as well (Kish 1965)'),
      values: [count(values), worth(effectiveValues), NOTHING]
    },
    {
      name: trans.__('error of the mean, σ'),
      why: trans.__('√(D/m), the standard error; 1/√m by count'),
      values: [share(statistics.meanErrorIndependent), share(statistics.meanError), none]
    },
    {
      name: trans.__('of it from other images'),
      why: trans.__('√(D·(N − 1)/(m·N)): what a batch of one image lacks'),
      values: [NOTHING, share(statistics.meanErrorFromOthers), none]
    },
    {
      name: trans.__('variance of the mean, in 1/m'),
      why: trans.__('The design effect D = 1 + (S² − 1)·ρ'),
      values: [{ text: '1 ×' }, { text: times(designEffect), digits: String(designEffect) }, NOTHING]
    },
    {
      name: trans.__('error of the variance, σ²'),
      why: trans.__(
        'Standard deviation of the batch’s variance, by the eigenvalues of its pixels’ covariance'
      ),
      values: [share(statistics.varianceErrorIndependent), share(statistics.varianceError), none]
    },
    {
      name: trans.__('error of a value, σ'),
      why: trans.__('Root mean square of what the errors of mean and variance do to a normalised value'),
      values: [root(output.independent), root(output.exact ?? output.firstOrder), none]
    },
    {
      name: trans.__('batch size of equal counts'),
      why: trans.__('N* = C/G: a batch and a group average as many values, which is not equal noise'),
      values: [NOTHING, count(counts.crossing), count(counts.crossing)]
    }
  ];
}

/** The totals of a layer apart, and what reaches the next one; here, and with twice the channels. */
export function widthRows({ width }: NormalizationNoiseResult, trans: Phrases): NoiseRow[] {
  const number = (value: number): NoiseNumber => ({ text: significant(value), digits: String(value) });
  const twice: NoiseNumber = { text: trans.__('2 × as much') };
  const same: NoiseNumber = { text: trans.__('the same') };
  return [
    {
      name: trans.__('sum of the variances, σ²'),
      why: trans.__('Σ Var(μ̂) over the channels'),
      values: [number(width.sum), twice]
    },
    {
      name: trans.__('root of the sum, σ'),
      why: trans.__('√(Σ Var(μ̂)), the length of the vector of errors'),
      values: [number(width.rootSum), { text: trans.__('√2 × as much') }]
    },
    {
      name: trans.__('one channel, root mean square, σ'),
      why: trans.__('√(Σ Var(μ̂)/C)'),
      values: [share(width.perChannel), same]
    },
    {
      name: trans.__('behind a 1 × 1 convolution, drawn weights, σ'),
      why: trans.__('√(Σ Var(μ̂)/C) for weights of variance 1/C that are independent of the errors'),
      values: [share(width.projected), same]
    }
  ];
}

/** Running statistics in numbers. */
export function runningRows({ running }: NormalizationNoiseResult, trans: Phrases): NoiseRow[] {
  const bounded = (value: number): NoiseNumber =>
    Number.isFinite(value) ? { text: exact(value), digits: String(value) } : { text: '∞' };
  return [
    {
      name: trans.__('start value left after %1 steps', String(RUNNING_STEPS)),
      why: trans.__('p to the power of the steps'),
      values: [{ text: percent(running.leftover), digits: String(running.leftover) }]
    },
    {
      name: trans.__('steps until 1 % is left'),
      why: trans.__('ln 0.01 / ln p'),
      values: [bounded(running.stepsToSettle)]
    },
    {
      name: trans.__('first whole step with less'),
      why: trans.__('The least whole number of steps with less than 1 % left'),
      values: [
        { text: running.firstSettledStep === null ? trans.__('never') : exact(running.firstSettledStep) }
      ]
    },
    {
      name: trans.__('batches averaged, once settled'),
      why: trans.__('(1 + p)/(1 − p) batches of equal weight would be as steady'),
      values: [bounded(running.averagedBatches)]
    }
  ];
}

/** m/D with its whole digits, so that independent values are worth what they are; ∞ where they cancel. */
function worth(effectiveValues: number): NoiseNumber {
  if (!Number.isFinite(effectiveValues)) {
    return { text: '∞' };
  }
  const text = effectiveValues < 1000 ? significant(effectiveValues) : exact(effectiveValues);
  return { text, digits: String(effectiveValues) };
}

const count = (value: number): NoiseNumber =>
  value < 1e6 ? { text: exact(value) } : { text: si(value), digits: exact(value) };
const share = (value: number): NoiseNumber => ({ text: noiseShare(value), digits: String(value) });
