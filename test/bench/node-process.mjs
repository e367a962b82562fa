import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { recordInference, recordTraining } from './our-programs.mjs';
import { buildStockModel } from './stock-model.mjs';

/** A competitor on Node, as a process: answers each line on stdin with what one step took. */

const require = createRequire(import.meta.url);
const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib');
const { buildEfficientNet, loadWeights } = require(join(LIB, 'model'));
const { GraphSession, loadTensorFlow, sparseSoftmaxCrossEntropy } = require(join(LIB, 'tensorflow'));

/**
 * @typedef {import('./workloads.mjs').Job & { setting: string, side: number, reference: string }} NodeJob
 * @typedef {import('@tensorflow/tfjs-node-gpu').Tensor} Tensor
 * @typedef {{ labels: Tensor, oneHot: Tensor }} Truth
 * @typedef {{ what: string, step: () => number, logits?: () => ArrayLike<number> }} Stepping
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
 * Images of inference, which all competitors get.
 * @param {NodeJob} job
 * @param {'images' | 'prepared'} name
 */
const referenceImages = ({ reference }, name) =>
  new Float32Array(new Uint8Array(readFileSync(join(reference, `${name}.bin`))).buffer);

/**
 * Our network, in inference with the weights that all competitors get.
 * @param {NodeJob} job
 */
async function ourModel({ spec, task, reference }) {
  const model = buildEfficientNet(spec, { seed: 1 });
  if (task === 'inference') {
    await loadWeights(model, join(reference, 'ours.safetensors'));
  }
  return model;
}

/**
 * @param {NodeJob} job
 * @returns {Promise<Stepping>}
 */
const compiled = (job) => asGraph(job, 'EfficientNet Lab, compiled');

/** @param {NodeJob} job */
const holding = (job) =>
  asGraph(job, 'EfficientNet Lab, compiled, with recompute: false', { recompute: false });

/**
 * @param {NodeJob} job
 * @param {string} what
 * @param {Parameters<typeof recordTraining>[1]} [options]
 * @returns {Promise<Stepping>}
 */
async function asGraph(job, what, options) {
  if (job.task === 'inference') {
    const session = new GraphSession(recordInference(job, await ourModel(job)).program);
    const pixels = referenceImages(job, 'images');
    const logits = () => session.run(job.task, [pixels])[0];
    return { what, step: () => logits()[0], logits };
  }
  const { program, state, random } = recordTraining(job, options);
  const session = new GraphSession(program);
  session.writeState(state);
  const { pixels, labels } = batchOf(job);
  const rows = random?.slice();
  return {
    what,
    step: () => {
      const [[first]] = session.run(job.task, [pixels, labels], rows);
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
 * @param {{ what: string, model: any, input: 'images' | 'prepared', loss: (logits: Tensor, truth: Truth) => Tensor }} network
 * @returns {Stepping}
 */
function layers(job, { what, model, input, loss }) {
  const tf = loadTensorFlow();
  const { resolution, inputChannels, classes } = job.spec;
  /** @type {[number, number, number, number]} */
  const shape = [job.batchSize, resolution, resolution, inputChannels];
  if (job.task === 'inference') {
    const images = tf.tensor4d(referenceImages(job, input), shape);
    const logits = () => tf.tidy(() => model.apply(images).dataSync());
    return { what, step: () => logits()[0], logits };
  }
  const { pixels, labels } = batchOf(job);
  const images = tf.tensor4d(pixels, shape);
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
async function stockModel(job) {
  const model = buildStockModel(loadTensorFlow(), job.spec, job.blocks);
  if (job.task === 'inference') {
    const ours = await ourModel(job);
    model.setWeights(ours.getWeights());
    ours.dispose();
  }
  return model;
}

/** @param {NodeJob} job */
const eager = async (job) =>
  layers(job, {
    what: 'EfficientNet Lab, eager',
    model: await ourModel(job),
    input: 'images',
    loss: (logits, { labels }) => loadTensorFlow().mean(sparseSoftmaxCrossEntropy(logits, labels))
  });

/** @param {NodeJob} job */
const stock = async (job) =>
  layers(job, {
    what: "TensorFlow.js's own layers, same library",
    model: await stockModel(job),
    // It begins with the stem.
    input: 'prepared',
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

/** @type {Readonly<Record<string, (job: NodeJob) => Stepping | Promise<Stepping>>>} */
const SETTINGS = { compiled, holding, eager, stock, product };

/** @type {NodeJob} */
const job = JSON.parse(process.argv[2]);
const { what, step, logits } = await SETTINGS[job.setting](job);
console.log(JSON.stringify({ what, ...(logits && { logits: Array.from(logits()) }) }));
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
