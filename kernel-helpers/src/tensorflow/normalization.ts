import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { TensorFlowError } from './errors';
import { isRecording, noteEquivalent } from './graph/recording';
import { loadTensorFlow } from './load';
import { type Attributes, runOperationWithOutputs, withGradient } from './operations';
import { globalMean } from './pooling';

function fusedAttributes(epsilon: number, training: boolean): Attributes {
  return {
    T: { type: 'float32' },
    U: { type: 'float32' },
    epsilon: { float: epsilon },
    data_format: { string: 'NHWC' },
    is_training: { bool: training }
  };
}

export interface TrainingBatchNorm {
  /** Normalised values, shape of the input. */
  output: Tensor4D;
  /** Mean of the batch for each channel. */
  mean: Tensor1D;
  /** Biased variance of the batch (divided by the count m, not m − 1), as Keras 3 and tfjs-layers use. */
  variance: Tensor1D;
}

/**
 * Batch normalisation with the batch's own statistics: one native operation forward
 * (`FusedBatchNormV3`) and one backward (`FusedBatchNormGradV3`). Gradients reach x, scale and offset;
 * the returned statistics are constants to the gradient, since they only feed moving averages.
 *
 * The native operation reports the unbiased variance; it is turned into the biased one here, because its
 * reserved biased output holds something else on GPUs.
 *
 * @param x Shape [N, H, W, C].
 * @param scale γ, shape [C].
 * @param offset β, shape [C].
 */
