'use strict';
/**
 * Trains a network for some compiled steps and prints losses, the first step's gradients, and weights, as JSON, with a
 * digest of what operations of ours alone give: in a process of its own, because threads and instructions are chosen once
 * in each.
 *
 * usage: node native-steps.cjs <options as JSON>
 */
const { createHash } = require('node:crypto');
const { join } = require('node:path');
const LIB = join(__dirname, '..', '..', 'kernel-helpers', 'lib');
const { buildEfficientNet, variablesByName } = require(join(LIB, 'model'));
const {
  allFinite,
  applyNative,
  compile,
  GraphState,
  groupNorm,
  inspectGraph,
  loadTensorFlow,
  onlyIf,
  randomUniform,
  relu6,
  scaleChannels,
  sparseSoftmaxCrossEntropy,
  swish,
  tensorFlowInfo,
  trainingBatchNorm
} = require(join(LIB, 'tensorflow'));

const { spec, steps, batchSize, recompute } = JSON.parse(process.argv[2]);
const { resolution, classes } = spec;
const tf = loadTensorFlow();
const RATE = 0.02;
const model = buildEfficientNet(spec, { seed: 1 });
const variables = Object.fromEntries(
  [...variablesByName(model)].map(([key, variable]) => [key, variable.read()])
);
const state = new GraphState(variables);
const trained = model.trainableWeights.map((weight) => weight.read());
const step = compile(
  (images, labels) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(sparseSoftmaxCrossEntropy(model.apply(images, { training: true }), labels)),
      trained
    );
    trained.forEach((variable) => variable.assign(tf.sub(variable, tf.mul(grads[variable.name], RATE))));
    return { loss: value, ...Object.fromEntries(trained.map((each, i) => [`g${i}`, grads[each.name]])) };
  },
  {
    inputs: [{ shape: [batchSize, resolution, resolution, 3] }, { shape: [batchSize], dtype: 'int32' }],
    state,
    name: 'step',
    recompute
  }
);
const labels = tf.tensor1d(
  Array.from({ length: batchSize }, (_, i) => i % classes),
  'int32'
);
const losses = [];
let gradients = {};
for (let i = 0; i < steps; i++) {
  const images = tf.mul(randomUniform([batchSize, resolution, resolution, 3], [3, i % 4]), 255);
  const outputs = step(images, labels);
  losses.push(outputs.loss.dataSync()[0]);
  if (i === 0) {
    gradients = Object.fromEntries(trained.map((each, k) => [each.name, [...outputs[`g${k}`].dataSync()]]));
  }
  tf.dispose([images, ...Object.values(outputs)]);
}
state.pull();
const weights = Object.fromEntries(
  Object.entries(variables).map(([key, each]) => [key, [...each.dataSync()]])
);
const operations = inspectGraph(step).operations.map(({ op }) => op);

/** Of all bits of values and gradients of normalisations, long enough to be shared between threads. */
function digest() {
  const network = (x, factor, offset, gate) => {
    const batch = swish(trainingBatchNorm(x, factor, offset, 1e-3).output);
    return scaleChannels(relu6(groupNorm(batch, factor, offset, 4, 1e-3)), gate);
  };
  const shapes = [[8, 40, 30, 24], [24], [24], [8, 1, 1, 24]];
  const inputs = shapes.map((shape, i) => randomUniform(shape, [7, i]));
  const gradients = tf.grads((...each) => tf.sum(tf.square(network(...each))));
  const all = compile((...tensors) => gradients(tensors), { inputs: shapes.map((shape) => ({ shape })) });
  const hash = createHash('sha256');
  all(...inputs).forEach((tensor) => hash.update(new Uint8Array(tensor.dataSync().buffer)));
  updated().forEach((values) => hash.update(new Uint8Array(values.buffer)));
  return hash.digest('hex');
}

/** Weights and momentums after a step of several tensors at once. */
function updated() {
  const sizes = [70_001, 5, 40_000];
  const [trained, momentums] = [1, 2].map((seed) =>
    sizes.map((size, i) => tf.variable(randomUniform([size], [seed, i]), false))
  );
  const state = new GraphState(
    Object.fromEntries([...trained, ...momentums].map((variable, i) => [`v${i}`, variable]))
  );
  const all = compile(
    (...gradients) => {
      const finite = allFinite(gradients);
      onlyIf(finite, () =>
        gradients.forEach((gradient, i) =>
          applyNative('ResourceApplyMomentum', { T: { type: 'float32' }, use_nesterov: { bool: true } }, [
            trained[i],
            momentums[i],
            tf.scalar(0.1),
            gradient,
            tf.scalar(0.9)
          ])
        )
      );
      return tf.cast(finite, 'float32');
    },
    { inputs: sizes.map((size) => ({ shape: [size] })), state }
  );
  all(...sizes.map((size, i) => randomUniform([size], [3, i])));
  return Object.values(state.present());
}

console.log(
  JSON.stringify({ losses, gradients, weights, operations, digest: digest(), info: tensorFlowInfo() })
);
