import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../tensorflow';

/** A model's weights as they were, shared with the model until these change. */
export class WeightSnapshot {
  private readonly values: Tensor[];

  constructor(private readonly model: LayersModel) {
    const tf = loadTensorFlow();
    this.values = model.weights.map((weight) => tf.keep(tf.clone(weight.read())));
  }

  /** Runs work while the model has these weights. */
  during<T>(work: () => T): T {
    const { model, values } = this;
    if (model.weights.every((weight, i) => weight.read().dataId === values[i].dataId)) {
      return work();
    }
    const tf = loadTensorFlow();
    const present = model.weights.map((weight) => tf.keep(tf.clone(weight.read())));
    model.weights.forEach((weight, i) => weight.write(values[i]));
    try {
      return work();
    } finally {
      model.weights.forEach((weight, i) => weight.write(present[i]));
      tf.dispose(present);
    }
  }

  dispose(): void {
    loadTensorFlow().dispose(this.values);
  }
}
