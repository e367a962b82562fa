import type { layers, LayersModel } from '@tensorflow/tfjs';
import { requireModel } from './given-model';

type Layer = layers.Layer;

export interface PlacedLayer {
  /** The layer's name, behind those of the networks that it lies in: `features/stem_conv`. */
  path: string;
  layer: Layer;
}

/**
 * A network's layers in order, with those of nested networks, which are layers too, in place of these.
 * @throws SpecError for anything that is not a model.
 */
export function layersWithin(model: LayersModel): PlacedLayer[] {
  requireModel(model);
  return model.layers.flatMap((layer) =>
    'layers' in layer
      ? layersWithin(layer as LayersModel).map((inner) => ({ ...inner, path: `${layer.name}/${inner.path}` }))
      : [{ path: layer.name, layer }]
  );
}
