import type { ArchitectureSpec, Padding, Preprocessing } from '../../../analysis';
import type { HubConfig } from '../../hub';
import { IMAGENET_DEVIATIONS, IMAGENET_MEANS, namedPreprocessing } from '../../preprocessing';
import type { WeightFile } from '../formats';
import type { FamilyFile } from './identify';
import { type Conventions, conventionsOf } from './publishers';

/** What a publisher says beside the tensors: its padding, preprocessing and view. */
export type Prescriptions = Conventions &
  Pick<ArchitectureSpec, 'resolution' | 'cropFraction' | 'interpolation'>;

/**
 * What the weights' publisher prescribes.
 * @param found The published network that the tensors are of.
 * @throws WeightError for timm's weights whose padding nothing tells.
 */
export function prescriptions(
  own: FamilyFile,
  found: ArchitectureSpec,
  file: WeightFile,
  { config, padding }: { config: HubConfig | null; padding?: Padding }
): Prescriptions {
  const told = padding ?? paddingOf(config?.architecture ?? file.metadata.arch);
  const conventions = conventionsOf(own, found, file, told);
  const { resolution, cropFraction, interpolation } = found;
  return config
    ? {
        ...conventions,
        preprocessing: preprocessingOf(config),
        resolution: config.inputSize[1],
        cropFraction: config.cropFraction,
        interpolation: interpolationOf(config) ?? interpolation
      }
    : { ...conventions, resolution, cropFraction, interpolation };
}

/** timm's names tell, where a file or the hub has one: `tf_` networks pad as TensorFlow does. */
export function paddingOf(architecture: string | undefined): Padding | undefined {
  if (architecture === undefined || !/^(tf_)?efficientnet/.test(architecture)) {
    return undefined;
  }
  return architecture.startsWith('tf_') ? 'same' : 'symmetric';
}

function preprocessingOf({ mean, std }: HubConfig): Preprocessing {
  const near = (values: number[], expected: number[]): boolean =>
    values.every((value, i) => Math.abs(value - expected[i % expected.length]) < 1e-3);
  if (mean.length === IMAGENET_MEANS.length && near(mean, IMAGENET_MEANS) && near(std, IMAGENET_DEVIATIONS)) {
    return 'imagenet';
  }
  return near(mean, [0.5]) && near(std, [0.5])
    ? 'half'
    : namedPreprocessing({
        factors: std.map((deviation) => 1 / (255 * deviation)),
        offsets: std.map((deviation, i) => -mean[i] / deviation)
      });
}

function interpolationOf({ interpolation }: HubConfig): ArchitectureSpec['interpolation'] | null {
  return interpolation === 'bilinear' || interpolation === 'bicubic' ? interpolation : null;
}
