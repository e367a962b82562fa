import type { layers, LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, blocksOf } from '../analysis';
import { containedDescriptions, layersWithin } from '../model';
import { TrainingError } from './errors';

type Layer = layers.Layer;

/** A part of a network, from its input to its output. */
export interface NetworkPart {
  /** `stem`, `block2a`, …, `top` (the head's convolution) or `classifier`. */
  name: string;
  /** `stem`, `stage1`, …, `top` or `classifier`. */
  stage: string;
  layers: Layer[];
}

/**
 * The parts of a network made by `buildEfficientNet`, or of a model that contains one, in order. What lies before the
 * network belongs to the stem, as preprocessing does; what lies behind it, to the classifier.
 * @throws TrainingError for models without such a network, and with several.
 */
export function networkParts(model: LayersModel): NetworkPart[] {
  const parts: NetworkPart[] = [
    { name: 'stem', stage: 'stem', layers: [] },
    ...blocksOf(containedSpec(model)).map(({ name, stage }) => ({
      name,
      stage: `stage${stage}`,
      layers: []
    })),
    { name: 'top', stage: 'top', layers: [] },
    { name: 'classifier', stage: 'classifier', layers: [] }
  ];
  let begun = false;
  for (const { layer } of layersWithin(model)) {
    const name = partName(layer.name);
    begun ||= name !== null;
    const own = name ?? (begun ? 'classifier' : 'stem');
    parts.find((part) => part.name === own)?.layers.push(layer);
  }
  return parts;
}

/**
 * The specification of the one network of ours that the model is, or contains.
 * @throws TrainingError for none, and for several.
 */
export function containedSpec(model: LayersModel): ArchitectureSpec {
  const [first, ...others] = containedDescriptions(model);
  if (first === undefined) {
    const remedy = 'Build it with buildEfficientNet(), or set `trainable` of its layers by hand.';
    throw new TrainingError('model', 'a model without a specification', 'one of buildEfficientNet()', remedy);
  }
  if (others.length > 0) {
    const remedy = 'Set `trainable` of its layers by hand.';
    throw new TrainingError(
      'model',
      `a model of ${others.length + 1} networks`,
      'one with one network',
      remedy
    );
  }
  return first.spec;
}

/** Layers of batch normalisation that are not frozen. */
export function freeBatchNorms(model: LayersModel): Layer[] {
  return layersWithin(model)
    .map(({ layer }) => layer)
    .filter(
      ({ trainable, weights }) =>
        trainable && weights.some(({ originalName }) => originalName.endsWith('moving_mean'))
    );
}

/** The part that a layer's name tells; null for preprocessing and for layers that are no network's. */
function partName(layer: string): string | null {
  const block = /^(block\d+[a-z]+)_/.exec(layer);
  if (block) {
    return block[1];
  }
  const known = /^(?:(stem|top)_(?!dropout)|(avg_pool|top_dropout|predictions)$)/.exec(layer);
  return known && (known[1] ?? 'classifier');
}
