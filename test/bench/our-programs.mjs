import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OPTIMIZER } from './workloads.mjs';

const require = createRequire(import.meta.url);
const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib');
const { buildEfficientNet, variablesByName } = require(join(LIB, 'model'));
const {
  applyNative,
  compile,
  GraphState,
  loadTensorFlow,
  rewriteForInference,
  sparseSoftmaxCrossEntropy
} = require(join(LIB, 'tensorflow'));
const { nativeOperations } = require(join(LIB, 'tensorflow', 'load'));

/**
 * @typedef {import('@tensorflow/tfjs-node-gpu').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-node-gpu').Variable} Variable
 * @typedef {import('@tensorflow/tfjs-node-gpu').LayersModel} Model
 */

/**
 * A function of our library as plain data for a GraphSession, with the values it starts from.
 * @typedef {{ program: import('../../kernel-helpers/lib/tensorflow/index.js').Program,
 *   state: Record<string, Float32Array>, random: Int32Array | undefined }} Recorded
 */

/** Where the operations lie that a program needs besides TensorFlow's; nowhere for one that has none. */
export function librariesOf(/** @type {Recorded} */ { program }) {
  return program.native ? [nativeOperations().path] : [];
}

/**
 * One step of stochastic gradient descent with momentum; it returns the mean loss.
 * @param {Pick<import('./workloads.mjs').Workload, 'spec' | 'batchSize'>} workload
 * @param {{ recompute?: boolean }} [options] whether it computes activations again rather than to hold them
 * @returns {Recorded}
 */
export function recordTraining({ spec, batchSize }, { recompute = true } = {}) {
  const tf = loadTensorFlow();
  const model = buildEfficientNet(spec, { seed: 1 });
  const variables = Object.fromEntries(
    [...variablesByName(model)].map(([name, variable]) => [name, variable.read()])
  );
  /** @type {Variable[]} */
  const trained = model.trainableWeights.map((/** @type {{ read(): Variable }} */ weight) => weight.read());
  const slots = trained.map((variable) => tf.variable(tf.zerosLike(variable), false));
  const slotNames = slots.map((slot, i) => [`momentum/${i}`, slot]);
  const state = new GraphState({ ...variables, ...Object.fromEntries(slotNames) });
  /**
   * @param {Tensor} images
   * @param {Tensor} labels
   */
  const step = (images, labels) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(sparseSoftmaxCrossEntropy(model.apply(images, { training: true }), labels)),
      trained
    );
    const [rate, momentum] = [tf.scalar(OPTIMIZER.rate), tf.scalar(OPTIMIZER.momentum)];
    trained.forEach((variable, i) => {
      const inputs = [variable, slots[i], rate, grads[variable.name], momentum];
      applyNative('ResourceApplyMomentum', { T: { type: 'float32' } }, inputs);
    });
    return value;
  };
  const inputs = [imagesOf(spec, batchSize), { shape: [batchSize], dtype: 'int32' }];
  compile(step, { inputs, state, name: 'training', recompute });
  const recorded = { program: state.program(), state: state.values(), random: seeds(state) };
  state.dispose();
  tf.disposeVariables();
  return recorded;
}

/**
 * Logits of a batch, with the weights as constants.
 * @param {Pick<import('./workloads.mjs').Workload, 'spec' | 'batchSize'>} workload
 * @param {Model} [model] of that specification; it is disposed of
 * @returns {Recorded}
 */
export function recordInference({ spec, batchSize }, model = freshModel(spec)) {
  const state = new GraphState();
  const inputs = [imagesOf(spec, batchSize)];
  compile((/** @type {Tensor} */ images) => model.apply(images), {
    inputs,
    state,
    name: 'inference',
    rewrite: rewriteForInference
  });
  const recorded = { program: state.program(), state: {}, random: undefined };
  state.dispose();
  model.dispose();
  return recorded;
}

/**
 * @param {import('./workloads.mjs').Workload['spec']} spec
 * @returns {Model}
 */
function freshModel(spec) {
  const model = buildEfficientNet(spec, { seed: 1 });
  moveOffZero(model);
  return model;
}

/**
 * Gives offsets and means values as training does: TensorFlow drops biases of zeros, and with them the fusion of an
 * activation into its convolution.
 * @param {Model} model
 */
export function moveOffZero(model) {
  const tf = loadTensorFlow();
  tf.tidy(() => {
    const moved = model
      .getWeights()
      .map((weight, i) =>
        weight.rank === 1 ? tf.add(weight, tf.randomUniform(weight.shape, 0.01, 0.1, 'float32', i)) : weight
      );
    model.setWeights(moved);
  });
}

/**
 * @param {Pick<import('./workloads.mjs').Workload['spec'], 'resolution' | 'inputChannels'>} spec
 * @param {number} batchSize
 */
const imagesOf = ({ resolution, inputChannels }, batchSize) => ({
  shape: [batchSize, resolution, resolution, inputChannels]
});

/** @param {{ streams: { state: { seed: number, draws: number } }[] }} state */
function seeds({ streams }) {
  return Int32Array.from(streams.flatMap(({ state: { seed, draws } }) => [seed, draws]));
}
