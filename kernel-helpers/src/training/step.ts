import { type Batch, batchTensors } from '../data';
import type { Classifier } from '../evaluation';
import { loadTensorFlow } from '../tensorflow';
import { lossAndGradients, type LossSettings } from './gradients';
import type { StepValues } from './execution/execution';
import { heldStatistics, type ModelOptimizer } from './optimizer';

/** One eager step: batch in, weights changed, loss and accuracy out. Leaves no tensors behind. */
export class TrainingStep {
  constructor(
    private readonly classifier: Classifier,
    private readonly optimizer: ModelOptimizer,
    private readonly settings: Omit<LossSettings, 'lossScale'>
  ) {}

  /** The step is not taken, and moving statistics stay as they were, when its loss or gradients are not finite. */
  run(batch: Batch, learningRate: number): StepValues {
    const tf = loadTensorFlow();
    let values: StepValues = { loss: NaN, accuracy: NaN, taken: false, lossScale: 1 };
    tf.tidy(() => {
      const hold = heldStatistics(this.classifier.model);
      const tensors = batchTensors(batch);
      const { weights, lossScale } = this.optimizer;
      const { loss, accuracy, gradients } = lossAndGradients(this.classifier, weights, tensors, {
        ...this.settings,
        lossScale
      });
      const finite = this.optimizer.apply(gradients, tf.scalar(learningRate), loss);
      hold(finite);
      values = {
        loss: loss.dataSync()[0],
        accuracy: accuracy.dataSync()[0],
        taken: finite.dataSync()[0] === 1,
        lossScale: scaleOf(this.optimizer)
      };
    });
    return values;
  }
}

function scaleOf({ lossScale }: ModelOptimizer): number {
  return typeof lossScale === 'number' ? lossScale : lossScale.dataSync()[0];
}
