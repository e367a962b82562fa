import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { type Batch, batchTensors } from '../data';
import { type Classifier, logitsOf } from '../evaluation';
import { getWeightsByName, type ModelRandomState, randomState, restoreRandomState } from '../model';
import { loadTensorFlow } from '../tensorflow';

/** Where values that are not finite were seen. */
export interface NonFiniteValues {
  /** Layer, weight, or `input` for the images themselves. */
  name: string;
  /** NaN or infinite. */
  nonFinite: number;
  /** In all. */
  values: number;
}

/** Which values of a failed step were not finite. Plain JSON. */
export interface NonFiniteReport {
  /** Global step whose loss it was. */
  step: number;
  loss: 'NaN' | 'Infinity' | '-Infinity' | 'finite';
  /** Steps that the weights looked at had made; `step` − 1 are those that the loss was computed with. */
  weightsAtStep: number;
  /** First in the order of computation; null when every layer's output is finite in float32. */
  first: NonFiniteValues | null;
  /** Layers with such outputs. */
  layers: number;
  /** Weights that held such values before the step; after it, for a step whose loss was finite. */
  weights: NonFiniteValues[];
}

/**
 * Runs a batch through the network in training mode, layer by layer, in float32, and tells where values stop being
 * finite. Weights, moving statistics and masks are afterwards as before.
 *
 * @param random Where the masks stood before the step that failed.
 */
export function diagnose(
  classifier: Classifier,
  batch: Batch,
  step: { step: number; loss: number; weightsAtStep: number; random: ModelRandomState }
): NonFiniteReport {
  const tf = loadTensorFlow();
  const { model } = classifier;
  const weights = nonFiniteWeights(model);
  const random = randomState(model);
  const statistics = model.nonTrainableWeights.map((weight) => weight.read() as Variable);
  const seen: NonFiniteValues[] = [];
  restoreRandomState(model, step.random);
  try {
    tf.tidy(() => {
      const before = statistics.map((variable) => tf.clone(variable as Tensor));
      const { images } = batchTensors(batch, classifier.input);
      const look = (name: string, tensor: Tensor): void => {
        const values = counted(name, tensor.dataSync());
        if (values.nonFinite > 0) {
          seen.push(values);
        }
      };
      look('input', images);
      watched(model, look, () => logitsOf(classifier, images, { training: true }));
      statistics.forEach((variable, i) => variable.assign(before[i]));
    });
  } finally {
    restoreRandomState(model, random);
  }
  const layers = seen.filter(({ name }) => name !== 'input').length;
  const { loss, random: _, ...rest } = step;
  return { ...rest, loss: String(loss) as NonFiniteReport['loss'], first: seen[0] ?? null, layers, weights };
}

/** Weights and moving statistics that hold values that are not finite. */
export function nonFiniteWeights(model: LayersModel): NonFiniteValues[] {
  return Object.entries(getWeightsByName(model))
    .map(([name, { values }]) => counted(name, values))
    .filter(({ nonFinite }) => nonFinite > 0);
}

/** Of a step whose loss was finite, but whose gradients or moving statistics were not. */
export function brokenWeights(step: number, weights: NonFiniteValues[]): NonFiniteReport {
  return { step, loss: 'finite', weightsAtStep: step, first: null, layers: 0, weights };
}

/** What the report means, in a sentence or two. */
export function nonFiniteSentence(report: NonFiniteReport): string {
  const { step, loss, weightsAtStep, first, layers, weights } = report;
  const told = ({ name, nonFinite, values }: NonFiniteValues): string =>
    `${name} (${nonFinite} of ${values} values)`;
  if (loss === 'finite') {
    return `The loss of step ${step} was finite, what it left was not: ${some(weights.map(told))}.`;
  }
  const when = weightsAtStep === step - 1 ? 'before the step' : `of step ${weightsAtStep}`;
  const where =
    first === null
      ? `With the weights ${when}, in float32, every layer's output is finite`
      : `With the weights ${when}, ${told(first)} is the first output that is not finite, of ${layers}`;
  const damaged = weights.length === 0 ? '' : ` Weights were not finite already: ${some(weights.map(told))}.`;
  return `${where}.${damaged}`;
}

/** Names a few. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** Shows the output of each layer while the network runs. */
function watched(model: LayersModel, look: (name: string, tensor: Tensor) => void, run: () => Tensor): void {
  const restore = model.layers.map((layer) => {
    const own = Object.getOwnPropertyDescriptor(layer, 'call');
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      const outputs = call(inputs, kwargs);
      (Array.isArray(outputs) ? outputs : [outputs]).forEach((output) => look(layer.name, output));
      return outputs;
    };
    return () => {
      Reflect.deleteProperty(layer, 'call');
      if (own) {
        Object.defineProperty(layer, 'call', own);
      }
    };
  });
  try {
    run();
  } finally {
    restore.forEach((undo) => undo());
  }
}

function counted(name: string, values: ArrayLike<number>): NonFiniteValues {
  let nonFinite = 0;
  for (let i = 0; i < values.length; i++) {
    nonFinite += Number.isFinite(values[i]) ? 0 : 1;
  }
  return { name, nonFinite, values: values.length };
}
