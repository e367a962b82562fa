import type { LayersModel, Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { anchorBoxes, assignAnchors, type Box, type DetectorSpec, validateDetector } from '../../analysis';
import { boxFault } from '../../analysis/detection/anchors';
import type { OptionNames } from '../../analysis/option-names';
import { requireLevels } from '../../data';
import { requireClassLogits } from '../../evaluation';
import { variablesByName } from '../../model';
import { compile, GraphState, loadTensorFlow } from '../../tensorflow';
import { requireKnown, TrainingError } from '../errors';
import { requireSeveralValues } from '../lone-values';
import {
  GraphOptimizer,
  heldStatistics,
  type OptimizerName,
  type OptimizerOptions,
  optimizerSettings
} from '../optimizer';
import { type DetectionLossOptions, detectionLosses } from './loss';

/** One image with its objects. */
export interface DetectionExample {
  /** Pixels 0…255, row-major, channels last: resolution × resolution × inputChannels. */
  pixels: Uint8Array;
  /** Boxes in pixels of the network's input, with classes from 0. */
  objects: ReadonlyArray<{ box: Box; class: number }>;
}

export interface DetectionStepOptions {
  /** Images in one step; default 4. */
  batchSize?: number;
  /** Default `momentum`, as the authors train. */
  optimizer?: OptimizerName | OptimizerOptions;
  /** Largest norm of all gradients together; default 10, the authors'; null for none. */
  clipNorm?: number | null;
  loss?: DetectionLossOptions;
}

const STEP_OPTIONS: OptionNames<DetectionStepOptions> = {
  batchSize: true,
  optimizer: true,
  clipNorm: true,
  loss: true
};

/** Losses of a step, before the weights change. */
export interface DetectionStepResult {
  loss: number;
  classification: number;
  boxes: number;
  /** Anchors of the batch that had an object. */
  positives: number;
  /** False when the loss or a gradient is not finite: the step then changes nothing. */
  taken: boolean;
}

/** Compiled training of a detector; the model follows at `pull`. */
export interface DetectionStep {
  /**
   * @throws TrainingError unless there are as many examples as the batch has, each of the network's size; DataError for
   *   pixels that are no levels, or preprocessed already.
   */
  run(examples: readonly DetectionExample[], learningRate: number): DetectionStepResult;
  /** Brings the trained weights and moving statistics to the model. */
  pull(): void;
  /** Frees the graph; the model stays. */
  dispose(): void;
}

/**
 * Records one training step of a detector as a graph: forward, focal and box loss, gradients, clipping and update.
 * @throws TrainingError for an impossible option, EvaluationError for a detector that gives no logits,
 *   SpecError for a specification that can't be.
 */
export function detectionStep(
  detector: LayersModel,
  spec: DetectorSpec,
  options: DetectionStepOptions = {}
): DetectionStep {
  requireKnown(options, STEP_OPTIONS);
  const { batchSize = 4, optimizer = 'momentum', clipNorm = 10 } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new TrainingError('batchSize', batchSize, 'a positive whole number', 'Common sizes are 2 to 16.');
  }
  const { resolution, inputChannels } = validateDetector(spec).backbone;
  requireClassLogits(detector);
  requireSeveralValues(detector, batchSize, 'batchSize', batchSize);
  const tf = loadTensorFlow();
  const update = new GraphOptimizer(detector, {
    optimizer: optimizerSettings(optimizer),
    clipNorm,
    emaDecay: null
  });
  const state = new GraphState({ ...weightsOf(detector), ...update.variables() });
  const anchors = anchorBoxes(spec);
  const rows = anchors.length / 4;
  const image = [resolution, resolution, inputChannels];
  const train = compile(
    (pixels, classes, offsets, rate) => {
      const names = ['loss', 'classification', 'boxes'] as const;
      const hold = heldStatistics(detector);
      let parts: Record<string, Tensor> = {};
      const { grads } = tf.variableGrads(() => {
        const targets = { classes: classes as Tensor2D, offsets: offsets as Tensor3D };
        const outputs = detector.apply(pixels as Tensor4D, { training: true }) as [Tensor3D, Tensor3D];
        const losses = detectionLosses(outputs[0], outputs[1], targets, options.loss);
        parts = Object.fromEntries(names.map((name) => [name, tf.keep(losses[name])]));
        return losses.loss;
      }, update.weights);
      const finite = update.apply(
        update.weights.map((weight) => grads[weight.name]),
        rate.asScalar(),
        parts.loss as Scalar
      );
      hold(finite);
      return { ...parts, taken: tf.cast(finite, 'float32') };
    },
    {
      inputs: [
        { shape: [batchSize, ...image] },
        { shape: [batchSize, rows], dtype: 'int32' },
        { shape: [batchSize, rows, 4] },
        { shape: [] }
      ],
      state,
      name: 'train'
    }
  );
  const run = (examples: readonly DetectionExample[], learningRate: number): DetectionStepResult => {
    requireExamples(examples, batchSize, image);
    const targets = examples.map(({ objects }) => assignAnchors(anchors, checked(objects, spec)));
    const levels = requireLevels(
      'examples',
      spec.backbone,
      examples.map(({ pixels }) => pixels)
    );
    const batch = joinedBatch(levels, targets, image);
    const values = tf.tidy(() => {
      const results = train(
        tf.tensor(batch.pixels, [batchSize, ...image]),
        tf.tensor(batch.classes, [batchSize, rows], 'int32'),
        tf.tensor(batch.offsets, [batchSize, rows, 4]),
        tf.scalar(learningRate)
      );
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, value.dataSync()[0]]));
    });
    const positives = targets.reduce((sum, each) => sum + each.positives, 0);
    const { loss, classification, boxes, taken } = values;
    return { loss, classification, boxes, positives, taken: taken === 1 };
  };
  const dispose = (): void => {
    state.dispose();
    update.dispose();
  };
  return { run, pull: () => state.pull(), dispose };
}