export function trainingBatchNorm(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon: number
): TrainingBatchNorm {
  const tf = loadTensorFlow();
  const attributes = fusedAttributes(epsilon, true);
  const statistics: Tensor[] = [];
  const output = withGradient(
    [x, scale, offset],
    (save) => {
      const empty = tf.tensor1d([]);
      const [y, mean, variance, ...reserved] = runOperationWithOutputs(
        'FusedBatchNormV3',
        { ...attributes, exponential_avg_factor: { float: 1 } },
        [x, scale, offset, empty, empty],
        6
      );
      noteEquivalent(
        'EnetBatchNorm',
        { epsilon: { float: epsilon } },
        [x, scale, offset],
        [y, mean, variance, reserved[1]]
      );
      save([x, scale, ...reserved, ...(isRecording() ? [offset, mean] : [])]);
      statistics.push(tf.keep(mean), tf.keep(variance));
      return y;
    },
    (dy, [savedX, savedScale, ...saved]) => {
      const reserved = saved.slice(0, 3);
      const inputs = [dy, savedX, savedScale, ...reserved];
      const gradients = runOperationWithOutputs('FusedBatchNormGradV3', attributes, inputs, 5).slice(0, 3);
      const [savedOffset, mean] = saved.slice(3);
      if (savedOffset && mean) {
        noteEquivalent(
          'EnetBatchNormGrad',
          {},
          [dy, savedX, savedScale, savedOffset, mean, reserved[1]],
          gradients
        );
      }
      return gradients;
    }
  );
  const count = x.size / x.shape[3];
  // The statistics were kept from the operation's own scope; from here the caller's scope owns them.
  const [mean, variance] = tf.tidy(() => [
    tf.clone(statistics[0]),
    tf.mul(statistics[1], count > 1 ? (count - 1) / count : 1)
  ]);
  tf.dispose(statistics);
  return { output: output as Tensor4D, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

/**
 * Batch normalisation with given statistics, which are constants to the gradient: inference, and training
 * of a network whose normalisation is frozen. One native operation each way.
 *
 * @param x Shape [N, H, W, C]; the other tensors [C].
 * @param variance The variance to divide by; `epsilon` is added to it.
 */
export function inferenceBatchNorm(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  mean: Tensor1D,
  variance: Tensor1D,
  epsilon: number
): Tensor4D {
  const attributes = fusedAttributes(epsilon, false);
  return withGradient(
    [x, scale, offset],
    (save) => {
      save([x, scale, mean, variance]);
      return runOperationWithOutputs(
        'FusedBatchNormV3',
        attributes,
        [x, scale, offset, mean, variance],
        6
      )[0];
    },
    (dy, [savedX, savedScale, savedMean, savedVariance]) =>
      // The last reserved input is read in training only.
      runOperationWithOutputs(
        'FusedBatchNormGradV3',
        attributes,
        [dy, savedX, savedScale, savedMean, savedVariance, savedVariance],
        5
      ).slice(0, 3)
  ) as Tensor4D;
}

/**
 * Group normalisation (Wu and He 2018): mean and biased variance over height, width and `groupSize`
 * neighbouring channels of each image by itself, so training and inference are the same.
 *
 * With x̂ = (x − μ)/√(σ² + ε) and g = γ·dy, the gradient is dx = (g − mean(g) − x̂·mean(g·x̂))/√(σ² + ε),
 * the means over the group. Means over a group are means of the channels' means, so the large tensors are
 * only ever reduced to [N, 1, 1, C].
 *
 * @param x Shape [N, H, W, C]; `scale` and `offset` [C].
 * @param groupSize Channels in a group; divides C.
 * @throws TensorFlowError `invalid-argument` if it does not.
 */
export function groupNorm(
  x: Tensor4D,
  scale: Tensor1D,
  offset: Tensor1D,
  groupSize: number,
  epsilon: number
): Tensor4D {
  const tf = loadTensorFlow();
  const [batch, , , channels] = x.shape;
  if (channels % groupSize !== 0) {
    throw new TensorFlowError(
      'invalid-argument',
      `Groups of ${groupSize} channels don't divide ${channels} channels.`,
      `a divisor of ${channels}`,
      'Choose one; 8 divides every width of the family.'
    );
  }
  const groups: Attributes = { group_size: { int: groupSize } };
  const groupMean = (perChannel: Tensor): Tensor => {
    const grouped = tf.reshape(perChannel, [batch, channels / groupSize, groupSize]);
    const mean = tf.tile(tf.mean(grouped, 2, true), [1, 1, groupSize]);
    return tf.reshape(mean, [batch, 1, 1, channels]);
  };
  return withGradient(
    [x, scale, offset],
    (save) => {
      const mean = groupMean(globalMean(x));
      const centred = tf.sub(x, mean);
      const variance = groupMean(globalMean(tf.square(centred) as Tensor4D));
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      const normalized = tf.mul(centred, inverse);
      const y = tf.add(tf.mul(normalized, scale), offset);
      noteEquivalent(
        'EnetGroupNorm',
        { epsilon: { float: epsilon }, ...groups },
        [x, scale, offset],
        [y, mean, inverse]
      );
      save([normalized, inverse, scale, ...(isRecording() ? [x, offset, mean] : [])]);
      return y;
    },
    (dy, [normalized, inverse, savedScale, savedX, savedOffset, mean]) => {
      const pixels = x.shape[1] * x.shape[2];
      const meanDy = globalMean(dy as Tensor4D);
      const meanDyNormalized = globalMean(tf.mul(dy, normalized) as Tensor4D);
      const scaleRow = tf.reshape(savedScale, [1, 1, 1, channels]);
      const correction = tf.add(
        groupMean(tf.mul(meanDy, scaleRow)),
        tf.mul(normalized, groupMean(tf.mul(meanDyNormalized, scaleRow)))
      );
      const overImages = (perImage: Tensor): Tensor =>
        tf.mul(tf.sum(tf.reshape(perImage, [batch, channels]), 0), pixels);
      const gradients = [
        tf.mul(tf.sub(tf.mul(dy, scaleRow), correction), inverse),
        overImages(meanDyNormalized),
        overImages(meanDy)
      ];
      if (savedX && savedOffset && mean) {
        const inputs = [dy, savedX, savedScale, savedOffset, mean, inverse];
        noteEquivalent('EnetGroupNormGrad', groups, inputs, gradients);
      }
      return gradients;
    }
  ) as Tensor4D;
}
