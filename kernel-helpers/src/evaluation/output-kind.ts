import type { layers, LayersModel, SymbolicTensor, Tensor2D } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../tensorflow';
import { EvaluationError, requireModel } from './errors';

type Layer = layers.Layer;

/** What a classifier's numbers are: before a softmax, or after it. */
export type OutputKind = 'logits' | 'probabilities';

export interface OutputOptions {
  /**
   * What the network puts out; needed only where its layers don't tell, for example where the last one is of a class of
   * your own. A network that tells must not be said to be otherwise.
   */
  outputs?: OutputKind;
}

/** What a network puts out, and the layer whose softmax made it probabilities, if it is the last thing that happens. */
export interface KnownOutput {
  outputs: OutputKind;
  softmax: Layer | null;
}

/** Smallest probability whose logarithm is taken: float32's smallest normal number, rounded. */
const SMALLEST_PROBABILITY = 1e-37;

/** What is told by the layers, from the last one back. */
type Told = KnownOutput | { outputs: null; layer: Layer; activation: string | null };

/** Layers that leave single values as they are. */
const PASSING = ['Flatten', 'Reshape', 'Identity'];
/** Means of rows that add up to one do so too, and means of logits are logits. */
const AVERAGING = ['GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'GlobalMeanPooling', 'Average'];
/** What these make of logits are logits; of probabilities, neither. */
const LINEAR = [
  ...['Add', 'Concatenate', 'Dropout', 'SeededDropout', 'Rescaling'],
  ...['BatchNormalization', 'FusedBatchNormalization', 'LayerNormalization']
];

/**
 * Finds out from a network's layers, nested ones too, whether it gives logits or probabilities: a description in its
 * metadata may be older than its last layers.
 *
 * @throws EvaluationError when the layers don't tell and `outputs` isn't given, contradicts them, or when classes are
 *   independent of each other (sigmoid).
 */
export function outputKindOf(output: SymbolicTensor, outputs?: OutputKind): KnownOutput {
  if (outputs !== undefined && outputs !== 'logits' && outputs !== 'probabilities') {
    const expected = "'logits' or 'probabilities'";
    throw new EvaluationError('outputs', JSON.stringify(outputs), expected, 'Say which the network gives.');
  }
  const told = toldBy(output, new Map());
  if (told.outputs !== null) {
    if (outputs !== undefined && outputs !== told.outputs) {
      const remedy = 'Leave the option out.';
      throw new EvaluationError('outputs', outputs, `${told.outputs}, as the network's layers tell`, remedy);
    }
    return told;
  }
  const { layer, activation } = told;
  if (activation !== null && /sigmoid/i.test(activation)) {
    const got = `answers through ${activation} ("${layer.name}"), each class by itself`;
    const remedy = 'Give the last layer a softmax or no activation, and train it so.';
    throw new EvaluationError('model', got, 'logits, or probabilities that add up to 1', remedy);
  }
  if (outputs === undefined || (outputs === 'probabilities' && activation !== null)) {
    const got = `outputs of ${activation ?? layer.getClassName()} ("${layer.name}")`;
    const remedy =
      activation === null
        ? "State which they are: outputs: 'logits' or outputs: 'probabilities'."
        : "Give the last layer no activation or a softmax, or set outputs: 'logits' if that is what they are.";
    throw new EvaluationError('model', got, 'logits or a softmax at the end', remedy);
  }
  return { outputs, softmax: null };
}

/**
 * @throws EvaluationError for anything that is not a model, and for a detector whose class scores passed an activation
 *   that losses and boxes apply themselves.
 */
export function requireClassLogits(detector: LayersModel): void {
  requireModel(detector, 'detector');
  const told = toldBy(detector.outputs[0], new Map());
  const way = told.outputs === 'probabilities' ? 'softmax' : told.outputs === null ? told.activation : null;
  if (way !== null) {
    const remedy =
      'Leave the last activation out: the sigmoid is applied by losses and by enet.detection.detectObjects().';
    throw new EvaluationError('detector', `class scores through ${way}`, 'logits', remedy);
  }
}

/** @param bound What enters nested networks, by the identity of their inputs. */
function toldBy(tensor: SymbolicTensor, bound: Map<number, SymbolicTensor>): Told {
  const layer = tensor.sourceLayer;
  const nested = (layer as Partial<LayersModel>).outputs;
  if (nested !== undefined) {
    (layer as LayersModel).inputs.forEach((input, i) => bound.set(input.id, tensor.inputs[i]));
    return toldBy(nested[tensor.outputTensorIndex ?? 0], bound);
  }
  const kind = layer.getClassName();
  const entering = bound.get(tensor.id);
  if (entering !== undefined) {
    return toldBy(entering, bound);
  }
  const { activation = null, axis } = layer.getConfig() as { activation?: string | null; axis?: number };
  const unknown: Told = { outputs: null, layer, activation };
  if (kind === 'Softmax' || activation === 'softmax') {
    const last = kind !== 'Softmax' || axis === -1 || axis === tensor.shape.length - 1;
    // A layer that stands at several places can't be left out at one of them.
    return last
      ? { outputs: 'probabilities', softmax: layer.inboundNodes.length === 1 ? layer : null }
      : unknown;
  }
  // The logarithms of probabilities are logits of them.
  if (activation === 'logSoftmax' || (activation === 'linear' && kind !== 'Activation')) {
    return { outputs: 'logits', softmax: null };
  }
  const before = (): Told[] => tensor.inputs.map((input) => toldBy(input, bound));
  if (activation === 'linear' || (PASSING.includes(kind) && keepsRows(tensor))) {
    return before()[0];
  }
  if (AVERAGING.includes(kind) || LINEAR.includes(kind) || PASSING.includes(kind)) {
    const all = before();
    const same = all.every(({ outputs }) => outputs === all[0].outputs);
    const allowed = all[0].outputs === 'logits' || AVERAGING.includes(kind);
    if (same && allowed && all[0].outputs !== null) {
      return { outputs: all[0].outputs, softmax: null };
    }
    return all.find(({ outputs }) => outputs === null) ?? unknown;
  }
  return unknown;
}

/** Whether each row of values is one of those before. */
function keepsRows({ shape, inputs }: SymbolicTensor): boolean {
  const [classes] = shape.slice(-1);
  const entering = inputs[0].shape.slice(1);
  return entering.slice(-1)[0] === classes && entering.slice(0, -1).every((size) => size === 1);
}

/**
 * The logits behind what a network puts out: without the softmax where it is the last thing that happens, so that
 * losses and gradients are those of the same network without it; otherwise the logarithms of the probabilities, whose
 * softmax are these probabilities. Call within `tf.tidy`.
 *
 * @param run Runs the network.
 */
export function asLogits({ outputs, softmax }: KnownOutput, run: () => Tensor2D): Tensor2D {
  if (outputs === 'logits') {
    return run();
  }
  if (softmax !== null) {
    return without(softmax, run);
  }
  const tf = loadTensorFlow();
  return tf.log(tf.maximum(run(), SMALLEST_PROBABILITY) as Tensor2D);
}

/** Runs work while a layer's softmax does nothing. */
function without(layer: Layer, work: () => Tensor2D): Tensor2D {
  const tf = loadTensorFlow();
  const [name, idle] =
    layer.getClassName() === 'Softmax'
      ? (['call', (inputs: Tensor2D | Tensor2D[]) => tf.clone([inputs].flat()[0])] as const)
      : (['activation', Reflect.get(tf.layers.activation({ activation: 'linear' }), 'activation')] as const);
  const own = Object.getOwnPropertyDescriptor(layer, name);
  Object.defineProperty(layer, name, { value: idle, configurable: true, writable: true, enumerable: true });
  try {
    return work();
  } finally {
    Reflect.deleteProperty(layer, name);
    if (own) {
      Object.defineProperty(layer, name, own);
    }
  }
}
