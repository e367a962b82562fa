import type { LayersModel } from '@tensorflow/tfjs';
import {
  buildEfficientNet,
  getWeightsByName,
  modelDescription,
  newClassifier,
  setWeightsByName
} from '../model';
import { requireKnown, TrainingError } from './errors';
import { withOtherClasses } from './own-classifier';
import { containedSpec } from './parts';

/**
 * A network with a new classifier for other classes, which starts from zeros: its first loss is ln `classes`. All other
 * weights and moving statistics are copied, and what is frozen stays frozen. The model given stays as it is.
 *
 * A model that contains a network, with layers of your own behind it or as a layer itself, gets another last Dense layer
 * in place of its own.
 *
 * @param options.seed Of random masks. Default 0.
 * @throws TrainingError for models that contain no network of `buildEfficientNet`, or several, and for those that do not
 *   end in a classifier; SpecError for impossible numbers of classes.
 *
 * @example
 * ```ts
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const forThree = enet.replaceClassifier(model, 3, { seed: 1 });
 * console.log(forThree.outputShape); // [ null, 3 ]
 * ```
 */
export function replaceClassifier(
  model: LayersModel,
  classes: number,
  options: { seed?: number } = {}
): LayersModel {
  requireKnown(options, { seed: true });
  const { seed = 0 } = options;
  const description = modelDescription(model);
  if (description === null) {
    containedSpec(model);
    return withOtherClasses(model, classes, seed);
  }
  const { spec } = description;
  if (description.output !== 'classes') {
    const remedy = 'Build the network as a classifier.';
    throw new TrainingError('model', 'a network without a classifier', 'a classifier', remedy);
  }
  const { classifierActivation } = description;
  const replaced = buildEfficientNet({ ...spec, classes }, { seed, classifierActivation });
  const kept = Object.entries(getWeightsByName(model)).filter(([path]) => !path.startsWith('predictions/'));
  setWeightsByName(replaced, { ...Object.fromEntries(kept), ...newClassifier(replaced) });
  const frozen = new Set(model.layers.filter(({ trainable }) => !trainable).map(({ name }) => name));
  replaced.layers.forEach((layer) => {
    layer.trainable = layer.name === 'predictions' || !frozen.has(layer.name);
  });
  return replaced;
}
