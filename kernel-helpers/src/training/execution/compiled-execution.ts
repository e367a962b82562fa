import {
  type Batch,
  type BatchImages,
  batchImages,
  batchShape,
  type DatasetSplits,
  mixes,
  trainingBatches,
  type TrainingOrder
} from '../../data';
import type { Classifier } from '../../evaluation';
import { loadTensorFlow } from '../../tensorflow';
import { GraphOptimizer } from '../optimizer';
import type { Settings } from '../options';
import { STEP_OUTPUTS, type TrainingProgram, trainingProgram } from '../program';
import type { Execution, StepResult, ValidationResult } from './execution';
import { validated, validationBatchSize } from './validation';

/** A compiled program on this thread: each step blocks it until TensorFlow is done. */
export class CompiledExecution implements Execution {
  readonly optimizer: GraphOptimizer;
  readonly compiles = true;
  readonly computing = false;
  private program: TrainingProgram | null = null;
  private readonly images: BatchImages;
  private batches: AsyncIterator<Batch, void> | null = null;

  constructor(
    private readonly classifier: Classifier,
    private readonly data: DatasetSplits,
    private readonly settings: Settings
  ) {
    this.optimizer = new GraphOptimizer(classifier.model, settings);
    this.images = batchImages(data.train, classifier.input, { keep: true });
  }

  start(): Promise<void> {
    const { classifier, data, settings } = this;
    this.program = compiledProgram(classifier, this.optimizer, data, settings);
    this.program.state.push();
    return Promise.resolve();
  }

  begin(order: TrainingOrder): Promise<void> {
    this.batches = trainingBatches(this.data.train, this.classifier.input, order, this.images);
    return Promise.resolve();
  }

  async step(learningRate: number): Promise<StepResult> {
    const batch = (await this.batches?.next())?.value;
    if (!batch) {
      throw new Error('The epoch has no more batches.');
    }
    const { train } = this.started();
    const tf = loadTensorFlow();
    const result = { loss: NaN, accuracy: NaN, taken: false, lossScale: 1 };
    tf.tidy(() => {
      const pixels = tf.tensor4d(batch.pixels, batch.shape);
      const labels = tf.tensor1d(batch.labels, 'int32');
      const mixing = batch.mixing
        ? [tf.tensor1d(batch.mixing.labels, 'int32'), tf.tensor1d(batch.mixing.share)]
        : [];
      const outputs = train(pixels, labels, tf.scalar(learningRate), ...mixing);
      const [loss, accuracy, taken, lossScale] = STEP_OUTPUTS.map((name) => outputs[name].dataSync()[0]);
      Object.assign(result, { loss, accuracy, taken: taken === 1, lossScale });
    });
    await new Promise((resolve) => setImmediate(resolve));
    return { ...result, unreadable: batch.unreadable };
  }

  async validate(signal: AbortSignal | undefined): Promise<ValidationResult | null> {
    const { validation } = this.data;
    const { evaluate } = this.started();
    if (validation === null || evaluate === null) {
      return null;
    }
    const { input } = this.classifier;
    const shape = batchShape(validation, input, validationBatchSize(validation, this.settings));
    const tf = loadTensorFlow();
    const run = ([pixels, labels]: [Float32Array, Int32Array]): Float32Array[] => {
      const scores: Float32Array[] = [];
      tf.tidy(() => {
        const { losses, probabilities } = evaluate(tf.tensor4d(pixels, shape), tf.tensor1d(labels, 'int32'));
        scores.push(losses.dataSync<'float32'>(), probabilities.dataSync<'float32'>());
      });
      return scores;
    };
    return validated({ dataset: validation, shape }, input, run, () => signal?.aborted ?? false);
  }

  pull(): Promise<void> {
    this.started().state.pull();
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.program?.dispose();
    this.optimizer.dispose();
    return Promise.resolve();
  }

  private started(): TrainingProgram {
    if (this.program === null) {
      throw new Error('The steps were not compiled.');
    }
    return this.program;
  }
}

/** The program of a run, for the batches that its data gives. */
export function compiledProgram(
  classifier: Classifier,
  optimizer: GraphOptimizer,
  { train, validation }: DatasetSplits,
  settings: Settings
): TrainingProgram {
  const { input } = classifier;
  const program = { ...settings, mixes: mixes(settings.augmentation) };
  return trainingProgram(classifier, optimizer, program, {
    train: batchShape(train, input, settings.batchSize),
    evaluation: validation && batchShape(validation, input, validationBatchSize(validation, settings))
  });
}
