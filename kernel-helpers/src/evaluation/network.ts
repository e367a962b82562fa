import type { LayersModel, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { type InputShape, WHOLE_VIEW } from '../data';
import { containedDescriptions, enteringPreprocessing, modelDescription } from '../model';
import { EvaluationError, requireModel } from './errors';
import { requireFiniteWeights } from './finite';
import { asLogits, type KnownOutput, type OutputKind, outputKindOf } from './output-kind';

/** What a classifier takes in and gives out. */
export interface Classifier extends KnownOutput {
  model: LayersModel;
  input: InputShape;
  classes: number;
}

/** @throws EvaluationError unless it takes [N, side, side, channels]. */
export function imageInputOf(model: LayersModel): InputShape {
  requireModel(model);
  const [{ shape }] = model.inputs;
  const single = model.inputs.length === 1 && model.outputs.length === 1;
  const [, height, width, channels] = shape;
  if (!single || shape.length !== 4 || !height || height !== width || !channels) {
    const remedy = 'Build it with buildEfficientNet() from a specification with two spatial dimensions.';
    throw new EvaluationError('model', `an input of [${shape}]`, '[N, side, side, channels]', remedy);
  }
  return { resolution: height, channels, ...preparationOf(model) };
}

/**
 * Reads a classifier's shapes, and from its layers what it puts out.
 *
 * @param outputs For networks whose layers don't tell.
 * @throws EvaluationError unless it takes [N, side, side, channels] and gives [N, classes], logits or probabilities.
 */
export function classifierOf(model: LayersModel, outputs?: OutputKind): Classifier {
  const input = imageInputOf(model);
  const [{ shape: output }] = model.outputs;
  const classes = output[1];
  const description = modelDescription(model);
  if (output.length !== 2 || !classes || (description && description.output !== 'classes')) {
    const got = description?.output === 'pooled' ? 'pooled features' : `an output of [${output}]`;
    throw new EvaluationError('model', got, '[N, classes]', 'Build it with buildEfficientNet().');
  }
  const known = outputKindOf(model.outputs[0], outputs);
  return { model, input, classes, ...known };
}

/**
 * How images are prepared: as the specification of the network says, or of those that it contains.
 * @throws EvaluationError for networks in one model whose specifications say differently.
 */
function preparationOf(model: LayersModel): Pick<InputShape, 'view' | 'preprocessing' | 'valuesInTraining'> {
  const contained = containedDescriptions(model);
  if (contained.length === 0) {
    return { view: WHOLE_VIEW };
  }
  const views = contained.map(({ spec: { cropFraction, interpolation } }) => ({
    cropFraction,
    interpolation
  }));
  const [view] = views;
  const other = views.findIndex(
    ({ cropFraction, interpolation }) =>
      cropFraction !== view.cropFraction || interpolation !== view.interpolation
  );
  if (other > 0) {
    const told = (i: number): string =>
      `${contained[i].spec.name} (cropFraction ${views[i].cropFraction}, ${views[i].interpolation})`;
    throw new EvaluationError(
      'model',
      `networks that take images differently: ${told(0)} and ${told(other)}`,
      'one way for all networks in the model',
      'Build one of them with the cropFraction and the interpolation of the other: weights do not depend on them.'
    );
  }
  const valuesInTraining = contained.find((each) => each.valuesInTraining)?.valuesInTraining;
  const preprocessing = enteringPreprocessing(model);
  return { view, ...(preprocessing && { preprocessing }), ...(valuesInTraining && { valuesInTraining }) };
}

/** A classifier that is to be asked. @throws EvaluationError as `classifierOf`, and for weights that aren't finite. */
export function soundClassifierOf(model: LayersModel, outputs?: OutputKind): Classifier {
  const classifier = classifierOf(model, outputs);
  requireFiniteWeights(model);
  return classifier;
}

/** Logits [N, classes] of images [N, side, side, channels]; call within `tf.tidy`. */
export function logitsOf(classifier: Classifier, images: Tensor4D, mode: { training: boolean }): Tensor2D {
  return asLogits(classifier, () => classifier.model.apply(images, mode) as Tensor2D);
}
