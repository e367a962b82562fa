import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { recordInference, recordTraining } from './our-programs.mjs';
import { buildStockModel } from './stock-model.mjs';

/** A competitor on Node, as a process: answers each line on stdin with what one step took. */

const require = createRequire(import.meta.url);
const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib');
const { buildEfficientNet } = require(join(LIB, 'model'));
const { GraphSession, loadTensorFlow, sparseSoftmaxCrossEntropy } = require(join(LIB, 'tensorflow'));

/**
 * @typedef {import('./workloads.mjs').Job & { setting: string, side: number }} NodeJob
 * @typedef {import('@tensorflow/tfjs-node-gpu').Tensor} Tensor
 * @typedef {{ labels: Tensor, oneHot: Tensor }} Truth
 * @typedef {{ what: string, step: () => number }} Stepping
 */

/**
 * Pixels and labels of one batch, the same at every step.
 * @param {NodeJob} job
 */
function batchOf({ batchSize, spec: { resolution, inputChannels, classes } }) {
  const pixels = Float32Array.from(
    { length: batchSize * resolution * resolution * inputChannels },
    () => Math.random() * 255
  );
  return { pixels, labels: Int32Array.from({ length: batchSize }, (_, i) => i % classes) };
}

/**
 * @param {NodeJob} job
 * @returns {Stepping}
 */
function compiled(job) {
  const training = job.task === 'training';
  const { program, state, random } = training ? recordTraining(job) : recordInference(job);
  const session = new GraphSession(program);
  session.writeState(state);
  const { pixels, labels } = batchOf(job);
  const rows = random?.slice();
  return {
    what: 'EfficientNet Lab, compiled',
    step: () => {
      const [[first]] = session.run(job.task, training ? [pixels, labels] : [pixels], rows);
      // Masks differ from step to step.
      if (rows !== undefined) {
        program.functions[job.task].draws.forEach((draws, row) => (rows[2 * row + 1] += draws));
      }
      return first;
    }
  };
}

/**
 * @param {NodeJob} job
 * @param {{ what: string, model: any, loss: (logits: Tensor, truth: Truth) => Tensor }} network
 * @returns {Stepping}
 */
function layers(job, { what, model, loss }) {
  const tf = loadTensorFlow();
  const { resolution, inputChannels, classes } = job.spec;
  const { pixels, labels } = batchOf(job);
  const images = tf.tensor4d(pixels, [job.batchSize, resolution, resolution, inputChannels]);
  if (job.task === 'inference') {
    return { what, step: () => tf.tidy(() => model.apply(images).dataSync()[0]) };
  }
  const truth = { labels: tf.tensor1d(labels, 'int32'), oneHot: tf.oneHot(labels, classes).toFloat() };
  const optimizer = tf.train.momentum(job.optimizer.rate, job.optimizer.momentum);
  const variables = model.trainableWeights.map((/** @type {{ read(): Tensor }} */ weight) => weight.read());
  const forward = () => loss(model.apply(images, { training: true }), truth);
  return {
    what,
    step: () => tf.tidy(() => optimizer.minimize(forward, true, variables).dataSync()[0])
  };
}

/** @param {NodeJob} job */
const eager = (job) =>
  layers(job, {
    what: 'EfficientNet Lab, eager',
    model: buildEfficientNet(job.spec, { seed: 1 }),
    loss: (logits, { labels }) => loadTensorFlow().mean(sparseSoftmaxCrossEntropy(logits, labels))
  });

/** @param {NodeJob} job */
const stock = (job) =>
  layers(job, {
    what: "TensorFlow.js's own layers, same library",
    model: buildStockModel(loadTensorFlow(), job.spec, job.blocks),
    loss: (logits, { oneHot }) => loadTensorFlow().losses.softmaxCrossEntropy(oneHot, logits)
  });

/**
 * @param {NodeJob} job
 * @returns {Stepping}
 */
function product({ side }) {
  const tf = loadTensorFlow();
  const [a, b] = [tf.randomUniform([side, side]), tf.randomUniform([side, side])];
  return {
    what: `one product of matrices, ${side} × ${side}, TensorFlow`,
    step: () => tf.tidy(() => tf.matMul(a, b).slice([0, 0], [1, 1]).dataSync()[0])
  };
}

/** @type {Readonly<Record<string, (job: NodeJob) => Stepping>>} */
const SETTINGS = { compiled, eager, stock, product };

/** @type {NodeJob} */
const job = JSON.parse(process.argv[2]);
const { what, step } = SETTINGS[job.setting](job);
console.log(JSON.stringify({ what }));
for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now();
  const before = process.cpuUsage();
  const number = step();
  const user = process.cpuUsage(before).user / 1000;
  const wall = performance.now() - began;
  if (!Number.isFinite(number)) {
    throw new Error(`After "${line}" the result is ${number}: what was measured is no ${job.task}.`);
  }
  console.log(JSON.stringify({ wall, user }));
}
