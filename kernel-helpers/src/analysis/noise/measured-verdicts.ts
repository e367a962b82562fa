import type { MeasuredLayer, MeasuredNoise, MeasuredPoint } from './measured-noise';
import { SpecError } from '../errors';

/** How many layers a theory holds for: those whose interval it lies in. */
export interface TheoryShare {
  inside: number;
  layers: number;
}

/** By quantity, of layers of one batch size. */
export interface TheoryShares {
  batchSize: number;
  meanError: { independent: TheoryShare; correlated: TheoryShare };
  varianceError: {
    independent: TheoryShare;
    correlated: TheoryShare;
    kurtosis: TheoryShare;
    images: TheoryShare;
  };
}

/** Whether a theory lies within the interval of batches drawn with replacement. */
export function theoryHolds(
  { replaced }: MeasuredPoint,
  quantity: 'meanError' | 'varianceError',
  theory: number
): boolean {
  const { from, to } = replaced[quantity];
  return from <= theory && theory <= to;
}

/**
 * In how many layers each theory lies inside the interval of what was measured.
 * @param batchSize One of those measured; default the first.
 * @throws SpecError for another.
 */
export function theoryShares(noise: MeasuredNoise, batchSize = noise.batchSizes[0]): TheoryShares {
  const points = noise.layers.map((layer) => measuredPoint(layer, noise, batchSize));
  const share = (inside: (point: MeasuredPoint) => boolean): TheoryShare => ({
    inside: points.filter(inside).length,
    layers: points.length
  });
  const mean = (kind: keyof MeasuredPoint['theory']['meanError']): TheoryShare =>
    share((point) => theoryHolds(point, 'meanError', point.theory.meanError[kind]));
  const variance = (kind: keyof MeasuredPoint['theory']['varianceError']): TheoryShare =>
    share((point) => theoryHolds(point, 'varianceError', point.theory.varianceError[kind]));
  return {
    batchSize,
    meanError: { independent: mean('independent'), correlated: mean('correlated') },
    varianceError: {
      independent: variance('independent'),
      correlated: variance('correlated'),
      kurtosis: variance('kurtosis'),
      images: variance('images')
    }
  };
}

/** @throws SpecError for a size that was not measured. */
export function measuredPoint(
  layer: MeasuredLayer,
  { batchSizes }: { batchSizes: readonly number[] },
  batchSize: number
): MeasuredPoint {
  const point = layer.points[batchSizes.indexOf(batchSize)];
  if (point === undefined) {
    throw new SpecError(
      'batchSize',
      batchSize,
      `one of ${batchSizes.join(', ')}`,
      'Choose a size that was measured.'
    );
  }
  return point;
}
