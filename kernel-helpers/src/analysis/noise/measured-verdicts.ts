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
 * @param foretold Whose theory is asked, of the same network and layers; default the same measurement, whose theory takes
 *   ρ, kurtosis and moments from the images that it is held against. Measured on other images, a theory is held out:
 *   then its own error counts too, and of theories that are right fewer lie inside (83 % of 95 % intervals, where both
 *   errors are Gaussian and equally large).
 * @throws SpecError for a batch size or a layer that was not measured in both.
 */
export function theoryShares(
  noise: MeasuredNoise,
  batchSize = noise.batchSizes[0],
  foretold: MeasuredNoise = noise
): TheoryShares {
  const points = noise.layers.map((layer) => ({
    ...measuredPoint(layer, noise, batchSize),
    theory: measuredPoint(sameLayer(foretold, layer), foretold, batchSize).theory
  }));
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

function sameLayer({ layers }: MeasuredNoise, { name }: MeasuredLayer): MeasuredLayer {
  const found = layers.find((layer) => layer.name === name);
  if (found === undefined) {
    const known = layers.map((layer) => layer.name).join(', ');
    throw new SpecError(
      'foretold',
      `no layer ${name}`,
      `the same layers; it has ${known}`,
      'Measure it there too.'
    );
  }
  return found;
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
