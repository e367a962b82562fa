import { checkedDescription, DESCRIPTION, type ModelDescription } from '../../metadata';
import type { WeightFile } from '../formats';

/** Under these names files of ours carry what their network is. Files of earlier versions have the specification alone. */
const SPEC = 'efficientnet_lab.spec';
const ACTIVATION = 'efficientnet_lab.classifier_activation';
const OUTPUT = 'efficientnet_lab.output';
const IMAGES = 'efficientnet_lab.images_in_training';

/** What a file says beside its weights. */
export function descriptionMetadata(description: ModelDescription): Record<string, string> {
  return {
    [SPEC]: JSON.stringify(description.spec),
    [ACTIVATION]: description.classifierActivation,
    [OUTPUT]: JSON.stringify(description.output),
    ...(description.imagesInTraining === undefined ? {} : { [IMAGES]: description.imagesInTraining })
  };
}

/**
 * What a file of ours says of its network; null for others.
 * @throws SpecError if it was changed into something impossible.
 */
export function descriptionIn({ metadata }: Pick<WeightFile, 'metadata'>): ModelDescription | null {
  if (metadata[SPEC] !== undefined) {
    return checkedDescription({
      spec: parsed(metadata[SPEC]),
      classifierActivation: metadata[ACTIVATION],
      output: metadata[OUTPUT] === undefined ? undefined : parsed(metadata[OUTPUT]),
      imagesInTraining: metadata[IMAGES]
    });
  }
  // TensorFlow.js keeps a model's whole description.
  const description = metadata[DESCRIPTION];
  return description === undefined ? null : checkedDescription(parsed(description));
}

/** What is no JSON is no specification: validation says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
