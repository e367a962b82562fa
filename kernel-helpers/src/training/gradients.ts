import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs';
import { type Classifier, logitsOf } from '../evaluation';
import {
  loadTensorFlow,
  scaledGradients,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
  withControl
} from '../tensorflow';

export interface LossSettings {
  /** Share of each label's probability spread evenly over all classes. */
  labelSmoothing: number;
  /** Parts of the batch that pass through the network one after the other; divides the batch. */
  accumulationSteps: number;
  /** Factor of an image's loss by its label, one for each class; default 1 for all. */
  classWeights?: readonly number[] | null;
  /** Factor of the loss while gradients are taken, and out of them afterwards; default 1. */
  lossScale?: number | Scalar;
}

export interface LossAndGradients {
  /** Mean over the batch. */
  loss: Scalar;
  /** Share of right answers. */
  accuracy: Scalar;
  /** Of the mean loss, in the order of the weights. */
  gradients: Tensor[];
}

/** Images of a step with what they show. */
export interface LabelledImages {
  /** [N, side, side, channels]. */
  images: Tensor4D;
  /** [N], `int32`. */
  labels: Tensor1D;
  /** Second labels [N] of mixed images, and the weights [N] of the first. */
  mixing?: { labels: Tensor1D; share: Tensor1D };
}

/**
 * Runs the network in training mode, forth and back. With accumulation only one part of the batch is in memory at a
 * time; batch normalisation then works with the statistics of a part, and its moving statistics move once for each.
 * A graph holds the operations of every part, which takes memory too: few large parts need less than many small ones.
 */
export function lossAndGradients(
  classifier: Classifier,
  weights: Variable[],
  batch: LabelledImages,
  settings: LossSettings
): LossAndGradients {
  const tf = loadTensorFlow();
  const { accumulationSteps: parts } = settings;
  if (parts === 1) {
    return partOf(classifier, weights, batch, settings);
  }
  const images = tf.split(batch.images, parts) as Tensor4D[];
  const labels = tf.split(batch.labels, parts) as Tensor1D[];
  const mixing = batch.mixing && {
    labels: tf.split(batch.mixing.labels, parts) as Tensor1D[],
    share: tf.split(batch.mixing.share, parts) as Tensor1D[]
  };
  let sum: LossAndGradients | null = null;
  for (let i = 0; i < parts; i++) {
    // A graph would otherwise run the parts side by side, and hold the memory of all.
    const before: Tensor[] = sum ? [barrier(sum)] : [];
    const part = withControl(before, () =>
      partOf(
        classifier,
        weights,
        {
          images: images[i],
          labels: labels[i],
          mixing: mixing && { labels: mixing.labels[i], share: mixing.share[i] }
        },
        settings
      )
    );
    sum = sum ? added(sum, part) : part;
  }
  const { loss, accuracy, gradients } = sum as LossAndGradients;
  return {
    loss: tf.div(loss, parts),
    accuracy: tf.div(accuracy, parts),
    gradients: gradients.map((gradient) => tf.div(gradient, parts))
  };
}

function partOf(
  classifier: Classifier,
  weights: Variable[],
  { images, labels, mixing }: LabelledImages,
  settings: LossSettings
): LossAndGradients {
  const tf = loadTensorFlow();
  const { lossScale = 1 } = settings;
  let accuracy: Scalar | null = null;
  const meanLoss = (): Scalar => {
    const logits = logitsOf(classifier, images, { training: true });
    // Kept, since what a gradient is taken of may return the loss alone.
    accuracy = tf.keep(tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')) as Scalar);
    const own = weightedLoss(logits, labels, settings);
    return tf.mean(mixing ? mixedLoss(own, logits, mixing, settings) : own) as Scalar;
  };
  const { value, grads } =
    lossScale === 1 ? tf.variableGrads(meanLoss, weights) : scaledGradients(meanLoss, weights, lossScale);
  const gradients = weights.map((weight) => grads[weight.name] ?? tf.zerosLike(weight as Tensor));
  const kept = accuracy as unknown as Scalar;
  const passed = tf.clone(kept);
  kept.dispose();
  return { loss: value, accuracy: passed as Scalar, gradients };
}

/** Cross-entropy with both labels, by their weights: the same as with labels mixed by them. */
function mixedLoss(
  own: Tensor1D,
  logits: Tensor2D,
  { labels, share }: { labels: Tensor1D; share: Tensor1D },
  settings: LossSettings
): Tensor1D {
  const tf = loadTensorFlow();
  const other = weightedLoss(logits, labels, settings);
  return tf.add(tf.mul(own, share), tf.mul(other, tf.sub(1, share)));
}

function weightedLoss(
  logits: Tensor2D,
  labels: Tensor1D,
  { labelSmoothing, classWeights }: LossSettings
): Tensor1D {
  const losses = crossEntropy(logits, labels, labelSmoothing);
  if (!classWeights) {
    return losses;
  }
  const tf = loadTensorFlow();
  return tf.mul(losses, tf.gather(tf.tensor1d([...classWeights], 'float32'), labels));
}

/** Cross-entropy of each image in nats. */
function crossEntropy(logits: Tensor2D, labels: Tensor1D, labelSmoothing: number): Tensor1D {
  if (labelSmoothing === 0) {
    return sparseSoftmaxCrossEntropy(logits, labels);
  }
  const tf = loadTensorFlow();
  const [, classes] = logits.shape;
  const spread = labelSmoothing / classes;
  const right = 1 - labelSmoothing + spread;
  return softmaxCrossEntropy(logits, tf.oneHot(labels, classes, right, spread, 'float32') as Tensor2D);
}

/** A small tensor that is there only when all of a part is done. */
function barrier({ loss, gradients }: LossAndGradients): Tensor {
  return withControl(gradients, () => loadTensorFlow().neg(loss));
}

function added(a: LossAndGradients, b: LossAndGradients): LossAndGradients {
  const tf = loadTensorFlow();
  return {
    loss: tf.add(a.loss, b.loss),
    accuracy: tf.add(a.accuracy, b.accuracy),
    gradients: a.gradients.map((gradient, i) => tf.add(gradient, b.gradients[i]))
  };
}
