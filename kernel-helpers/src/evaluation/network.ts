import type { LayersModel, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { InputShape } from '../data';
import { type ModelDescription, modelDescription } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { EvaluationError } from './errors';

/** Smallest probability whose logarithm is taken: float32's smallest normal number, rounded. */
const SMALLEST_PROBABILITY = 1e-37;

/** What a classifier takes in and gives out. */
export interface Classifier {
  model: LayersModel;
  input: InputShape;
  classes: number;
  /** The output is probabilities, not logits. */
  softmax: boolean;
}

/**
 * Reads a classifier's shapes. Models not made by `buildEfficientNet` must give logits.
 * @throws EvaluationError unless it takes [N, side, side, channels] and gives [N, classes].
 */
export function classifierOf(model: LayersModel): Classifier {
  const [input, output] = [model.inputs, model.outputs].map((ends) => ends[0].shape);
  const single = model.inputs.length === 1 && model.outputs.length === 1;
  const [, height, width, channels] = input;
  if (!single || input.length !== 4 || !height || height !== width || !channels) {
    const remedy = 'Build it with buildEfficientNet() from a specification with two spatial dimensions.';
    throw new EvaluationError('model', `an input of [${input}]`, '[N, side, side, channels]', remedy);
  }
  const classes = output[1];
  const description = modelDescription(model);
  if (output.length !== 2 || !classes || (description && description.output !== 'classes')) {
    const got = description?.output === 'pooled' ? 'pooled features' : `an output of [${output}]`;
    throw new EvaluationError('model', got, '[N, classes]', 'Build it with buildEfficientNet().');
  }
  const softmax = description?.classifierActivation === 'softmax';
  return { model, input: { resolution: height, channels, ...viewOf(description) }, classes, softmax };
}

function viewOf(description: ModelDescription | null): Pick<InputShape, 'view'> {
  const { cropFraction, interpolation } = description?.spec ?? {};
  return cropFraction === undefined || interpolation === undefined
    ? {}
    : { view: { cropFraction, interpolation } };
}

/** Logits [N, classes] of images [N, side, side, channels]; call within `tf.tidy`. */
export function logitsOf(classifier: Classifier, images: Tensor4D, mode: { training: boolean }): Tensor2D {
  const tf = loadTensorFlow();
  const output = classifier.model.apply(images, mode) as Tensor2D;
  // The softmax of logarithms of probabilities are these probabilities.
  return classifier.softmax ? tf.log(tf.maximum(output, SMALLEST_PROBABILITY) as Tensor2D) : output;
}
