import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { type Batch, batchTensors } from '../data';
import { type Classifier, logitsOf } from '../evaluation';
import { loadTensorFlow, softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from '../tensorflow';
import type { FlatOptimizer } from './optimizer';

/** One step: batch in, weights changed, loss and accuracy out. Leaves no tensors behind. */
export class TrainingStep {
  constructor(
    private readonly classifier: Classifier,
    private readonly optimizer: FlatOptimizer,
    private readonly labelSmoothing: number
  ) {}

  /** @returns Mean loss and share of right answers on the batch, before the weights change. */
  run(batch: Batch, learningRate: number): { loss: number; accuracy: number } {
    const tf = loadTensorFlow();
    const { images, labels } = batchTensors(batch, this.classifier.input);
    let accuracy: Tensor | null = null;
    const forward = (): Scalar => {
      const logits = logitsOf(this.classifier, images, { training: true });
      // Kept, since what a gradient is taken of may return the loss alone.
      accuracy = tf.keep(tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')));
      return tf.mean(this.losses(logits, labels));
    };
    const loss = this.optimizer.step(forward, learningRate);
    const values = { loss: loss.dataSync()[0], accuracy: accuracy!.dataSync()[0] };
    tf.dispose([images, labels, loss, accuracy!]);
    return values;
  }

  private losses(logits: Tensor2D, labels: Tensor1D): Tensor1D {
    if (this.labelSmoothing === 0) {
      return sparseSoftmaxCrossEntropy(logits, labels);
    }
    const tf = loadTensorFlow();
    const { classes } = this.classifier;
    const spread = this.labelSmoothing / classes;
    const right = 1 - this.labelSmoothing + spread;
    return softmaxCrossEntropy(logits, tf.oneHot(labels, classes, right, spread, 'float32') as Tensor2D);
  }
}
