import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { type Batch, batchTensors } from '../data';
import type { Classifier } from '../evaluation';
import {
  countNonFinite,
  layersWithin,
  type ModelRandomState,
  type NonFiniteValues,
  nonFiniteWeights,
  randomState,
  restoreRandomState,
  variablesByName
} from '../model';
import { loadTensorFlow, type Precision } from '../tensorflow';
import { lossAndGradients, type LossSettings } from './gradients';

/**
 * What a step that is not finite comes from:
 * - `weights`: not finite although no step was made since training began, or since they last were finite;
 * - `images`, `labels`: those of the batch;
 * - `update`: gradients were finite, the weights that the step before left with them are not;
 * - `overflow`: values so large that float32 can't hold their products, or their variance;
 * - `layer`: a layer gives such values from finite ones of no great size, as a logarithm of 0 does;
 * - `gradient`: the loss is finite in float32, its gradients are not;
 * - `lossScale`: gradients are finite without the loss scale, and not with it;
 * - `range`: everything is finite in float32, and not in the 16 bits that the step was computed in;
 * - `unknown`: everything is finite when the step is repeated.
 */
export type NonFiniteCause =
  | 'weights'
  | 'images'
  | 'labels'
  | 'update'
  | 'overflow'
  | 'layer'
  | 'gradient'
  | 'lossScale'
  | 'range'
  | 'unknown';

/** Which values of a failed step were not finite. Plain JSON. */
export interface NonFiniteReport {
  /** Global step whose loss it was. */
  step: number;
  loss: 'NaN' | 'Infinity' | '-Infinity' | 'finite';
  cause: NonFiniteCause;
  /** Steps that the weights looked at had made; `step` − 1 are those that the loss was computed with. */
  weightsAtStep: number;
  /** First in the order of computation; null when every layer's output is finite in float32. */
  first: NonFiniteValues | null;
  /** Layers with such outputs. */
  layers: number;
  /** Weights that held such values before the step; after it, for a step whose loss was finite. */
  weights: NonFiniteValues[];
  /** Weights whose gradients hold such values in float32, where the loss does not. */
  gradients: NonFiniteValues[];
  /** Places of the images in the training set, for the causes `images` and `labels`. */
  images: number[];
  /** Largest finite magnitude of what goes into `first`; without that, of a layer's output. Null for neither. */
  largest: { name: string; value: number } | null;
  /** Magnitude of the largest trained weight, as a multiple of what it was when training began. */
  growth: number;
}

/** What is known of a step that was not taken. */
export interface FailedStep {
  step: number;
  loss: number;
  /** Where the masks stood before it. */
  random: ModelRandomState;
  /** Steps done when the weights were last finite; 0 when nobody has looked. */
  finiteAt: number;
  /** Magnitude of the largest trained weight when training began. */
  largestAtStart: number;
  precision: Precision;
  /** What its loss was multiplied with. */
  lossScale: number;
}

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/**
 * Repeats a step in float32, operation by operation, with the weights from before it, and tells where values stop being
 * finite and why. Weights, moving statistics and masks are afterwards as before.
 */
export function diagnose(
  classifier: Classifier,
  batch: Batch,
  settings: Omit<LossSettings, 'lossScale'>,
  failed: FailedStep
): NonFiniteReport {
  const { step, loss } = failed;
  const weights = nonFiniteWeights(classifier.model);
  const told = Number.isFinite(loss) ? 'finite' : (String(loss) as NonFiniteReport['loss']);
  const growth = largestWeight(classifier.model) / failed.largestAtStart;
  const report = { step, loss: told, weightsAtStep: step - 1, weights, growth };
  const strange = strangeLabels(batch, classifier.classes);
  if (strange.length > 0) {
    const none = { first: null, layers: 0, gradients: [], largest: null };
    return { ...report, ...none, cause: 'labels', images: strange };
  }
  const { seen, gradients, largest, repeated } = repeatedInFloat32(classifier, batch, settings, failed);
  const layers = seen.filter(({ name }) => name !== 'input').length;
  const first = seen[0] ?? null;
  const images = first?.name === 'input' ? strangeImages(batch) : [];
  const damage = weights.length > 0 ? damageOf(classifier.model, weights) : null;
  const cause = causeOf({ first, largest, damage, gradients, repeated }, failed);
  const shown = largest && { name: largest.name, value: largest.value };
  return { ...report, cause, first, layers, gradients, images, largest: shown };
}

/** Magnitude of the largest trained weight that is finite. */
export function largestWeight(model: LayersModel): number {
  return Math.max(0, ...model.trainableWeights.map((weight) => magnitude(weight.read().dataSync())));
}

/** Of a step whose loss and gradients were finite, but not the weights or moving statistics that it left. */
export function brokenWeights(
  model: LayersModel,
  weights: NonFiniteValues[],
  { step, largestAtStart }: Pick<FailedStep, 'step' | 'largestAtStart'>
): NonFiniteReport {
  const none = { first: null, layers: 0, gradients: [], images: [], largest: null };
  const growth = largestWeight(model) / largestAtStart;
  const cause = damageOf(model, weights);
  return { step, loss: 'finite', cause, weightsAtStep: step, weights, growth, ...none };
}

/** Moving statistics don't come from the optimiser: a variance overflows where values are large. */
function damageOf(model: LayersModel, weights: readonly NonFiniteValues[]): 'update' | 'overflow' {
  const trained = new Set(model.trainableWeights.map((weight) => weight.read()));
  const variables = variablesByName(model);
  return weights.some(({ name }) => trained.has(variables.get(name)?.read() as Tensor))
    ? 'update'
    : 'overflow';
}

