import type { Tensor } from '@tensorflow/tfjs';
import { noteEquivalent } from './graph/recording';
import { loadTensorFlow } from './load';

/** Whether all values of all tensors are finite, `bool`, of no dimension. */
export function allFinite(tensors: readonly Tensor[]): Tensor {
  const tf = loadTensorFlow();
  const finite = tf.all(tf.stack(tensors.map((tensor) => tf.all(tf.isFinite(tensor)))));
  noteEquivalent('EnetAllFinite', { N: { int: tensors.length } }, [...tensors], [finite]);
  return finite;
}
