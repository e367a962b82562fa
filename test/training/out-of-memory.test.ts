import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { train } from '../../kernel-helpers/src/training';
import { smallData } from '../../kernel-helpers/src/training/small.fixtures';

const tf = loadTensorFlow();

/** Repeats what it gets beyond all addresses, once it is computed: TensorFlow refuses that, whatever memory there is. */
class Enormous extends tf.layers.Layer {
  static className = 'Enormous';

  override computeOutputShape(shape: number[]): number[] {
    return shape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const input = Array.isArray(inputs) ? inputs[0] : inputs;
    const one = tf.reshape(tf.sum(input), [1, 1]);
    return tf.add(input, tf.mul(0, tf.sum(tf.tile(one, [2 ** 24, 2 ** 23]))));
  }
}

function enormous(): LayersModel {
  const input = tf.input({ shape: [8, 8, 1] });
  const flat = tf.layers.flatten().apply(new Enormous({}).apply(input));
  const output = tf.layers.dense({ units: 2 }).apply(flat);
  return tf.model({ inputs: input, outputs: output as typeof input });
}

// TensorFlow waits ten seconds for memory before it gives up.
it.each(['worker', 'main'] as const)(
  'training without enough memory, in thread %s, names a batch size',
  async (thread) => {
    const options = { batchSize: 8, checkpointDir: null, outputs: 'logits', thread } as const;
    await expect(train(enormous(), smallData(), options)).rejects.toThrow(
      /batchSize: got 8, for which the device ran out of memory, expected no more than 4 at once/
    );
  }
);
