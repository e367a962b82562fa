import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, type PixelRange, validateSpec } from '../analysis';
import { requireModel } from './given-model';
import { type DescribingLayer, isDescribing } from './layers';
import { layersWithin } from './nested-layers';

/**
 * What a network puts out. `classes`: the classifier's answer. `pooled`: means over the last map, what the classifier
 * sees. `map`: the last map, after the head's convolution. Numbers: the maps at these strides, finest first, for
 * detection and segmentation (see `featureMaps`).
 */
export type NetworkOutput = 'classes' | 'pooled' | 'map' | readonly number[];

/** Details of the images of a network's last training; absent without one. */
export interface ImagesInTraining {
  /**
   * In words, how they were prepared. Absent for networks that an earlier version trained, which padded images in memory
   * or resized them whole.
   */
  imagesInTraining?: string;
  /** What their pixels ranged over, before the network's own preprocessing. */
  valuesInTraining?: PixelRange;
}

/** What a model of ours says about itself; saved and loaded with it. */
export interface ModelDescription extends ImagesInTraining {
  spec: ArchitectureSpec;
  /** Whether the output are logits or probabilities. */
  classifierActivation: 'linear' | 'softmax';
  output: NetworkOutput;
}

/** Where a model's description lies among its metadata. */
export const DESCRIPTION = 'efficientNetLab';

/** Says it of the model, and of the layer that it begins with, which says it wherever it comes to stand. */
export function describeModel(model: LayersModel, description: ModelDescription): void {
  model.setUserDefinedMetadata({ ...model.getUserDefinedMetadata(), [DESCRIPTION]: description });
  const [first] = describingLayers(model);
  if (first) {
    first.network = JSON.stringify(description);
  }
}

/** Tells a network, and each that it contains, of its training images; models without any of ours can't be told. */
export function describeTraining(model: LayersModel, images: ImagesInTraining): void {
  const own = ownDescription(model);
  if (own) {
    const told = checkedDescription({ ...own, ...images });
    model.setUserDefinedMetadata({ ...model.getUserDefinedMetadata(), [DESCRIPTION]: told });
  }
  for (const layer of describingLayers(model)) {
    if (layer.network !== null) {
      layer.network = JSON.stringify({ ...describedBy(layer.network), ...images });
    }
  }
}

/**
 * Tells a network of ours that lies in a model how many classes its classifier has now.
 * @param classifier Path of the layer; one that is no network's of ours tells nothing.
 */
export function describeClasses(model: LayersModel, classifier: string, classes: number): void {
  const place = classifier.replace(/predictions$/, '');
  for (const { path, layer } of layersWithin(model)) {
    const within = classifier.endsWith('predictions') && path === `${place}${layer.name}`;
    if (within && isDescribing(layer) && layer.network !== null) {
      const { spec, ...others } = describedBy(layer.network);
      layer.network = JSON.stringify({ ...others, spec: { ...spec, classes } });
    }
  }
}

/**
 * What `buildEfficientNet` built this model from, also after saving and loading it; null for other models.
 * @throws SpecError for anything that is not a model, and if the description was changed into something impossible.
 *
 * @example
 * ```ts
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * console.log(enet.modelDescription(model)?.spec.resolution); // 32
 * ```
 */
export function modelDescription(model: LayersModel): ModelDescription | null {
  const own = ownDescription(model);
  const [contained] = own ? networksWithin(model) : [];
  // A model of other layers behind the same network may have trained it since.
  return own && { ...own, ...(contained ? trainingOf(contained) : {}) };
}

/**
 * The model itself if `buildEfficientNet` built it, else the networks of ours that it contains: with other layers behind
 * them, or nested. In the order of the layers; empty for none.
 * @throws SpecError if a description was changed into something impossible.
 */
export function containedDescriptions(model: LayersModel): ModelDescription[] {
  const own = modelDescription(model);
  return own ? [own] : networksWithin(model);
}

function networksWithin(model: LayersModel): ModelDescription[] {
  return describingLayers(model).flatMap(({ network }) => (network === null ? [] : [describedBy(network)]));
}

function describingLayers(model: LayersModel): DescribingLayer[] {
  return layersWithin(model)
    .map(({ layer }) => layer)
    .filter(isDescribing);
}

function ownDescription(model: LayersModel): ModelDescription | null {
  requireModel(model);
  const metadata = model.getUserDefinedMetadata() as Record<string, unknown> | null | undefined;
  const description = metadata?.[DESCRIPTION];
  return description ? checkedDescription(description) : null;
}

/** @throws SpecError for anything that is not a description. */
export function describedBy(json: string): ModelDescription {
  return checkedDescription(parsed(json));
}

/** What is no JSON is no description: validation says so. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** The part of a description, or of anything from a file, that is about training images. */
export function trainingOf(description: object): ImagesInTraining {
  const { imagesInTraining, valuesInTraining } = description as Record<string, unknown>;
  const { least, most } = (valuesInTraining ?? {}) as Record<string, unknown>;
  return {
    ...(typeof imagesInTraining === 'string' ? { imagesInTraining } : {}),
    ...(typeof least === 'number' && typeof most === 'number' ? { valuesInTraining: { least, most } } : {})
  };
}

/** @throws SpecError for a description, from a file, of what can't be built. */
export function checkedDescription(description: unknown): ModelDescription {
  const known = (description ?? {}) as Record<string, unknown>;
  const { spec, classifierActivation, output } = known;
  return {
    spec: validateSpec(spec),
    classifierActivation: classifierActivation === 'softmax' ? 'softmax' : 'linear',
    output: outputOf(output),
    ...trainingOf(known)
  };
}

/** Models saved before networks had other outputs are classifiers. */
function outputOf(output: unknown): NetworkOutput {
  if (Array.isArray(output)) {
    return output.map(Number);
  }
  return output === 'pooled' || output === 'map' ? output : 'classes';
}
