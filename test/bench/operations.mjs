import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuDescription } from '../../setup/hardware.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { pairedRatio, summary } from './statistics.mjs';

/**
 * Each of our operations alone, forward or backward, against TensorFlow's own that it takes the place of: in compiled
 * graphs of one process, one after the other in each round. BENCH_ROUNDS changes the rounds.
 */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 30);
const WARM_UP = 3;
const BYTES = 4;
const EPSILON = 1e-3;

const require = createRequire(import.meta.url);
const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib');
const { compile, loadTensorFlow, randomUniform, ...rooms } = require(join(LIB, 'tensorflow'));
const { globalMean, groupNorm, relu6, scaleChannels, swish, tensorFlowInfo, trainingBatchNorm } = rooms;

/**
 * @typedef {import('@tensorflow/tfjs-node-gpu').Tensor} Tensor
 * @typedef {(x: Tensor, scale: Tensor, offset: Tensor, gate: Tensor) => Tensor} Network
 */

/** Maps of B0 at 16 × 128², where their time goes: after expansions and depthwise convolutions. */
const SHAPES = [
  [16, 64, 64, 32],
  [16, 64, 64, 96],
  [16, 32, 32, 144],
  [16, 16, 16, 240],
  [16, 8, 8, 480],
  [16, 8, 8, 672],
  [16, 4, 4, 1152]
];

/** @type {Network} */
const batch = (x, scale, offset) => trainingBatchNorm(x, scale, offset, EPSILON).output;
/** @type {Network} */
const group = (x, scale, offset) => groupNorm(x, scale, offset, 8, EPSILON);

/**
 * `forward`, `backward`: how often a map is read or written by our operation.
 * @type {{ name: string, network: Network, forward: number, backward: number }[]}
 */
const OPERATIONS = [
  { name: 'batch norm', network: batch, forward: 3, backward: 5 },
  { name: 'batch norm, swish', network: (...all) => swish(batch(...all)), forward: 3, backward: 6 },
  { name: 'batch norm, relu6', network: (...all) => relu6(batch(...all)), forward: 3, backward: 6 },
  { name: 'group norm, swish', network: (...all) => swish(group(...all)), forward: 3, backward: 6 },
  { name: 'scale of channels', network: (x, _, __, gate) => scaleChannels(x, gate), forward: 2, backward: 3 }
];

/** Blocks of B0 at 16 × 128²: map, expansion and kernel. */
const BLOCKS = [
  { map: [16, 64, 64, 16], expanded: 96, size: 3 },
  { map: [16, 32, 32, 24], expanded: 144, size: 5 },
  { map: [16, 16, 16, 40], expanded: 240, size: 3 },
  { map: [16, 8, 8, 80], expanded: 480, size: 5 },
  { map: [16, 8, 8, 112], expanded: 672, size: 5 },
  { map: [16, 4, 4, 192], expanded: 1152, size: 5 }
];

const tf = loadTensorFlow();

/**
 * What one map's pass takes: a sum of two maps reads two and writes one.
 * @returns {number} bytes a second
 */
function bandwidth() {
  const shape = [16, 64, 64, 96];
  const maps = [randomUniform(shape, [1, 1]), randomUniform(shape, [1, 2])];
  const add = compile((/** @type {Tensor} */ a, /** @type {Tensor} */ b) => tf.add(a, b), {
    inputs: maps.map(() => ({ shape }))
  });
  const times = Array.from({ length: ROUNDS }, () => timed(add, maps));
  return (3 * BYTES * maps[0].size) / (summary(times).median / 1e3);
}

/**
 * @param {(...inputs: Tensor[]) => Tensor | Tensor[]} fn
 * @param {Tensor[]} inputs
 * @returns {number} milliseconds
 */
function timed(fn, inputs) {
  const began = performance.now();
  const result = fn(...inputs);
  const took = performance.now() - began;
  tf.dispose(result);
  return took;
}

/**
 * The function with TensorFlow's operations and with ours.
 * @param {(...inputs: Tensor[]) => Tensor | Tensor[]} fn
 * @param {Tensor[]} inputs
 */
function both(fn, inputs) {
  return ['standard', 'native'].map((operations) => {
    process.env.EFFICIENTNET_LAB_OPERATIONS = operations;
    return compile(fn, { inputs: inputs.map(({ shape }) => ({ shape })) });
  });
}

/**
 * @param {typeof OPERATIONS[number]} operation
 * @param {number[]} shape
 */
function measured({ name, network, forward, backward }, shape) {
  const channels = shape[3];
  const inputs = [shape, [channels], [channels], [shape[0], 1, 1, channels]].map((each, i) =>
    tf.add(randomUniform(each, [2, i]), 0.1)
  );
  const dy = randomUniform(shape, [2, 9]);
  const gradients = tf.grads((/** @type {Tensor[]} */ ...all) => network(...read(all)));
  const directions = [
    { direction: 'forward', maps: forward, fn: network, given: inputs },
    {
      direction: 'both ways',
      maps: forward + backward,
      fn: (/** @type {Tensor[]} */ ...all) => [network(...read(all)), ...gradients(all.slice(0, 4), all[4])],
      given: [...inputs, dy]
    }
  ];
  return directions.map(({ direction, maps, fn, given }) => ({
    name,
    shape,
    direction,
    bytes: maps * BYTES * inputs[0].size,
    ...paired(/** @type {Network} */ (fn), given)
  }));
}

/**
 * Milliseconds of TensorFlow's operations and of ours, round by round.
 * @param {(...inputs: Tensor[]) => Tensor | Tensor[]} fn
 * @param {Tensor[]} given
 */
