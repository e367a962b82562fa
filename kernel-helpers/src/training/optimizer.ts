import type { LayersModel, Optimizer, Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs';
import { loadTensorFlow } from '../tensorflow';
import { CheckpointError } from './errors';
import type { OptimizerName } from './options';

/** State of an optimiser, for a checkpoint. */
export interface OptimizerState {
  /** Steps taken. */
  iterations: number;
  /** Slots in the optimiser's own order, each as long as all weights together. */
  slots: Float32Array[];
}

/** Slots that each keeps besides the weights. RMSProp: mean square and momentum; mean gradient only when centred. */
const SLOTS: Readonly<Record<OptimizerName, number>> = { adam: 2, rmsprop: 2, momentum: 1, sgd: 0 };

/**
 * Runs TensorFlow.js's optimiser on all weights as one long vector. Its rules work element by element, so
 * the result is the same, but a step takes some ten operations in all, not for each of hundreds of weights.
 */
export class FlatOptimizer {
  private readonly flat: Variable;
  private readonly optimizer: Optimizer;
  private readonly variables: Variable[];
  private readonly sizes: number[];

  constructor(
    private readonly name: OptimizerName,
    model: LayersModel
  ) {
    const tf = loadTensorFlow();
    this.variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    this.sizes = this.variables.map((variable) => variable.size);
    this.flat = tf.tidy(() => tf.variable(this.joined()));
    this.optimizer = createOptimizer(name);
  }

  /** Takes over weights that were changed from outside. */
  readWeights(): void {
    loadTensorFlow().tidy(() => this.flat.assign(this.joined()));
  }

  /**
   * Takes one step down the gradient of a loss.
   * @param loss Runs the network once and returns the mean loss.
   * @returns The loss before the step; the caller disposes it.
   */
  step(loss: () => Scalar, learningRate: number): Scalar {
    const tf = loadTensorFlow();
    setLearningRate(this.optimizer, learningRate);
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, this.variables);
      const gradients = this.variables.map((variable) =>
        (grads[variable.name] ?? tf.zerosLike(variable)).flatten()
      );
      this.optimizer.applyGradients({ [this.flat.name]: tf.concat(gradients) });
      const parts: Tensor[] = tf.split(this.flat as Tensor as Tensor1D, this.sizes);
      parts.forEach((part, i) => this.variables[i].assign(part.reshape(this.variables[i].shape)));
      return value;
    });
  }

  async state(): Promise<OptimizerState> {
    const [iterations, ...slots] = await this.optimizer.getWeights();
    const state = {
      iterations: iterations.tensor.dataSync()[0],
      slots: slots.map(({ tensor }) => tensor.dataSync<'float32'>())
    };
    iterations.tensor.dispose();
    return state;
  }

  /** @throws CheckpointError when the state belongs to another optimiser or network. */
  async restore(state: OptimizerState, path: string): Promise<void> {
    const tf = loadTensorFlow();
    const size = this.flat.size;
    const expected = SLOTS[this.name];
    if (state.slots.length !== expected || state.slots.some((slot) => slot.length !== size)) {
      const got = `${state.slots.length} slots of ${state.slots[0]?.length ?? 0} values`;
      const remedy = 'Resume with the optimiser and the trainable layers that it was written with.';
      throw new CheckpointError('mismatch', path, `${got}, expected ${expected} of ${size}. ${remedy}`);
    }
    const iterations = { name: 'iter', tensor: tf.scalar(state.iterations, 'int32') };
    const slots = state.slots.map((slot, i) => ({ name: `slot${i}`, tensor: tf.tensor1d(slot) }));
    await this.optimizer.setWeights([iterations, ...slots]);
    // Variables made from these tensors share their data but count them separately.
    tf.dispose([iterations.tensor, ...slots.map(({ tensor }) => tensor)]);
  }

  dispose(): void {
    this.optimizer.dispose();
    this.flat.dispose();
  }

  private joined(): Tensor1D {
    return loadTensorFlow().concat(this.variables.map((variable) => variable.flatten()));
  }
}

function createOptimizer(name: OptimizerName): Optimizer {
  const { train } = loadTensorFlow();
  // The rate is set before each step; this one is never used.
  const unused = 1;
  switch (name) {
    case 'adam':
      return train.adam(unused);
    case 'rmsprop':
      return train.rmsprop(unused, 0.9, 0.9, 1e-3);
    case 'momentum':
      return train.momentum(unused, 0.9);
    case 'sgd':
      return train.sgd(unused);
  }
}

/** SGD and momentum keep a tensor of the rate, which their setter renews; the others read the field. */
function setLearningRate(optimizer: Optimizer, learningRate: number): void {
  const settable = optimizer as unknown as {
    learningRate: number;
    setLearningRate?: (learningRate: number) => void;
  };
  if (settable.setLearningRate) {
    settable.setLearningRate(learningRate);
  } else {
    settable.learningRate = learningRate;
  }
}
