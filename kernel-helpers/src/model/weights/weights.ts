import type { LayersModel } from '@tensorflow/tfjs';
import { EnetError } from '../../analysis/errors';
import { requireOptions } from '../../analysis/option-names';
import { requireObject } from '../../analysis/validate';
import { loadTensorFlow, type TensorFlow } from '../../tensorflow';
import { layersWithin } from '../nested-layers';

/** One variable's value. */
export interface WeightValue {
  shape: number[];
  /** Row-major; as many as the shape holds. */
  values: Float32Array;
}

/** Values keyed by Keras's variable path, for example `stem_conv/kernel` or `top_bn/moving_mean`. */
export type NamedWeights = Record<string, WeightValue>;

/** Weights that don't fit the model. */
export class WeightError extends EnetError<string> {
  override readonly name = 'WeightError';

  constructor(
    readonly kind:
      | 'unknown-name'
      | 'missing-name'
      | 'wrong-shape'
      | 'wrong-length'
      | 'not-finite'
      /** Weights of another network. */
      | 'mismatch'
      /** Padding, ε or preprocessing that the weights were not made with. */
      | 'convention'
      /** Names that belong to nobody who publishes EfficientNets. */
      | 'unknown-family',
    /** Path of the variable, or the file. */
    readonly path: string,
    got: string,
    expected: string,
    remedy: string
  ) {
    super({ place: path, got, expected, remedy });
  }
}

type LayerVariable = InstanceType<TensorFlow['LayerVariable']>;

/**
 * The model's variables by Keras's paths, in the order of its layers: trainable weights and moving
 * statistics. The kernel of a depthwise convolution is `kernel`, as in Keras 3. What lies in a nested network has that
 * network's name before it.
 */
export function variablesByName(model: LayersModel): Map<string, LayerVariable> {
  const variables = new Map<string, LayerVariable>();
  for (const { path, layer } of layersWithin(model)) {
    for (const variable of layer.weights) {
      const own = variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1);
      variables.set(`${path}/${own === 'depthwise_kernel' ? 'kernel' : own}`, variable);
    }
  }
  return variables;
}

/** Copies of all values; 4 bytes for each parameter. */
export function getWeightsByName(model: LayersModel): NamedWeights {
  const weights: NamedWeights = {};
  for (const [path, variable] of variablesByName(model)) {
    weights[path] = {
      shape: [...(variable.shape as number[])],
      values: variable.read().dataSync<'float32'>()
    };
  }
  return weights;
}

/**
 * What a new classifier on trained features starts with: zeros, as the authors of Vision Transformers fine-tune
 * (section 3.2 of arXiv 2010.11929). The first loss is ln K exactly, whatever features and classes there are. Keras's
 * start for whole networks, uniform within ±1/√K, is meant for 1,000 classes: with ten, ImageNet's features give logits
 * in the tens.
 * @param layer Its path.
 */
export function newClassifier(model: LayersModel, layer = 'predictions'): NamedWeights {
  const own = [...variablesByName(model)].filter(([path]) => path.startsWith(`${layer}/`));
  return Object.fromEntries(
    own.map(([path, variable]) => {
      const shape = variable.shape as number[];
      const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
      return [path, { shape: [...shape], values }];
    })
  );
}

/**
 * Copies values into the model. Everything is checked before the first variable changes.
 *
 * @param options.partial Allow the model's other variables to keep their values. Default false.
 * @throws WeightError naming the variable that is unknown, missing, of another shape or not finite.
 */
export function setWeightsByName(
  model: LayersModel,
  weights: Readonly<NamedWeights>,
  options: { partial?: boolean } = {}
): void {
  requireOptions(options, { partial: true });
  const variables = variablesByName(model);
  requireObject('weights', weights, 'Give what getWeightsByName(model) gives.');
  for (const [path, value] of Object.entries(weights)) {
    checkValue(path, value, variables.get(path));
  }
  if (!options.partial) {
    const missing = [...variables.keys()].find((path) => !(path in weights));
    if (missing !== undefined) {
      throw new WeightError(
        'missing-name',
        missing,
        'no values for it',
        'values for every variable of the model',
        'Give all, or set `partial` to keep the others.'
      );
    }
  }
  const tf = loadTensorFlow();
  for (const [path, { shape, values }] of Object.entries(weights)) {
    const value = tf.tensor(values, shape, 'float32');
    variables.get(path)!.write(value);
    value.dispose();
  }
}

function checkValue(path: string, { shape, values }: WeightValue, variable: LayerVariable | undefined): void {
  if (variable === undefined) {
    throw new WeightError(
      'unknown-name',
      path,
      'a variable that the model does not have',
      'names of its variables',
      'Were the weights made for another network?'
    );
  }
  const expected = variable.shape as number[];
  if (shape.length !== expected.length || shape.some((size, axis) => size !== expected[axis])) {
    throw new WeightError(
      'wrong-shape',
      path,
      `shape [${shape.join(', ')}]`,
      `the model's, [${expected.join(', ')}]`,
      'Build it from the specification the weights were made for.'
    );
  }
  const size = expected.reduce((product, side) => product * side, 1);
  if (values.length !== size) {
    throw new WeightError(
      'wrong-length',
      path,
      `${values.length} values`,
      `${size}, as its shape holds`,
      'Give as many values as the product of its sides.'
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new WeightError(
      'not-finite',
      path,
      `${values[bad]} as value ${bad}`,
      'finite values',
      'The weights are damaged or come from a run that diverged: load an earlier checkpoint.'
    );
  }
}
