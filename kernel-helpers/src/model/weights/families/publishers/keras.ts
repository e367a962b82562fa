import type { Preprocessing } from '../../../../analysis';
import { IMAGENET_DEVIATIONS, IMAGENET_MEANS, namedPreprocessing } from '../../../preprocessing';
import type { StoredTensor } from '../../formats';
import { type KnownNetwork, type Publisher, SAME } from './publisher';

/** Keras: `applications/efficientnet.py` and `efficientnet_v2.py`. */
export const keras: Publisher = {
  stem: 'stem_conv/kernel',
  own: /^(stem_|block\d+[a-z]+_|top_(conv|bn)\/)/,
  classifier: 'predictions/',
  names: null,
  conventions: (network, { tensors, metadata }) => ({
    ...SAME,
    batchNormMomentum: network.family === 'v2' ? 0.9 : 0.99,
    preprocessing: kerasPreprocessing(tensors, network, metadata.layers)
  })
};

/** Pixels enter Keras's normalisation divided by this. */
const PIXEL_SCALE = 255;
const TOLERANCE = 1e-4;

/**
 * What Keras's layers before the first convolution mean, in a file without configuration. Its `Normalization` follows
 * 1/255; published ImageNet weights hold deviations where variances belong, and their network has a second `Rescaling`,
 * by 1/√deviation. V2's layer has no variables: B0–B3 take ImageNet's statistics, S, M and L x/128 − 1.
 *
 * @param listed Names of all layers, if the file lists them: without, a second rescaling is told from the values.
 */
function kerasPreprocessing(
  tensors: Map<string, StoredTensor>,
  { family, name }: KnownNetwork,
  listed: string | undefined
): Preprocessing | null {
  const count = (layer: string): number =>
    listed?.split('\n').filter((own) => own.replace(/_\d+$/, '') === layer).length ?? NaN;
  const [rescalings, normalizations] = [count('rescaling'), count('normalization')];
  if (rescalings === 0 && normalizations === 0) {
    return 'none';
  }
  const [mean, variance] = ['mean', 'variance'].map((own) => [
    ...(tensors.get(`normalization/${own}`)?.values ?? [])
  ]);
  if (mean.length === 0) {
    const large = family === 'v2' && /-[sml]$/.test(name);
    if (!Number.isNaN(rescalings) && (rescalings !== 1 || normalizations !== (large ? 0 : 1))) {
      return null;
    }
    return large ? { factors: [1 / 128, 1 / 128, 1 / 128], offsets: [-1, -1, -1] } : 'imagenet';
  }
  const near = (values: number[], expected: number[]): boolean =>
    values.length === expected.length &&
    values.every((value, i) => Math.abs(value - expected[i]) < TOLERANCE);
  const published = near(mean, IMAGENET_MEANS) && near(variance, IMAGENET_DEVIATIONS);
  if (published && rescalings !== 1) {
    return 'imagenet';
  }
  // A second scale that is not the published one is told nowhere.
  const alone = afterUnit(mean, variance);
  return rescalings === 1 || (Number.isNaN(rescalings) && typeof alone === 'string') ? alone : null;
}

/** (x/255 − mean)/√variance. */
function afterUnit(mean: number[], variance: number[]): Preprocessing {
  const deviations = variance.map(Math.sqrt);
  return namedPreprocessing({
    factors: deviations.map((deviation) => 1 / (PIXEL_SCALE * deviation)),
    offsets: mean.map((value, i) => -value / deviations[i])
  });
}
