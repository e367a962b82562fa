import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Tensor4D } from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gradCam } from '../../kernel-helpers/src/evaluation';
import { loadEfficientNet } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
/** As in grad_cam.py. */
const SIDE = 128;
const IMAGES = 3;
const CLASSES = 10;
/** The last map, one between blocks, and one inside of a block with a shortcut. */
const LAYERS = ['top_activation', 'block5c_add', 'block3b_expand_activation'];

const tf = loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), 'grad-cam-'));
let model: LayersModel;
let pixels: Tensor4D;
beforeAll(async () => {
  const { status, stderr } = spawnSync(PYTHON, [join(__dirname, 'grad_cam.py'), folder, ...LAYERS], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  });
  expect(status, stderr).toBe(0);
  model = await loadEfficientNet(join(folder, 'b0.weights.h5'), { resolution: SIDE });
  pixels = tf.tensor4d(floats('pixels'), [IMAGES, SIDE, SIDE, 3]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function floats(name: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(join(folder, `${name}.bin`))).buffer);
}

function difference(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
}

it.each(LAYERS)('the map of %s is that of a gradient tape in Keras', async (layer) => {
  const classes = [...floats('classes')];
  const { maps, probabilities } = await gradCam(model, pixels, { layer, classes, batchSize: 2 });
  expect(difference(maps, floats(layer))).toBeLessThan(1e-3);
  expect(difference(probabilities, floats('probabilities'))).toBeLessThan(1e-4);
});

it('without classes, the most likely one of an image is explained', async () => {
  const { classes, probabilities } = await gradCam(model, pixels);
  expect(classes[0]).toBe(floats('classes')[0]);
  expect(probabilities[0]).toBeCloseTo(floats('probabilities')[0], 4);
});

it('the map of another class is another one', async () => {
  const others = Array.from(floats('classes'), (index) => (index + 1) % CLASSES);
  const { maps } = await gradCam(model, pixels, { classes: others });
  expect(difference(maps, floats('top_activation'))).toBeGreaterThan(0.05);
});
