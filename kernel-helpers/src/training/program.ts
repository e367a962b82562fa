import type { Tensor, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { type Classifier, logitsOf } from '../evaluation';
import { variablesByName } from '../model';
import {
  compile,
  type CompiledFunction,
  GraphState,
  loadTensorFlow,
  type Precision,
  sparseSoftmaxCrossEntropy
} from '../tensorflow';
import { lossAndGradients, type LossSettings } from './gradients';
import { type GraphOptimizer, heldStatistics } from './optimizer';

/** [N, resolution, resolution, channels]. */
export type PixelShape = [number, number, number, number];

export interface ProgramSettings extends Omit<LossSettings, 'lossScale'> {
  /** What the heavy part of a training step computes in; default float32. Evaluation is always in float32. */
  precision?: Precision;
  /** Whether a training step computes activations again rather than to hold them; default true. */
  recompute?: boolean;
  /** Whether training images are mixed, and the step takes second labels and weights; default false. */
  mixes?: boolean;
}

/** The functions of a training run, over one state: weights, moving statistics, the optimiser's slots. */
export interface TrainingProgram {
  state: GraphState;
  /**
   * Pixels [N, resolution, resolution, channels], labels int32 [N], learning rate, and of mixed images second labels int32 [N]
   * and weights [N] of the first → mean loss and accuracy, whether the step was taken (1 or 0), and the loss scale
   * after it; changes the state. A step that is not taken leaves moving statistics too as they were.
   */
  train: CompiledFunction<Record<(typeof STEP_OUTPUTS)[number], Tensor>>;
  /** Pixels and labels → cross-entropy and probabilities of each image, with the averaged weights if there are. */
  evaluate: CompiledFunction<{ losses: Tensor; probabilities: Tensor }> | null;
  /** Frees the graph; the model and the optimiser stay. */
  dispose(): void;
}

/** What a step gives, in order. */
export const STEP_OUTPUTS = ['loss', 'accuracy', 'taken', 'lossScale'] as const;

/** Compiles training, and evaluation unless `shapes.evaluation` is null. Nothing is computed yet. */
export function trainingProgram(
  classifier: Classifier,
  optimizer: GraphOptimizer,
  settings: ProgramSettings,
  shapes: { train: PixelShape; evaluation: PixelShape | null }
): TrainingProgram {
  const tf = loadTensorFlow();
  const { model } = classifier;
  const weights = [...variablesByName(model)].map(([name, variable]): [string, Variable] => [
    name,
    variable.read() as Variable
  ]);
  const state = new GraphState({ ...Object.fromEntries(weights), ...optimizer.variables() });
  const inputs = (shape: PixelShape) => [{ shape }, { shape: [shape[0]], dtype: 'int32' as const }];
  const train = compile(
    (pixels, labels, rate, others, share) => {
      const mixing = settings.mixes ? { labels: others as Tensor1D, share: share as Tensor1D } : undefined;
      const batch = { images: pixels as Tensor4D, labels: labels as Tensor1D, mixing };
      const hold = heldStatistics(model);
      const scaled = { ...settings, lossScale: optimizer.lossScale };
      const { loss, accuracy, gradients } = lossAndGradients(classifier, optimizer.weights, batch, scaled);
      const finite = optimizer.apply(gradients, rate.asScalar(), loss);
      hold(finite);
      const { lossScale } = optimizer;
      const scale = typeof lossScale === 'number' ? tf.scalar(lossScale) : lossScale;
      return { loss, accuracy, taken: tf.cast(finite, 'float32'), lossScale: scale };
    },
    {
      inputs: [...inputs(shapes.train), { shape: [] }, ...(settings.mixes ? mixingInputs(shapes.train) : [])],
      state,
      name: 'train',
      precision: settings.precision,
      recompute: settings.recompute
    }
  );
  const score = (pixels: Tensor, labels: Tensor): { losses: Tensor; probabilities: Tensor } => {
    const logits = logitsOf(classifier, pixels as Tensor4D, { training: false });
    const losses = sparseSoftmaxCrossEntropy(logits, labels as Tensor1D);
    return { losses, probabilities: tf.softmax(logits) };
  };
  const evaluate =
    shapes.evaluation === null
      ? null
      : compile(
          (pixels, labels) => {
            const restore = optimizer.average?.swap();
            const scores = score(pixels, labels);
            restore?.();
            return scores;
          },
          { inputs: inputs(shapes.evaluation), state, name: 'evaluate' }
        );
  return { state, train, evaluate, dispose: () => state.dispose() };
}

/** Second labels and weights of the first. */
function mixingInputs([count]: PixelShape): Array<{ shape: number[]; dtype?: 'int32' }> {
  return [{ shape: [count], dtype: 'int32' }, { shape: [count] }];
}
