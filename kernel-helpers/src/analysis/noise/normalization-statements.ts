import { type Statement, statement } from '../statement';
import { publishedBatchSizeErrors } from './batch-size-errors';
import { companionNoise } from './companion-noise';
import { normalizationCounts, type NormalizationPlace } from './place';
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
/** An early map with a modest resemblance of its pixels. */
const CORRELATED = { ...PLACE, height: 56, width: 56, correlation: 0.05 };

/** Statements on batch and group normalisation, computed at the call. */
export function normalizationStatements(): Statement[] {
  const section = 'Practical considerations';
  const errors = publishedBatchSizeErrors();
  const smallest = errors[0];
  const largest = errors[errors.length - 1];
  const spread = errors.map(({ group }) => group);
  const counts = normalizationCounts(PLACE);
  const sizes = [1, 8, 64];
  const noise = statisticNoise(CORRELATED);
  const variance = statisticNoise(PLACE).meanError ** 2;
  const totals = [PLACE.channels, 2 * PLACE.channels].map((channels) =>
    widthTotals(new Float64Array(channels).fill(variance))
  );
  const companions = companionNoise({ ...PLACE, batches: 20, seed: 1 });
  return [
    statement({
      id: 'small-batches-hurt',
      section,
      claim: 'With small batches, batch normalisation degrades the final accuracy.',
      quantity: `points of validation error, ${smallest.batchSize} against ${largest.batchSize} images per worker, ResNet-50`,
      status: 'holds',
      claimed: null,
      computed: smallest.batch - largest.batch,
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
      status: 'holds',
      claimed: 1,
      computed: new Set(sizes.map((batchSize) => normalizationCounts({ ...PLACE, batchSize }).group)).size,
      why: `It is (C/G)·H·W, ${counts.group} here, and equals that of batch normalisation at N* = C/G = ${counts.crossing}.`
    }),
    statement({
      id: 'group-stability',
      section,
      claim: 'Group normalisation’s statistics are much more stable in small batches.',
      quantity: 'standard deviation of an image’s normalised values when only its companions change',
      status: 'holds',
      claimed: 0,
      computed: companions.group,
      why:
        `Exactly 0 at any batch size, against ${companions.batch.toFixed(2)} under batch normalisation with N = ` +
        `${PLACE.batchSize}, because a group's statistics follow from its own image: not for having more values.`
    }),
    statement({
      id: 'independent-pixels',
      section,
      claim: 'The error of a batch’s mean follows from the number of its values, σ²/(N·H·W).',
      quantity: `variance of the mean in σ², N = ${CORRELATED.batchSize}, ${CORRELATED.height} px, correlation ${CORRELATED.correlation}`,
      status: 'false',
      claimed: noise.meanErrorIndependent ** 2,
      computed: noise.meanError ** 2,
      why:
        `Pixels of one image resemble each other: ${noise.values} values are worth ` +
        `${noise.effectiveValues.toFixed(0)}, at most N/ρ however large the map.`
    }),
    statement({
      id: 'width-aggregates',
      section,
      claim: 'Width makes it worse: the noise adds up over more channels.',
      quantity: 'noise of an output behind a 1 × 1 convolution at twice the width, as a multiple',
      status: 'false',
      claimed: totals[1].sum / totals[0].sum,
      computed: totals[1].projected / totals[0].projected,
      why:
        'Only the sum of the variances doubles. One channel’s error stays, and so does that of a weighted sum whose ' +
        'weights have variance 1/C. Width hurts when its memory forces smaller batches.'
    })
  ];
}
