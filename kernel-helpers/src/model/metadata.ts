import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, validateSpec } from '../analysis';

/**
 * What a network puts out. `classes`: the classifier's answer. `pooled`: means over the last map, what the classifier
 * sees. `map`: the last map, after the head's convolution. Numbers: the maps at these strides, finest first, for
 * detection and segmentation (see `featureMaps`).
 */
export type NetworkOutput = 'classes' | 'pooled' | 'map' | readonly number[];

/** What a model of ours says about itself; saved and loaded with it. */
export interface ModelDescription {
  spec: ArchitectureSpec;
  /** Whether the output are logits or probabilities. */
  classifierActivation: 'linear' | 'softmax';
  output: NetworkOutput;
  /**
   * In words, how the images of its last training were prepared. Absent without one, and for networks that an earlier
   * version trained, which padded images in memory or resized them whole.
   */
  imagesInTraining?: string;
}

/** Where a model's description lies among its metadata. */
export const DESCRIPTION = 'efficientNetLab';

export function describeModel(model: LayersModel, description: ModelDescription): void {
  model.setUserDefinedMetadata({ ...model.getUserDefinedMetadata(), [DESCRIPTION]: description });
}

/** Adds to a network's description how its training images were prepared; other models have none to add to. */
export function describeTraining(model: LayersModel, imagesInTraining: string): void {
  const description = modelDescription(model);
  if (description) {
    describeModel(model, { ...description, imagesInTraining });
  }
}

/**
 * What `buildEfficientNet` built this model from, also after saving and loading it; null for other models.
 * @throws SpecError if the description was changed into something impossible.
 */
export function modelDescription(model: LayersModel): ModelDescription | null {
  const metadata = model.getUserDefinedMetadata() as Record<string, unknown> | null | undefined;
  const description = metadata?.[DESCRIPTION];
  return description ? checkedDescription(description) : null;
}

/** @throws SpecError for a description, from a file, of what can't be built. */
export function checkedDescription(description: unknown): ModelDescription {
  const { spec, classifierActivation, output, imagesInTraining } = (description ?? {}) as Record<
    string,
    unknown
  >;
  return {
    spec: validateSpec(spec),
    classifierActivation: classifierActivation === 'softmax' ? 'softmax' : 'linear',
    output: outputOf(output),
    ...(typeof imagesInTraining === 'string' ? { imagesInTraining } : {})
  };
}

/** Models saved before networks had other outputs are classifiers. */
function outputOf(output: unknown): NetworkOutput {
  if (Array.isArray(output)) {
    return output.map(Number);
  }
  return output === 'pooled' || output === 'map' ? output : 'classes';
}
