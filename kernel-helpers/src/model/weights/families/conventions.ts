import type { ArchitectureSpec, Padding, Preprocessing } from '../../../analysis';
import { IMAGENET_DEVIATIONS, IMAGENET_MEANS, namedPreprocessing } from '../../preprocessing';
import type { StoredTensor, WeightFile } from '../formats';
import { WeightError } from '../weights';
import type { NamedTensors } from './identify';

/** What belongs to weights and can't be seen from them: a network that has it otherwise computes something else. */
export interface Conventions {
  padding: Padding;
  normalizationEpsilon: number;
  batchNormMomentum: number;
  /** Null where pixels enter in a way that no preprocessing here has. */
  preprocessing: Preprocessing | null;
}

const SAME = { padding: 'same', normalizationEpsilon: 1e-3 } as const;
const SYMMETRIC = { padding: 'symmetric', normalizationEpsilon: 1e-5 } as const;

/**
 * What each family's published weights were trained with.
 *
 * Keras: `applications/efficientnet.py` and `efficientnet_v2.py`. timm 1.0: `tf_` networks have TensorFlow's padding and
 * ε, the others PyTorch's; both momentum 0.9. torchvision 0.29: symmetric, ε 1e-3 and momentum 0.99 from B5 on, 1e-3
 * and 0.9 for V2; means and deviations of ½ for V2-L alone. efficientnet_pytorch: TensorFlow's.
 *
 * @param spec The network by name and family.
 * @param padding Needed for timm alone, whose tensors look the same with both.
 * @throws WeightError for timm without padding.
 */
export function conventionsOf(
  { family, tensors }: NamedTensors,
  spec: Pick<ArchitectureSpec, 'name' | 'family'>,
  { source, metadata }: Pick<WeightFile, 'source' | 'metadata'>,
  padding?: Padding
): Conventions {
  const preprocessing = spec.family === 'lite' ? 'inception' : 'imagenet';
  switch (family) {
    case 'keras': {
      const batchNormMomentum = spec.family === 'v2' ? 0.9 : 0.99;
      return {
        ...SAME,
        batchNormMomentum,
        preprocessing: kerasPreprocessing(tensors, spec, metadata.layers)
      };
    }
    case 'lukemelas':
      return { ...SAME, batchNormMomentum: 0.99, preprocessing };
    case 'torchvision': {
      const large = spec.family === 'v2' || /^b[5-7]$/.test(spec.name);
      const batchNormMomentum = large && spec.family !== 'v2' ? 0.99 : 0.9;
      return {
        ...SYMMETRIC,
        ...(large ? { normalizationEpsilon: 1e-3 } : {}),
        batchNormMomentum,
        preprocessing: spec.name === 'v2-l' ? 'half' : preprocessing
      };
    }
    case 'timm': {
      if (padding === undefined) {
        throw new WeightError(
          'convention',
          source,
          "timm's tf_efficientnet and efficientnet have the same tensors but not the same padding. " +
            "Give padding: 'same' for tf_efficientnet_…, 'symmetric' for efficientnet_…."
        );
      }
      const own = padding === 'same' ? SAME : SYMMETRIC;
      return { ...own, batchNormMomentum: 0.9, preprocessing: timmPreprocessing(spec, preprocessing) };
    }
  }
}

/** timm takes means and deviations of ½ for Lite and for V2's larger three. */
function timmPreprocessing(
  { name, family }: Pick<ArchitectureSpec, 'name' | 'family'>,
  other: Preprocessing
): Preprocessing {
  return family === 'lite' || /^v2-[sml]$/.test(name) ? 'half' : other;
}

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
  { family, name }: Pick<ArchitectureSpec, 'name' | 'family'>,
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
