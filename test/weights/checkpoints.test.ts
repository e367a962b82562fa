import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchitectureSpec, B0, type Preprocessing, scale } from '../../kernel-helpers/src/analysis';
import {
  buildEfficientNet,
  getWeightsByName,
  loadedWeights,
  loadEfficientNet,
  type LoadOptions,
  loadWeights,
  modelDescription,
  loadWeightFile,
  type StoredTensor,
  WeightError,
  WeightFileError
} from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const tf = loadTensorFlow();
const PYTORCH = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
/** Of the largest logit. */
const TOLERANCE = 1e-5;
const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
const at = (name: string): string => join(folder, name);
let results = new Map<string, StoredTensor>();

beforeAll(async () => {
  const script = join(__dirname, 'torch_checkpoints.py');
  const { status, stderr } = spawnSync(PYTORCH, [script, folder], { encoding: 'utf8' });
  expect(stderr.slice(-2000) + status).toMatch(/0$/);
  results = (await loadWeightFile(at('results.safetensors'))).tensors;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What `torch_checkpoints.py` builds. */
const spec: ArchitectureSpec = scale({
  base: { ...B0, stages: B0.stages.slice(0, 3) },
  width: 0.5,
  depth: 1,
  resolution: 32,
  classes: 4,
  preprocessing: 'imagenet'
});

function result(name: string): StoredTensor {
  const tensor = results.get(name);
  if (tensor === undefined) {
    throw new Error(`torch_checkpoints.py wrote no ${name}`);
  }
  return tensor;
}

/** Largest difference of the model's logits from PyTorch's, in units of its largest logit. */
function difference(model: LayersModel, pixels = 'pixels', logits = 'logits'): number {
  const { shape, values } = result(pixels);
  const expected = result(logits).values;
  const own = tf.tidy(() => (model.predict(tf.tensor(values, shape)) as Tensor).dataSync<'float32'>());
  expect(own.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i])), 0) / largest;
}

async function load(name: string, options: LoadOptions = {}): Promise<LayersModel> {
  return loadEfficientNet(at(name), { spec, ...options });
}

