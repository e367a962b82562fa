/**
 * Trains a small network for thousands of compiled steps and tells how much resident memory grows after the first
 * hundred: `node test/bench/long-run.mjs [steps]`. Ends with code 1 if it is more than two per cent.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownTable, writeRecord } from './record.mjs';
import { summary } from './statistics.mjs';

const require = createRequire(import.meta.url);
const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib');
const { loadMnist } = require(join(LIB, 'data'));
const { scale } = require(join(LIB, 'analysis'));
const { buildEfficientNet } = require(join(LIB, 'model'));
const { train } = require(join(LIB, 'training'));

const STEPS = Number(process.argv[2] ?? 5000);
const EVERY = 100;
/** Steps after which memory must be flat: by then TensorFlow has its buffers and JavaScript its compiled code. */
const SETTLED = 100;
const LIMIT = 0.02;
const BATCH = 32;

const MEGABYTE = 2 ** 20;
const data = await loadMnist();
const spec = scale({
  width: 0.25,
  depth: 0.25,
  resolution: 32,
  inputChannels: 1,
  classes: 10,
  preprocessing: 'unit'
});
const model = buildEfficientNet(spec, { seed: 1 });
const perEpoch = Math.floor(data.train.shape[0] / BATCH);
const abort = new AbortController();
/** @type {{ step: number, megabytes: number }[]} */
const samples = [];
await train(model, data, {
  epochs: Math.ceil(STEPS / perEpoch),
  batchSize: BATCH,
  checkpointDir: null,
  signal: abort.signal,
  /** @param {import('../../kernel-helpers/lib/training/index.js').TrainingEvent} event */
  onEvent: (event) => {
    if (event.type === 'step' && event.step % EVERY === 0) {
      samples.push({ step: event.step, megabytes: process.memoryUsage().rss / MEGABYTE });
    }
    if (event.type === 'step' && event.step === STEPS) {
      abort.abort();
    }
  }
});

const settled = samples.find(({ step }) => step >= SETTLED)?.megabytes ?? NaN;
const megabytes = samples.map((sample) => sample.megabytes);
// JavaScript's collector makes single samples go up and down by a few per cent.
const end = summary(megabytes.slice(-10)).median;
const growth = end / settled - 1;
const shown = samples.filter(({ step }) => step === SETTLED || step % Math.max(EVERY, STEPS / 10) === 0);
console.log(
  markdownTable(
    ['step', 'resident MB'],
    shown.map(({ step, megabytes }) => [String(step), megabytes.toFixed(0)])
  )
);
console.log(
  `\nMedian of the last samples: ${end.toFixed(0)} MB, ${(100 * growth).toFixed(1)} % more than at step ${SETTLED}; ` +
    `largest ${Math.max(...megabytes).toFixed(0)} MB.`
);
writeRecord('long-run', {
  workload: { steps: STEPS, batchSize: BATCH, network: spec.name },
  growth,
  samples
});
process.exitCode = growth > LIMIT ? 1 : 0;
