import { SpecError } from '../errors';
import { type Estimate, exactly, overCorners } from '../estimate';
import { type Statement, statement } from '../statement';
import { ABOUT, above, atMost, eachAtMost, equal } from '../statement-rule';
import { requireArray, requireNumber, requireObject } from '../validate';
import { type BatchSizeErrors, publishedBatchSizeErrors } from './batch-size-errors';
import { companionNoise } from './companion-noise';
import { NOISE_LIMITS, normalizationCounts, type NormalizationPlace } from './place';
import { statisticNoise } from './statistic-noise';
import { widthTotals } from './width-totals';

/** A last map of 7 × 7 pixels and 320 channels, as B0's, in a small batch. */
const PLACE: NormalizationPlace = {
  batchSize: 2,
  height: 7,
  width: 7,
  channels: 320,
  groups: 32
};
/** An early map. */
const EARLY = { ...PLACE, height: 56, width: 56 };
/** From pixels that have nothing in common to pixels that are all alike. */
const CORRELATIONS = [0, 0.001, 0.01, 0.1, 1];
/** Errors are printed in per cent with one decimal. */
const HALF_PERCENT = 0.05;

const groupCount = (batchSize: number): number => normalizationCounts({ ...PLACE, batchSize }).group;

/**
 * Statements on batch and group normalisation, computed at the call.
 * @param errors - by rising batch size, as the Group Normalization paper prints them
 * @param counted - values in the statistics that are said not to depend on the batch size
 */
export function normalizationStatements(
  errors: BatchSizeErrors[] = publishedBatchSizeErrors(),
  counted: (batchSize: number) => number = groupCount
): Statement[] {
  const section = 'Practical considerations';
  requireErrors(errors);
  const smallest = errors[0];
  const largest = errors[errors.length - 1];
  const spread = errors.map(({ group }) => group);
  const counts = normalizationCounts(PLACE);
  const sizes = [1, 8, 64];
  const tolerable = ABOUT / (EARLY.height * EARLY.width - 1);
  const companions = companionNoise({ ...PLACE, batches: 20, seed: 1 });
  return [
    statement({
      id: 'small-batches-hurt',
      section,
      claim: 'With small batches, batch normalisation degrades the final accuracy.',
      quantity: `points of validation error, ${smallest.batchSize} against ${largest.batchSize} images per worker, ResNet-50`,
      rule: above(
        0,
        overCorners(
          [smallest, largest].map(({ batch }) => ({ value: batch, half: HALF_PERCENT })),
          ([small, large]) => small - large
        )
      ),
      why:
        `Published: ${largest.batch} % to ${smallest.batch} %. Group normalisation stays within ` +
        `${(Math.max(...spread) - Math.min(...spread)).toFixed(1)} points, but is ` +
        `${(largest.group - largest.batch).toFixed(1)} points worse in the largest batch.`
    }),
    statement({
      id: 'group-count',
      section,
      claim: 'The number of values in a group’s statistics does not depend on the batch size.',
      quantity: `different counts among batches of ${sizes.join(', ')}`,
      rule: equal(1, new Set(sizes.map(counted)).size),
      why: `It is (C/G)·H·W, ${counted(PLACE.batchSize)} here, and equals that of batch normalisation at N* = C/G = ${counts.crossing}.`
    }),
    statement({
      id: 'group-stability',
      section,
      claim: 'Group normalisation’s statistics are much more stable in small batches.',
      quantity:
        'standard deviation of an image’s normalised values when only its companions change, as a share of that under batch normalisation',
      rule: atMost(ABOUT, companions.group / companions.batch),
      why:
        `Exactly 0 at any batch size, against ${companions.batch.toFixed(2)} under batch normalisation with N = ` +
        `${PLACE.batchSize}, because a group's statistics follow from its own image: not for having more values.`
    }),
    statement({
      id: 'independent-pixels',
      section,
      claim: 'The error of a batch’s mean follows from the number of its values, σ²/(N·H·W).',
      quantity: `correlations of an image’s pixels of ${CORRELATIONS.join(', ')} at which σ²/(N·H·W) misses the variance by at most a tenth, N = ${EARLY.batchSize}, ${EARLY.height} px`,
      rule: eachAtMost(
        ABOUT,
        'the share that is missed',
        CORRELATIONS.map((correlation) => ({
          name: `ρ = ${correlation}`,
          computed: exactly(missAt(correlation))
        }))
      ),
      why:
        `True of independent pixels. Others of one image resemble each other, and the variance is 1 + (H·W − 1)·ρ times ` +
        `as large: a tenth more from ρ = ${tolerable.toPrecision(2)} on, and never below σ²·ρ/N. Measure ρ before you count pixels.`
    }),
    statement({
      id: 'width-aggregates',
      section,
      claim: 'Width makes it worse: the noise adds up over more channels.',
      quantity:
        'sum over channels of the variances of their means at twice the width, as a multiple; other totals are smaller',
      rule: above(1, widening()),
      why:
        'Which total counts, the statement doesn’t say. The sum of variances doubles, its root grows √2-fold, one ' +
        'channel’s error stays. Behind a 1 × 1 convolution it stays too, if the weights have variance 1/C and know ' +
        'nothing of the errors, as when they are drawn: what training makes of them is not known here. Width hurts in ' +
        'any case where its memory forces smaller batches.'
    })
  ];
}

/** Variance of a batch's mean over what counting its values says, less 1. */
function missAt(correlation: number): number {
  const { meanError, meanErrorIndependent } = statisticNoise({ ...EARLY, correlation });
  return (meanError / meanErrorIndependent) ** 2 - 1;
}

/** By what the noise of all channels' means grows at twice the width, over the ways of taking it together. */
function widening(): Estimate {
  const variance = statisticNoise(PLACE).meanError ** 2;
  const [narrow, wide] = [PLACE.channels, 2 * PLACE.channels].map((channels) =>
    widthTotals(new Float64Array(channels).fill(variance))
  );
  const totals = (['sum', 'rootSum', 'perChannel', 'projected'] as const).map(
    (key) => wide[key] / narrow[key]
  );
  return {
    value: totals[0],
    low: Math.min(...totals),
    high: Math.max(...totals),
    from: 'which total is meant'
  };
}

function requireErrors(errors: unknown): void {
  const remedy = 'Give batchSize, and the errors with batch and with group normalisation, in per cent.';
  requireArray('errors', errors, remedy).forEach((row, i) => {
    const { batchSize, batch, group } = requireObject(`errors[${i}]`, row, remedy);
    requireNumber(`errors[${i}].batchSize`, batchSize, NOISE_LIMITS.batchSize);
    requireNumber(`errors[${i}].batch`, batch, PERCENT);
    requireNumber(`errors[${i}].group`, group, PERCENT);
  });
  if ((errors as unknown[]).length === 0) {
    throw new SpecError('errors', errors, 'at least one batch size', remedy);
  }
}

const PERCENT = { min: 0, max: 100 } as const;