/** What may have led to an overflow. */
interface Largest {
  name: string;
  value: number;
  /** Largest magnitude of what is multiplied, and how many values there are. */
  factor: number;
  count: number;
}

interface Seen {
  seen: NonFiniteValues[];
  gradients: NonFiniteValues[];
  largest: Largest | null;
  /** Loss of the step in float32. */
  repeated: number;
}

function causeOf(
  {
    first,
    largest,
    damage,
    gradients,
    repeated
  }: Omit<Seen, 'seen'> & { first: NonFiniteValues | null; damage: 'update' | 'overflow' | null },
  { step, loss, finiteAt, precision, lossScale }: FailedStep
): NonFiniteCause {
  if (damage) {
    return step - 1 === finiteAt ? 'weights' : damage;
  }
  if (first?.name === 'input') {
    return 'images';
  }
  // What a layer multiplies and adds up can only leave float32 if the largest of its products, so many times, does.
  const overflows = largest !== null && largest.factor ** 2 * largest.count >= LARGEST_FLOAT32;
  if (first !== null || !Number.isFinite(repeated)) {
    return overflows ? 'overflow' : first ? 'layer' : 'unknown';
  }
  if (gradients.length > 0) {
    return overflows ? 'overflow' : 'gradient';
  }
  if (lossScale > 1 && (Number.isFinite(loss) || precision === 'float32')) {
    return 'lossScale';
  }
  return precision === 'float32' ? 'unknown' : 'range';
}

function repeatedInFloat32(
  { model, ...rest }: Classifier,
  batch: Batch,
  settings: Omit<LossSettings, 'lossScale'>,
  failed: FailedStep
): Seen {
  const tf = loadTensorFlow();
  const random = randomState(model);
  const statistics = model.nonTrainableWeights.map((weight) => weight.read() as Variable);
  const seen = new Map<string, NonFiniteValues>();
  const gradients: NonFiniteValues[] = [];
  let largest: Largest | null = null;
  let repeated = NaN;
  const look = (name: string, output: Tensor, from: readonly Tensor[]): void => {
    const values = countNonFinite(name, output.dataSync());
    const isFirst = values.nonFinite > 0 && seen.size === 0;
    if (isFirst) {
      const value = Math.max(0, ...from.map((tensor) => magnitude(tensor.dataSync())));
      const factor = Math.max(value, from.length > 0 ? ownMagnitude(model, name) : 0);
      largest = { name, value, factor, count: Math.max(0, ...from.map(({ size }) => size)) };
    } else if (seen.size === 0) {
      const value = magnitude(output.dataSync());
      largest = value > (largest?.value ?? 0) ? { name, value, factor: value, count: output.size } : largest;
    }
    if (values.nonFinite > 0 && !seen.has(name)) {
      seen.set(name, values);
    }
  };
  restoreRandomState(model, failed.random);
  try {
    tf.tidy(() => {
      const before = statistics.map((variable) => tf.clone(variable as Tensor));
      const tensors = batchTensors(batch);
      look('input', tensors.images, []);
      const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
      watched(model, look, () => {
        const { loss, gradients: slopes } = lossAndGradients({ model, ...rest }, variables, tensors, {
          ...settings,
          lossScale: 1
        });
        repeated = loss.dataSync()[0];
        const names = new Map([...variablesByName(model)].map(([name, layer]) => [layer.read(), name]));
        slopes.forEach((slope, i) => {
          const values = countNonFinite(names.get(variables[i]) ?? variables[i].name, slope.dataSync());
          if (values.nonFinite > 0 && Number.isFinite(repeated)) {
            gradients.push(values);
          }
        });
      });
      statistics.forEach((variable, i) => variable.assign(before[i]));
    });
  } finally {
    restoreRandomState(model, random);
  }
  return { seen: [...seen.values()], gradients, largest, repeated };
}

/** Shows the output of each layer, and what went in, while the network runs. */
function watched(
  model: LayersModel,
  look: (name: string, output: Tensor, from: readonly Tensor[]) => void,
  run: () => void
): void {
  const list = <T>(values: T | T[]): T[] => (Array.isArray(values) ? values : [values]);
  const restore = layersWithin(model).map(({ path, layer }) => {
    const own = Object.getOwnPropertyDescriptor(layer, 'call');
    const call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) => {
      const outputs = call(inputs, kwargs);
      list(outputs).forEach((output) => look(path, output, list(inputs)));
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

function strangeLabels({ labels, mixing, places }: Batch, classes: number): number[] {
  const strange = (label: number): boolean => !(Number.isInteger(label) && label >= 0 && label < classes);
  return [...places].filter((_, i) => strange(labels[i]) || strange(mixing?.labels[i] ?? 0));
}

function strangeImages({ pixels, places }: Batch): number[] {
  const size = pixels.length / places.length;
  return [...places].filter(
    (_, i) => countNonFinite('', pixels.subarray(i * size, (i + 1) * size)).nonFinite > 0
  );
}

function ownMagnitude(model: LayersModel, layer: string): number {
  return Math.max(
    0,
    ...layersWithin(model)
      .filter(({ path }) => path === layer)
      .flatMap((placed) => placed.layer.getWeights())
      .map((weight) => magnitude(weight.dataSync()))
  );
}

function magnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    largest = size > largest && size < Infinity ? size : largest;
  }
  return largest;
}