function paired(fn, given) {
  const [standard, ours] = both(fn, given);
  /** @type {number[][]} */
  const times = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    [standard, ours].forEach((each, i) => {
      const took = timed(each, given);
      if (round >= 0) {
        times[i].push(took);
      }
    });
  }
  [standard, ours].forEach((each) => each.dispose());
  return { standard: times[0], ours: times[1] };
}

/**
 * The convolutions of a block alone, and the block in inference.
 * @param {typeof BLOCKS[number]} block
 */
function convolutions({ map, expanded, size }) {
  const [images, height, width, channels] = map;
  const squeezed = channels / 4;
  const drawn = (/** @type {number[]} */ shape) => tf.sub(randomUniform(shape, [3, shape.length]), 0.4);
  const [x, u] = [drawn(map), drawn([images, height, width, expanded])];
  const [kernel, bias, depthwise] = [[1, 1, channels, expanded], [expanded], [size, size, expanded, 1]].map(
    drawn
  );
  const [reduce, few, restore, project, out] = [
    [1, 1, expanded, squeezed],
    [squeezed],
    [1, 1, squeezed, expanded],
    [1, 1, expanded, channels],
    [channels]
  ].map(drawn);
  /** @type {(x: Tensor, kernel: Tensor, bias: Tensor) => Tensor} */
  const pointwise = (from, weights, offsets) => tf.add(tf.conv2d(from, weights, 1, 'same'), offsets);
  /** @type {(x: Tensor, kernel: Tensor) => Tensor} */
  const spatial = (from, weights) => tf.depthwiseConv2d(from, weights, 1, 'same');
  /** @type {(x: Tensor) => Tensor} */
  const whole = (from) => {
    const v = swish(tf.add(spatial(swish(pointwise(from, kernel, bias)), depthwise), bias));
    const gate = tf.sigmoid(pointwise(swish(pointwise(globalMean(v), reduce, few)), restore, bias));
    return tf.add(pointwise(scaleChannels(v, gate), project, out), from);
  };
  /** @type {(fn: (x: Tensor, kernel: Tensor) => Tensor) => (x: Tensor, kernel: Tensor, dy: Tensor) => Tensor[]} */
  const bothWays = (fn) => (from, weights, dy) => [fn(from, weights), ...tf.grads(fn)([from, weights], dy)];
  const [small, large] = [x.size, u.size];
  const cases = [
    {
      name: `1 × 1 to ${expanded} channels, bias, swish`,
      direction: 'forward',
      fn: (/** @type {Tensor} */ from) => swish(pointwise(from, kernel, bias)),
      given: [x],
      values: small + large + kernel.size
    },
    {
      name: `1 × 1 to ${expanded} channels`,
      direction: 'both ways',
      fn: bothWays((from, weights) => tf.conv2d(from, weights, 1, 'same')),
      given: [x, kernel, u],
      values: 3 * (small + large + kernel.size)
    },
    {
      name: `depthwise ${size} × ${size} of ${expanded} channels, bias, swish`,
      direction: 'forward',
      fn: (/** @type {Tensor} */ from) => swish(tf.add(spatial(from, depthwise), bias)),
      given: [u],
      values: 2 * large
    },
    {
      name: `depthwise ${size} × ${size} of ${expanded} channels`,
      direction: 'both ways',
      fn: bothWays(spatial),
      given: [u, depthwise, drawn(u.shape)],
      values: 6 * large
    },
    {
      name: `MBConv block, ${size} × ${size} of ${expanded} channels`,
      direction: 'forward',
      fn: whole,
      given: [x],
      values: 2 * small + 2 * kernel.size
    }
  ];
  return cases.map(({ name, direction, fn, given, values }) => ({
    name,
    shape: map,
    direction,
    bytes: BYTES * values,
    ...paired(/** @type {(...inputs: Tensor[]) => Tensor | Tensor[]} */ (fn), given)
  }));
}

/** Not every network reads all inputs, but each gradient is asked for. */
function read(/** @type {Tensor[]} */ [x, scale, offset, gate]) {
  const zero = tf.mul(tf.add(tf.sum(scale), tf.add(tf.sum(offset), tf.sum(gate))), 0);
  return /** @type {Parameters<Network>} */ ([
    x,
    tf.add(scale, zero),
    tf.add(offset, zero),
    tf.add(gate, zero)
  ]);
}

const speed = bandwidth();
const results = [
  ...OPERATIONS.flatMap((operation) => SHAPES.flatMap((shape) => measured(operation, shape))),
  ...BLOCKS.flatMap(convolutions)
];
console.log(
  `\nOur operations (${tensorFlowInfo().operations}) and TensorFlow's on ${cpuDescription()}, ${ROUNDS} rounds; ` +
    `a sum of two maps moves ${(speed / 1e9).toFixed(1)} GB/s\n`
);
const rows = results.map(({ name, shape, direction, standard, ours, bytes }) => {
  const took = summary(ours).median;
  return [
    `${name}, ${direction}, ${shape.join(' × ')}`,
    summary(standard).median.toFixed(2),
    took.toFixed(2),
    pairedRatio(ours, standard).median.toFixed(2),
    (bytes / 2 ** 20).toFixed(1),
    `${((100 * bytes) / (took / 1e3) / speed).toFixed(0)} %`
  ];
});
const head = ['operation', "TensorFlow's, ms", 'ours, ms', 'ratio', 'MiB moved', 'of that speed'];
console.log(markdownTable(head, rows));
writeRecord('operations', { rounds: ROUNDS, bytesPerSecond: speed, results });
