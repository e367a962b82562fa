import type { layers, LayersModel, serialization } from '@tensorflow/tfjs';
import { LIMITS, requireNumber } from '../analysis/validate';
import {
  describeClasses,
  getWeightsByName,
  layersWithin,
  NetworkGraph,
  newClassifier,
  reseed,
  setWeightsByName
} from '../model';
import { TrainingError } from './errors';

/** Layers that may stand behind the classifier: they take as many classes as come. */
const BEHIND = ['Activation', 'Softmax'];

/** A layer's configuration as TensorFlow.js writes it, of a network with those of its layers. */
interface LayerConfiguration {
  config: serialization.ConfigDict & { name: string; units?: number; layers?: LayerConfiguration[] };
}

/**
 * The model with another last Dense layer, nested or not, that starts from zeros; all else is copied, and what is frozen
 * stays frozen.
 * @throws TrainingError for a model that ends otherwise, SpecError for an impossible number of classes.
 */
export function withOtherClasses(model: LayersModel, classes: number, seed: number): LayersModel {
  requireNumber('classes', classes, LIMITS.classes);
  const path = classifierOf(model);
  const replaced = rebuilt(model, path, classes);
  const kept = Object.entries(getWeightsByName(model)).filter(([name]) => !name.startsWith(`${path}/`));
  setWeightsByName(replaced, { ...Object.fromEntries(kept), ...newClassifier(replaced, path) });
  const frozen = new Set(placesOf(model, ({ trainable }) => !trainable));
  for (const { path: place, layer } of layersWithin(replaced)) {
    layer.trainable = place === path || !frozen.has(place);
  }
  describeClasses(replaced, path, classes);
  reseed(replaced, seed);
  return replaced;
}

/** Path of the Dense layer that the outputs come from. */
function classifierOf(model: LayersModel): string {
  const graph = new NetworkGraph(model);
  let [last] = graph.outputs;
  while (BEHIND.includes(last.sourceLayer.getClassName())) {
    [last] = graph.entering(last);
  }
  const { sourceLayer } = last;
  const [path] = placesOf(model, (layer) => layer === sourceLayer);
  if (graph.outputs.length !== 1 || sourceLayer.getClassName() !== 'Dense' || path === undefined) {
    const several = graph.outputs.length === 1 ? '' : `${graph.outputs.length} outputs, the first of `;
    const got = `a model that ends in ${several}${sourceLayer.name} (${sourceLayer.getClassName()})`;
    const remedy = 'Put a Dense layer of your own on its features.';
    throw new TrainingError('model', got, 'one that ends in a Dense layer', remedy);
  }
  return path;
}

function placesOf(model: LayersModel, is: (layer: layers.Layer) => boolean): string[] {
  return layersWithin(model).flatMap(({ path, layer }) => (is(layer) ? [path] : []));
}

/** A model of the same configuration but for the classes of one layer. */
function rebuilt(model: LayersModel, path: string, classes: number): LayersModel {
  const config = model.getConfig() as LayerConfiguration['config'];
  let within: LayerConfiguration['config'] | undefined = config;
  for (const name of path.split('/')) {
    within = within?.layers?.find((layer) => layer.config.name === name)?.config;
  }
  if (within === undefined) {
    throw new Error(`${path} is missing from the model's configuration.`);
  }
  within.units = classes;
  const Model = model.constructor as unknown as serialization.SerializableConstructor<LayersModel> & {
    fromConfig: serialization.FromConfigMethod<LayersModel>;
  };
  return Model.fromConfig(Model, config);
}