async function refusal(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

describe('a checkpoint as people save it', () => {
  it.each([
    ...['plain', 'state_dict', 'model_state_dict', 'net', 'model', 'ema', 'deep', 'list', 'parts'],
    ...['beside', 'beside-old', 'beside-5'],
    ...[
      'module',
      'lightning',
      'averaged',
      'encoder',
      '_orig_mod',
      'anything_else',
      'compiled',
      'compiled_blocks',
      'checkpointed_blocks',
      'sharded_blocks',
      'double',
      'timm'
    ]
  ])('%s gives the same logits', async (name) => {
    const model = await load(`${name}.pth`);
    expect(difference(model)).toBeLessThan(TOLERANCE);
    // The same through the other door.
    const other = buildEfficientNet(spec, { seed: 5 });
    await loadWeights(other, at(`${name}.pth`));
    expect(difference(other)).toBeLessThan(TOLERANCE);
  });

  it('gives the same logits as safetensors with prefixes', async () => {
    expect(difference(await load('prefixed.safetensors'))).toBeLessThan(TOLERANCE);
  });

  it.each(['half', 'bfloat16'])('in %s gives the logits of the rounded weights', async (kind) => {
    const model = await load(`${kind}.pth`);
    expect(difference(model, 'pixels', kind)).toBeLessThan(TOLERANCE);
    // Rounding matters, so that the test can fail.
    expect(difference(model)).toBeGreaterThan(1e-4);
  });

  it('says where the weights lay, and what lay beside them', async () => {
    const lightning = loadedWeights(await load('lightning.pth'));
    expect(lightning).toMatchObject({
      family: 'timm',
      prefix: 'model.backbone.',
      unused: ['criterion.weight', 'projector.0.weight', 'n_averaged'],
      metadata: { state_dict: 'state_dict', objects: '__main__.AttributeDict' }
    });
    const beside = loadedWeights(await load('beside.pth'));
    expect(beside?.metadata.state_dict).toBe('model');
    expect(beside?.metadata.objects.split(', ')).toEqual([
      '__main__.Colour',
      '__main__.ByName',
      '__main__.Outer',
      '__main__.Outer.Inner',
      '__main__.Configuration',
      '__main__.AttributeDict'
    ]);
    expect(loadedWeights(await load('deep.pth'))?.metadata.state_dict).toBe('checkpoint.student.weights');
    expect(loadedWeights(await load('timm.pth'))?.metadata).toEqual({
      state_dict: 'state_dict_ema',
      arch: 'tf_efficientnet_b0'
    });
    expect(loadedWeights(buildEfficientNet(spec))).toBeNull();
  });
});

describe('of several', () => {
  it('dictionaries one has to be chosen', async () => {
    const error = await refusal(load('several.pth'));
    expect(error).toBeInstanceOf(WeightFileError);
    expect((error as WeightFileError).kind).toBe('ambiguous');
    expect(error.message).toMatch(/model \(\d+ tensors\), ema \(\d+ tensors\)/);
    expect(error.message).toContain('stateDict: "model"');
    expect(difference(await load('several.pth', { stateDict: 'ema' }))).toBeLessThan(TOLERANCE);
    expect(difference(await load('several.pth', { stateDict: 'model' }))).toBeGreaterThan(0.1);
    expect((await refusal(load('several.pth', { stateDict: 'other' }))).message).toContain('one of model');
    const elsewhere = await refusal(load('prefixed.safetensors', { stateDict: 'ema' }));
    expect((elsewhere as WeightFileError).kind).toBe('unsupported');
  });

  it('networks one has to be chosen', async () => {
    expect((await refusal(load('distillation.pth'))).message).toContain('begin with "student.", "teacher."');
    expect(difference(await load('distillation.pth', { prefix: 'student.' }))).toBeLessThan(TOLERANCE);
    expect(difference(await load('distillation.pth', { prefix: 'teacher.' }))).toBeGreaterThan(0.1);
    expect((await refusal(load('distillation.pth', { prefix: 'x.' }))).message).toContain('under "x."');
  });
});

describe('a file without the classifier', () => {
  it.each([
    ['headless', ''],
    ['own_head', 'got none, beside the network head.1.weight, head.1.bias'],
    ['sequential', 'got none, beside the network classifier.1.weight [7, 640], classifier.1.bias [7]']
  ])('%s says what to give', async (name, beside) => {
    const doors = [() => load(`${name}.pth`), () => loadWeights(buildEfficientNet(spec), at(`${name}.pth`))];
    for (const door of doors) {
      const error = await refusal(door());
      expect(error).toBeInstanceOf(WeightError);
      expect(error.message).toContain('expected a classifier under the names of timm');
      expect(error.message).toContain(beside);
      expect(error.message).toMatch(/classes for a new one.*'pooled'.*classifier: 'new' or 'keep'/);
    }
    // With a new classifier, without one, and with the network's own.
    const renewed = await load(`${name}.pth`, { classes: 7 });
    expect(renewed.outputs[0].shape).toEqual([null, 7]);
    const pooled = await load(`${name}.pth`, { output: 'pooled' });
    expect(modelDescription(pooled)?.output).toBe('pooled');
    const kept = buildEfficientNet(spec, { seed: 3 });
    const before = getWeightsByName(kept);
    await loadWeights(kept, at(`${name}.pth`), { classifier: 'keep' });
    const after = getWeightsByName(kept);
    expect(after['predictions/kernel']).toEqual(before['predictions/kernel']);
    const plain = getWeightsByName(await load('plain.pth'));
    for (const model of [renewed, pooled, kept]) {
      const { 'top_bn/moving_variance': statistics, 'stem_conv/kernel': kernel } = getWeightsByName(model);
      expect(statistics).toEqual(plain['top_bn/moving_variance']);
      expect(kernel).toEqual(plain['stem_conv/kernel']);
    }
  });

  it('gets as many classes as the spec, where the number is said', async () => {
    const model = await load('headless.pth', { classes: spec.classes });
    expect(model.outputs[0].shape).toEqual([null, spec.classes]);
  });
});

describe('other channels', () => {
  it.each([1, 2, 4, 5])('%i get kernels and logits as timm gives them', async (channels) => {
    const model = await load('plain.pth', { inputChannels: channels });
    const { values } = getWeightsByName(model)['stem_conv/kernel'];
    expect(values).toEqual(result(`kernel${channels}`).values);
    expect(difference(model, `pixels${channels}`, `logits${channels}`)).toBeLessThan(TOLERANCE);
    const rule = channels === 1 ? 'sum' : 'repeat';
    expect(loadedWeights(model)?.stem).toEqual({ from: 3, to: channels, rule });
    const preprocessing: Preprocessing = 'half';
    const half = await load('plain.pth', { inputChannels: channels, preprocessing });
    expect(difference(half, `pixels${channels}`, `half${channels}`)).toBeLessThan(TOLERANCE);
  });

  it('of one, through the other door, which asks for the preprocessing that the weights then have', async () => {
    const built = buildEfficientNet({ ...spec, inputChannels: 1, preprocessing: 'unit' });
    const message = /preprocessing unit, expected the weights' preprocessing \{"factors":\[0\.0173/;
    expect((await refusal(loadWeights(built, at('timm.pth')))).message).toMatch(message);
    const { preprocessing } = modelDescription(await load('plain.pth', { inputChannels: 1 }))!.spec;
    const right = buildEfficientNet({ ...spec, inputChannels: 1, preprocessing });
    await loadWeights(right, at('plain.pth'));
    expect(difference(right, 'pixels1', 'logits1')).toBeLessThan(TOLERANCE);
  });

  it('give a grey image what it gives repeated, where all channels are prepared alike', async () => {
    const [grey, colour] = await Promise.all(
      [1, 3].map((inputChannels) => load('plain.pth', { inputChannels, preprocessing: 'half' }))
    );
    const { shape, values } = result('pixels1');
    const [one, three] = tf.tidy(() => {
      const x = tf.tensor(values, shape);
      return [grey.predict(x), colour.predict(tf.tile(x, [1, 1, 1, 3]))].map((y) => [
        ...(y as Tensor).dataSync<'float32'>()
      ]);
    });
    one.forEach((value, i) => expect(value).toBeCloseTo(three[i], 4));
  });
});

describe('what is refused', () => {
  it.each([
    ['system', /(posix|nt)\.system/],
    ['eval', /(__builtin__|builtins)\.eval/],
    ['popen', /(subprocess|commands)\.Popen/],
    ['getattr', /(__builtin__|builtins)\.getattr/],
    ['within', /(__builtin__|builtins)\.getattr/],
    ['load', /torch\.hub\.load/],
    ['numpy', /numpy\.save/],
    ['mention', /(posix|nt)\.system/]
  ])('harm by %s, by its name', async (name, called) => {
    const error = await refusal(loadWeightFile(at(`harm-${name}.pth`)));
    expect((error as WeightFileError).kind).toBe('unsafe');
    expect(error.message).toMatch(called);
    expect(existsSync('harm')).toBe(false);
  });

  it.each([
    ['arrays', 'got arrays of NumPy', 'torch.from_numpy'],
    ['pointer', 'got a pointer of Git LFS', 'git lfs pull'],
    ['page', 'got a web page', 'Get the file itself']
  ])('%s in place of tensors, with what to do', async (name, got, remedy) => {
    const { message } = await refusal(load(`${name}.pth`));
    expect(message).toContain(got);
    expect(message).toContain(remedy);
  });

  it('a whole module, and a file of numbers', async () => {
    const whole = (await refusal(load('whole.pth'))) as WeightFileError;
    expect([whole.kind, whole.got]).toEqual(['unsafe', expect.stringContaining('EfficientNet')]);
    expect(((await refusal(load('numbers.pth'))) as WeightFileError).kind).toBe('unsupported');
  });
});
