import type { Scalar, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { OptionNames } from '../../analysis/option-names';
import { loadTensorFlow } from '../../tensorflow';
import { requireKnown } from '../errors';

export interface DetectionLossOptions {
  /** Weight of objects against background; default 0.25. */
  alpha?: number;
  /** How much less right answers count the surer they are; default 1.5. */
  gamma?: number;
  /** Offset error up to which the box loss is quadratic; default 0.1. */
  delta?: number;
  /** Weight of the box loss; default 50. */
  boxWeight?: number;
}

const LOSS_OPTIONS: OptionNames<DetectionLossOptions> = {
  alpha: true,
  gamma: true,
  delta: true,
  boxWeight: true
};

/** Values of `anchorBoxes`'s anchors for a batch. */
export interface DetectionTargets {
  /** Class of each anchor, −1 for background, int32 [N, anchors]. */
  classes: Tensor2D;
  /** Offsets to each anchor's object, [N, anchors, 4]. */
  offsets: Tensor3D;
}

export interface DetectionLosses {
  /** What is minimised: `classification` + boxWeight · `boxes`. */
  loss: Scalar;
  /** Focal loss over all anchors and classes, by the number of anchors with an object, plus one. */
  classification: Scalar;
  /** Huber loss of the four offsets of anchors with an object, by four times that number. */
  boxes: Scalar;
}

/**
 * The losses of EfficientDet with the numbers of its authors' code (google/automl). Focal loss, arXiv 1708.02002:
 * −α_t·(1 − p_t)^γ·ln p_t, from logits, so that no logarithm of zero is taken.
 *
 * @param logits [N, anchors, classes].
 * @param offsets [N, anchors, 4].
 */
export function detectionLosses(
  logits: Tensor3D,
  offsets: Tensor3D,
  targets: DetectionTargets,
  options: DetectionLossOptions = {}
): DetectionLosses {
  requireKnown(options, LOSS_OPTIONS, 'loss.');
  const { alpha = 0.25, gamma = 1.5, delta = 0.1, boxWeight = 50 } = options;
  const tf = loadTensorFlow();
  const positive = tf.cast(tf.greaterEqual(targets.classes, 0), 'float32');
  const normalizer = tf.add(tf.sum(positive), 1);
  // A class of −1 has no place: background is zero for every class.
  const truth = tf.cast(tf.oneHot(targets.classes, logits.shape[2]), 'float32');
  const focal = focalLoss(logits, truth, alpha, gamma);
  const classification = tf.div(tf.sum(focal), normalizer) as Scalar;
  const huber = huberLoss(tf.sub(offsets, targets.offsets), delta);
  const found = tf.mul(huber, tf.expandDims(positive, 2));
  const boxes = tf.div(tf.sum(found), tf.mul(normalizer, 4)) as Scalar;
  return { loss: tf.add(classification, tf.mul(boxes, boxWeight)) as Scalar, classification, boxes };
}

function focalLoss(logits: Tensor, truth: Tensor, alpha: number, gamma: number): Tensor {
  const tf = loadTensorFlow();
  const probability = tf.sigmoid(logits);
  // ln(1 + e^x) − x·y, with e^−|x| for large |x|.
  const crossEntropy = tf.add(
    tf.sub(tf.relu(logits), tf.mul(logits, truth)),
    tf.log1p(tf.exp(tf.neg(tf.abs(logits))))
  );
  const other = tf.sub(1, truth);
  const wrong = tf.add(tf.mul(truth, tf.sub(1, probability)), tf.mul(other, probability));
  const weight = tf.add(tf.mul(truth, alpha), tf.mul(other, 1 - alpha));
  return tf.mul(tf.mul(weight, tf.pow(wrong, gamma)), crossEntropy);
}

function huberLoss(error: Tensor, delta: number): Tensor {
  const tf = loadTensorFlow();
  const size = tf.abs(error);
  const quadratic = tf.minimum(size, delta);
  return tf.add(tf.mul(tf.square(quadratic), 0.5), tf.mul(tf.sub(size, quadratic), delta));
}
