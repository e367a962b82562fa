import type { Tensor, Variable } from '@tensorflow/tfjs';
import { type Batch, batchTensors } from '../data';
import type { Classifier } from '../evaluation';
import { loadTensorFlow } from '../tensorflow';
import { lossAndGradients, type LossSettings } from './gradients';
import type { ModelOptimizer } from './optimizer';

/** One eager step: batch in, weights changed, loss and accuracy out. Leaves no tensors behind. */
export class TrainingStep {
  constructor(
    private readonly classifier: Classifier,
    private readonly optimizer: ModelOptimizer,
    private readonly settings: LossSettings
  ) {}

  /** @returns Mean loss and share of right answers on the batch, before the weights change. */
  run(batch: Batch, learningRate: number): { loss: number; accuracy: number } {
    const tf = loadTensorFlow();
    let values = { loss: NaN, accuracy: NaN };
    tf.tidy(() => {
      const statistics = this.classifier.model.nonTrainableWeights.map((weight) => weight.read() as Variable);
      const before = statistics.map((variable) => tf.clone(variable as Tensor));
      const tensors = batchTensors(batch, this.classifier.input);
      const { weights } = this.optimizer;
      const { loss, accuracy, gradients } = lossAndGradients(
        this.classifier,
        weights,
        tensors,
        this.settings
      );
      values = { loss: loss.dataSync()[0], accuracy: accuracy.dataSync()[0] };
      // The weights and statistics that give such a loss tell where it comes from.
      if (Number.isFinite(values.loss)) {
        this.optimizer.apply(gradients, tf.scalar(learningRate));
      } else {
        statistics.forEach((variable, i) => variable.assign(before[i]));
      }
    });
    return values;
  }
}
