import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { peakOf } from '../bench/process.mjs';

/** Trains a published network on made-up images for some steps, and says what memory this process held at most. */

const require = createRequire(import.meta.url);
const LIB = join(import.meta.dirname, '../../kernel-helpers/lib');
const { variant } = require(join(LIB, 'analysis'));
const { imageDataset } = require(join(LIB, 'data'));
const { buildEfficientNet } = require(join(LIB, 'model'));
const { tensorFlowInfo } = require(join(LIB, 'tensorflow'));
const { train } = require(join(LIB, 'training'));

const STEPS = 3;
const CLASSES = 1000;

/** @type {{ name: string, resolution: number, batchSize: number, optimizer: string, validation: number,
 *   recompute: boolean }} */
const { name, resolution, batchSize, optimizer, validation, recompute } = JSON.parse(process.argv[2]);

/** @param {number} count */
function imagesOf(count) {
  // Noise would do as well, and take longer to make.
  const values = new Uint8Array(count * resolution ** 2 * 3).map((_, i) => (i * 7919) % 251);
  return imageDataset(
    'made-up images',
    { shape: [count, resolution, resolution, 3], values },
    { shape: [count], values: Uint16Array.from({ length: count }, (_, i) => i % CLASSES) },
    Array.from({ length: CLASSES }, (_, i) => String(i))
  );
}

const parts = { train: imagesOf(STEPS * batchSize), test: imagesOf(1) };
const data = {
  ...parts,
  name: 'made-up images',
  classes: parts.train.classes,
  validation: validation > 0 ? imagesOf(validation) : null,
  fingerprint: '',
  warnings: []
};
const model = buildEfficientNet(variant(name, { resolution }), { seed: 1 });
const { steps } = await train(model, data, {
  epochs: 1,
  batchSize,
  optimizer,
  recompute,
  checkpointDir: null
});
const { operations } = tensorFlowInfo();
console.log(JSON.stringify({ steps, operations, peak: peakOf(readFileSync('/proc/self/status', 'utf8')) }));