function weightsOf(model: LayersModel): Record<string, Variable> {
  return Object.fromEntries(
    [...variablesByName(model)].map(([name, variable]) => [name, variable.read() as Variable])
  );
}

function requireExamples(examples: readonly DetectionExample[], batchSize: number, image: number[]): void {
  if (examples.length !== batchSize) {
    const remedy = 'Give as many images as the step was made for.';
    throw new TrainingError('examples', examples.length, String(batchSize), remedy);
  }
  const size = image.reduce((product, side) => product * side, 1);
  examples.forEach(({ pixels }, i) => {
    if (pixels.length !== size) {
      const expected = `${size}, for ${image.join(' × ')}`;
      const remedy = 'Resize the image, and its boxes with it.';
      throw new TrainingError(`examples[${i}].pixels`, `${pixels.length} values`, expected, remedy);
    }
  });
}

function checked(
  objects: DetectionExample['objects'],
  { classes }: DetectorSpec
): DetectionExample['objects'] {
  objects.forEach(({ box, class: found }, i) => {
    if (!Number.isInteger(found) || found < 0 || found >= classes) {
      const expected = `a whole number from 0 to ${classes - 1}`;
      throw new TrainingError(`objects[${i}].class`, found, expected, 'Name a class that the detector has.');
    }
    const fault = boxFault(box);
    if (fault) {
      throw new TrainingError(`objects[${i}].box`, fault.got, fault.expected, fault.remedy);
    }
  });
  return objects;
}

function joinedBatch(
  levels: readonly Float32Array[],
  targets: ReadonlyArray<ReturnType<typeof assignAnchors>>,
  image: number[]
): { pixels: Float32Array; classes: Int32Array; offsets: Float32Array } {
  const size = image.reduce((product, side) => product * side, 1);
  const rows = targets[0].classes.length;
  const pixels = new Float32Array(levels.length * size);
  const classes = new Int32Array(levels.length * rows);
  const offsets = new Float32Array(levels.length * rows * 4);
  levels.forEach((own, i) => {
    pixels.set(own, i * size);
    classes.set(targets[i].classes, i * rows);
    offsets.set(targets[i].offsets, i * rows * 4);
  });
  return { pixels, classes, offsets };
}
