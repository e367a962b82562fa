import { loadTensorFlow, onTensorFlowLoad, type TensorFlow } from '../../tensorflow';
import { defineElementwise, type ElementwiseLayers } from './elementwise';
import { freezeLikeKeras } from './freezing';
import { defineFusion, type FusionLayers } from './fusion';
import { defineVarianceScaling, type VarianceScalingClass } from './initializer';
import { defineNormalization, type NormalizationLayers } from './normalization';
import { defineStochastic, type StochasticLayers } from './stochastic';

export type { FirstWeights } from './initializer';
export type { Layer } from './layer-class';
export { type DescribingLayer, isDescribing } from './normalization';
export { isRandomLayer, type RandomLayer } from './stochastic';

export interface CustomLayers extends NormalizationLayers, StochasticLayers, ElementwiseLayers, FusionLayers {
  VarianceScaling: VarianceScalingClass;
}

let defined: CustomLayers | null = null;

/**
 * The layers that stock TensorFlow.js lacks or gets wrong. They are classes over TensorFlow.js's, so they
 * come into being when it is loaded, and are registered then: `tf.loadLayersModel` knows them.
 */
export function customLayers(): CustomLayers {
  const tf = loadTensorFlow();
  return (defined ??= define(tf));
}

function define(tf: TensorFlow): CustomLayers {
  freezeLikeKeras(tf);
  return {
    ...defineNormalization(tf),
    ...defineStochastic(tf),
    ...defineElementwise(tf),
    ...defineFusion(tf),
    VarianceScaling: defineVarianceScaling(tf)
  };
}

onTensorFlowLoad((tf) => {
  defined ??= define(tf);
});
