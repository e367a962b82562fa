import type { layers, LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, blocksOf } from '../analysis';
import { layersWithin, modelDescription } from '../model';
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
 * The parts of a network made by `buildEfficientNet`, in order; preprocessing belongs to the stem.
 * @throws TrainingError for other models.
 */
export function networkParts(model: LayersModel): NetworkPart[] {
  const parts: NetworkPart[] = [
    { name: 'stem', stage: 'stem', layers: [] },
    ...blocksOf(specOf(model)).map(({ name, stage }) => ({ name, stage: `stage${stage}`, layers: [] })),
    { name: 'top', stage: 'top', layers: [] },
    { name: 'classifier', stage: 'classifier', layers: [] }
  ];
  for (const layer of model.layers) {
    const name = partName(layer.name);
    parts.find((part) => part.name === name)?.layers.push(layer);
  }
  return parts;
}

/** @throws TrainingError for models not made by `buildEfficientNet`. */
export function specOf(model: LayersModel): ArchitectureSpec {
  const description = modelDescription(model);
  if (description === null) {
    const remedy = 'Build it with buildEfficientNet(), or set `trainable` of its layers by hand.';
    throw new TrainingError('model', 'a model without a specification', 'one of buildEfficientNet()', remedy);
  }
  return description.spec;
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

function partName(layer: string): string {
  const block = /^(block\d+[a-z]+)_/.exec(layer);
  if (block) {
    return block[1];
  }
  if (/^(avg_pool|top_dropout|predictions)$/.test(layer)) {
    return 'classifier';
  }
  return layer.startsWith('top_') ? 'top' : 'stem';
}
