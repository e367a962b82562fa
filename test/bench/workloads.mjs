import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { blocksOf, scale, summarize, variant } = require(
  join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib/analysis')
);

/** Stochastic gradient descent, as every competitor trains. */
export const OPTIMIZER = { rate: 0.01, momentum: 0.9 };

/**
 * A network and how many images it gets at once. `slow`: whether those that take many times as long
 * take part: TensorFlow.js's own layers, and JAX, whose compiler has no quick depthwise convolution for CPUs.
 * @typedef {{ name: string, title: string, batchSize: number, slow: boolean,
 *   spec: import('@efficientnet-lab/kernel-helpers').ArchitectureSpec }} Workload
 */

/** @type {Workload[]} */
export const WORKLOADS = [
  {
    name: 'b0-128',
    title: 'EfficientNet-B0',
    batchSize: 16,
    slow: true,
    spec: variant('b0', { resolution: 128 })
  },
  // They would need many seconds a step, and TensorFlow.js's layers many gigabytes, for the next two.
  { name: 'b0-224', title: 'EfficientNet-B0', batchSize: 16, slow: false, spec: variant('b0') },
  { name: 'b3-300', title: 'EfficientNet-B3', batchSize: 4, slow: false, spec: variant('b3') },
  {
    name: 'mnist',
    title: 'The network of notebooks/00-start.ipynb',
    batchSize: 128,
    slow: true,
    spec: scale({
      name: 'digits',
      width: 0.35,
      depth: 0.25,
      resolution: 56,
      inputChannels: 1,
      classes: 10,
      preprocessing: 'unit',
      batchNormMomentum: 0.9,
      dropout: 0,
      stochasticDepth: 0
    })
  }
];

/**
 * The workloads whose names are listed, in their own order; all without a list.
 * @param {string | undefined} list names with commas between them
 * @throws {Error} for a name that is none
 */
export function chosenWorkloads(list) {
  const names = list?.split(',').map((name) => name.trim()) ?? WORKLOADS.map(({ name }) => name);
  const unknown = names.find((name) => WORKLOADS.every((workload) => workload.name !== name));
  if (unknown !== undefined) {
    const known = WORKLOADS.map(({ name }) => name).join(', ');
    throw new Error(`BENCH_WORKLOADS names "${unknown}". Name some of ${known}, with commas between them.`);
  }
  return WORKLOADS.filter(({ name }) => names.includes(name));
}

/** @typedef {ReturnType<typeof jobOf>} Job */

/**
 * What a process is told to run, the same for every competitor.
 * @param {Workload} workload
 * @param {'training' | 'inference'} task
 */
export function jobOf({ name, batchSize, spec }, task) {
  const { trainable } = summarize(spec).params;
  return { workload: name, task, batchSize, spec, blocks: blocksOf(spec), trainable, optimizer: OPTIMIZER };
}

/**
 * Multiply-adds of one run on a whole batch. The backward pass multiplies twice as much as the forward pass: once for
 * the gradients of weights, once for those of inputs.
 * @param {Workload} workload
 * @param {'training' | 'inference'} task
 */
export function multiplyAdds({ batchSize, spec }, task) {
  return summarize(spec).macs.total * batchSize * (task === 'training' ? 3 : 1);
}
