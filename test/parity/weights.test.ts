import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variant } from '../../kernel-helpers/src/analysis';
import {
  buildEfficientNet,
  loadEfficientNet,
  type LoadOptions,
  loadWeights,
  loadWeightFile,
  saveWeights
} from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const tf = loadTensorFlow();
const ROOT = join(__dirname, '..', '..');
const KERAS = join(ROOT, '.venv', 'bin', 'python');
const PYTORCH = join(ROOT, '.setup', 'bench-venv', 'bin', 'python');
const SIDE = 64;
/** Of the largest logit. */
const TOLERANCE = 1e-4;

const folder = mkdtempSync(join(tmpdir(), 'published-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

function run(python: string, script: string, action: 'write' | 'read'): void {
  const { status, stderr } = spawnSync(python, [join(__dirname, script), action, folder], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', HF_HUB_OFFLINE: '1' }
  });
  if (status !== 0) {
    throw new Error(`${script} ${action} ended with ${status}: ${stderr.slice(-2000)}`);
  }
}

function floats(name: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(at(name))).buffer);
}

/** Largest difference from the reference, in units of its largest logit. */
function difference(logits: ArrayLike<number>, reference: Float32Array): number {
  expect(logits.length).toBe(reference.length);
  const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return reference.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i])), 0) / largest;
}

function logitsOf(model: LayersModel, pixels: Float32Array): Float32Array {
  return tf.tidy(() =>
    (model.predict(tf.tensor4d(pixels, [2, SIDE, SIDE, 3])) as Tensor).dataSync<'float32'>()
  );
}

describe('weights of PyTorch', () => {
  const cases: Array<[string, LoadOptions, 'timm' | 'torchvision']> = [
    ['timm-tf', { padding: 'same' }, 'timm'],
    ['timm-plain', { padding: 'symmetric' }, 'timm'],
    ['timm-v2', { padding: 'same' }, 'timm'],
    ['torchvision', {}, 'torchvision']
  ];
  const tensor = async (file: string, name: string): Promise<Float32Array> =>
    (await loadWeightFile(at(file))).tensors.get(name)?.values ?? new Float32Array(0);
  const load = (name: string, ending: string, options: LoadOptions): Promise<LayersModel> =>
    loadEfficientNet(at(`${name}${ending}`), { resolution: SIDE, ...options });

  beforeAll(() => run(PYTORCH, 'torch_weights.py', 'write'));

  it.each(
    cases.flatMap(([name, options]) =>
      ['.pth', '-old.pth', '.safetensors'].map((ending) => [name, ending, options] as const)
    )
  )('%s%s gives the same logits', async (name, ending, options) => {
    const model = await load(name, ending, options);
    const logits = logitsOf(model, await tensor('pixels.safetensors', 'pixels'));
    expect(difference(logits, await tensor(`${name}-logits.safetensors`, 'logits'))).toBeLessThan(TOLERANCE);
    model.dispose();
  });

  it('with the other padding and ε gives other ones, so that the choice matters', async () => {
    const model = await load('timm-tf', '.pth', { padding: 'symmetric' });
    const logits = logitsOf(model, await tensor('pixels.safetensors', 'pixels'));
    expect(difference(logits, await tensor('timm-tf-logits.safetensors', 'logits'))).toBeGreaterThan(0.01);
    model.dispose();
  });

  it('go back under their own names with the same logits', async () => {
    for (const [name, options, names] of cases) {
      const model = await load(name, '.safetensors', options);
      await saveWeights(model, at(`${name}-back.safetensors`), { names });
      model.dispose();
    }
    run(PYTORCH, 'torch_weights.py', 'read');
    for (const [name] of cases) {
      const [there, back] = await Promise.all(
        ['', '-back'].map((part) => tensor(`${name}${part}-logits.safetensors`, 'logits'))
      );
      expect(difference(back, there), name).toBeLessThan(1e-6);
    }
  });
});

describe('weights of Keras', () => {
  const names = ['b0', 'b1', 'b2', 'b3', 'v2-b0'];
  const files = [...names.map((name) => [name, `${name}.weights.h5`]), ['b0', 'b0.keras'], ['b0', 'b0.h5']];

  beforeAll(() => run(KERAS, 'keras_weights.py', 'write'));

  it.each(files)('of %s in %s give the same logits', async (name, file) => {
    const model = await loadEfficientNet(at(file), { resolution: SIDE });
    expect(difference(logitsOf(model, floats('pixels.bin')), floats(`${name}-logits.bin`))).toBeLessThan(
      TOLERANCE
    );
    model.dispose();
  });

  it('go back into Keras’s own networks with the same logits', async () => {
    const back = ['b0', 'b1', 'v2-b0'];
    for (const name of back) {
      const preprocessing = name === 'v2-b0' ? 'imagenet' : 'unit';
      const model = buildEfficientNet(variant(name, { resolution: SIDE, preprocessing }));
      await loadWeights(model, at(`${name}.weights.h5`));
      await saveWeights(model, at(`${name}-back.weights.h5`), { format: 'keras' });
      model.dispose();
    }
    run(KERAS, 'keras_weights.py', 'read');
    for (const name of back) {
      expect(difference(floats(`${name}-back-logits.bin`), floats(`${name}-logits.bin`)), name).toBeLessThan(
        1e-6
      );
    }
  });
});
