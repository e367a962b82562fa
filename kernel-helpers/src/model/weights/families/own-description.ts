import { checkedDescription, DESCRIPTION, describedBy, type ModelDescription } from '../../metadata';
import { parseJson } from '../../../files';
import type { WeightFile } from '../formats';

/** Under these names files of ours carry what their network is. Files of earlier versions have the specification alone. */
const SPEC = 'efficientnet_lab.spec';
const ACTIVATION = 'efficientnet_lab.classifier_activation';
const OUTPUT = 'efficientnet_lab.output';
const IMAGES = 'efficientnet_lab.images_in_training';
const VALUES = 'efficientnet_lab.values_in_training';

/** What a file says beside its weights. */
export function descriptionMetadata(description: ModelDescription): Record<string, string> {
  return {
    [SPEC]: JSON.stringify(description.spec),
    [ACTIVATION]: description.classifierActivation,
    [OUTPUT]: JSON.stringify(description.output),
    ...(description.imagesInTraining === undefined ? {} : { [IMAGES]: description.imagesInTraining }),
    ...(description.valuesInTraining === undefined
      ? {}
      : { [VALUES]: JSON.stringify(description.valuesInTraining) })
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
      imagesInTraining: metadata[IMAGES],
      valuesInTraining: metadata[VALUES] === undefined ? undefined : parsed(metadata[VALUES])
    });
  }
  // TensorFlow.js keeps a model's whole description.
  const description = metadata[DESCRIPTION];
  return description === undefined
    ? embeddedIn(metadata.model_config)
    : checkedDescription(parsed(description));
}

/** Of a network of ours that a TensorFlow.js model contains, the first one: a layer tells. */
function embeddedIn(configuration: string | undefined): ModelDescription | null {
  const pending: unknown[] = [configuration?.includes('"network"') ? parsed(configuration) : null];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value === 'object' && value !== null) {
      const { class_name: kind, config } = value as { class_name?: unknown; config?: { network?: unknown } };
      const text = (config?.network as { name?: unknown } | null | undefined)?.name;
      if (/^(FusedBatch|Group)Normalization$/.test(String(kind)) && typeof text === 'string') {
        return describedBy(text);
      }
      // The first in the file is looked at first.
      pending.push(...Object.values(value).reverse());
    }
  }
  return null;
}

/** What is no JSON is no specification: validation says so. */
function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}
