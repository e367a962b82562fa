import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, validateSpec } from '../analysis';

/** What a model of ours says about itself; saved and loaded with it. */
export interface ModelDescription {
  spec: ArchitectureSpec;
  /** Whether the output are logits or probabilities. */
  classifierActivation: 'linear' | 'softmax';
}

const KEY = 'efficientNetLab';

export function describeModel(model: LayersModel, description: ModelDescription): void {
  model.setUserDefinedMetadata({ [KEY]: description });
}

/**
 * What `buildEfficientNet` built this model from, also after saving and loading it; null for other models.
 * @throws SpecError if the description was changed into something impossible.
 */
export function modelDescription(model: LayersModel): ModelDescription | null {
  const metadata = model.getUserDefinedMetadata() as { [KEY]?: ModelDescription } | null | undefined;
  const description = metadata?.[KEY];
  return description
    ? {
        spec: validateSpec(description.spec),
        classifierActivation: description.classifierActivation === 'softmax' ? 'softmax' : 'linear'
      }
    : null;
}
