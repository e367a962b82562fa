import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../../tensorflow';

/**
 * Remembers a model's moving statistics before its forward pass. Keras and PyTorch let them move in a step that is
 * skipped; here they stay as they were, since what overflowed would stay in them.
 *
 * @returns Takes whether the step was taken, `bool`, and puts them back otherwise.
 */
export function heldStatistics(model: LayersModel): (taken: Tensor) => void {
  const tf = loadTensorFlow();
  const statistics = model.nonTrainableWeights.map((weight) => weight.read() as Variable);
  const before = statistics.map((variable) => tf.clone(variable as Tensor));
  return (taken) =>
    statistics.forEach((variable, i) => {
      // Weights of frozen layers have not moved.
      if (variable.dataId !== before[i].dataId) {
        variable.assign(tf.where(taken, variable as Tensor, before[i]));
      }
    });
}
