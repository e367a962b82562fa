import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchitectureSpec, Preprocessing } from '../../kernel-helpers/src/analysis';
import {
  buildEfficientNet,
  loadEfficientNet,
  type LoadOptions,
  loadWeights,
  type ModelDescription,
  modelDescription,
  WeightError
} from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const tf = loadTensorFlow();
const KERAS = join(__dirname, '..', '..', '.venv', 'bin', 'python');
/** Of the largest output. */
const TOLERANCE = 1e-4;
const SIDE = 40;
const folder = mkdtempSync(join(tmpdir(), 'keras-configurations-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  const script = join(__dirname, 'keras_configurations.py');
  const { status, stderr } = spawnSync(KERAS, [script, folder], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`keras_configurations.py ended with ${status}: ${stderr.slice(-2000)}`);
  }
});

const floats = (name: string): Float32Array =>
  new Float32Array(new Uint8Array(readFileSync(at(name))).buffer);

/** Largest difference from Keras's outputs, in units of the largest. */
function difference(model: LayersModel, name: string): number {
  const pixels = floats(`${name}-pixels.bin`);
  const expected = floats(`${name}.bin`);
  const [, ...shape] = model.inputs[0].shape as number[];
  const own = tf.tidy(() =>
    (model.predict(tf.tensor(pixels, [2, ...shape])) as Tensor).dataSync<'float32'>()
  );
  expect(own.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i])), 0) / largest;
}

type Told = Partial<ArchitectureSpec> & Partial<Omit<ModelDescription, 'spec'>>;
const OBJECT = { factors: expect.any(Array), offsets: expect.any(Array) } as unknown as Preprocessing;
const softmax = { classifierActivation: 'softmax' } as const;

/** What the configuration says, as far as it differs from case to case. */
const cases: Array<[name: string, told: Told, options?: LoadOptions]> = [
  ['softmax', { ...softmax, output: 'classes', preprocessing: 'unit', classes: 5, resolution: SIDE }],
  ['logits', { classifierActivation: 'linear', preprocessing: 'unit' }],
  ['adapted', { preprocessing: OBJECT }],
  // Deviations in the variances' place, as published weights have them, and no second rescaling.
  ['deviations', { preprocessing: OBJECT }],
  ['variances', { preprocessing: 'imagenet' }],
  ['published', { preprocessing: 'imagenet' }],
  ['raw', { preprocessing: OBJECT }],
  ['nothing', { preprocessing: 'none' }],
  ['vector', { preprocessing: { factors: [0.01, 0.02, 0.03], offsets: [-0.5, -1, -1.5] } }],
  ['inverted', { preprocessing: OBJECT }],
  ['map', { output: 'map' }],
  ['pooled', { output: 'pooled' }],
  ['epsilon', { normalizationEpsilon: 0.02, batchNormMomentum: 0.9 }],
  ['rates', { dropout: 0.4, stochasticDepth: 0.3, batchNormMomentum: 0.99 }],
  ['any-size', { resolution: SIDE, output: 'pooled' }, { resolution: SIDE }],
  ['odd', { resolution: 33, padding: 'same' }],
  ['grey', { inputChannels: 1, preprocessing: 'unit' }],
  ['nested', { ...softmax, classes: 7, dropout: 0.1 }],
  ['nested-logits', { ...softmax, classes: 7 }],
  ['in-front', { ...softmax, preprocessing: 'half', family: 'v2' }],
  ['v2', { ...softmax, preprocessing: 'imagenet', batchNormMomentum: 0.9 }],
  ['v2-large', { preprocessing: { factors: [1 / 128, 1 / 128, 1 / 128], offsets: [-1, -1, -1] } }],
  ['v2-bare', { classifierActivation: 'linear', preprocessing: 'none' }],
  [
    'own',
    {
      padding: 'symmetric',
      normalization: 'group',
      groupSize: 4,
      normalizationEpsilon: 1e-4,
      activation: 'relu6',
      preprocessing: 'inception'
    }
  ],
  ['own-batch', { padding: 'same', normalization: 'batch', activation: 'swish' }]
];

describe.each(['.keras', '.h5', '/model.json'])('a configuration in %s', (ending) => {
  it.each(cases)('%s gives the outputs of Keras', async (name, told, options = {}) => {
    const model = await loadEfficientNet(at(`${name}${ending}`), options);
    const { spec, ...ends } = modelDescription(model)!;
    expect({ ...spec, ...ends }).toMatchObject(told);
    expect(difference(model, name)).toBeLessThan(TOLERANCE);
    // The same through the other door, which asks for the file's conventions.
    const other = buildEfficientNet(spec, { ...ends, seed: 4 });
    await loadWeights(other, at(`${name}${ending}`));
    expect(difference(other, name)).toBeLessThan(TOLERANCE);
    model.dispose();
    other.dispose();
  });

  it('wins over what a model guessed', async () => {
    const { spec } = modelDescription(await loadEfficientNet(at(`deviations${ending}`)))!;
    const guessed = buildEfficientNet({ ...spec, preprocessing: 'imagenet' });
    await expect(loadWeights(guessed, at(`deviations${ending}`))).rejects.toThrow(
      /preprocessing imagenet, expected the weights' preprocessing \{"factors":\[0\.0081/
    );
  });

  it.each([
    ['hidden-layer', 'got the head GlobalAveragePooling2D, Dense, Dense'],
    ['sigmoid', 'got the head GlobalAveragePooling2D, Dropout, Dense'],
    ['max', 'got the head GlobalMaxPooling2D']
  ])('of a head that is none of ours, %s, is told', async (name, message) => {
    const error: unknown = await loadEfficientNet(at(`${name}${ending}`)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WeightError);
    expect((error as Error).message).toContain(message);
    const renewed = await loadEfficientNet(at(`${name}${ending}`), { classes: 3 });
    expect(renewed.outputs[0].shape).toEqual([null, 3]);
  });
});

describe('weights without configuration', () => {
  it.each(
    cases.filter(([name]) =>
      ['softmax', 'variances', 'deviations', 'adapted', 'v2', 'v2-bare'].includes(name)
    )
  )('in .weights.h5, %s, have the preprocessing that the list of layers tells', async (name) => {
    const { spec, ...ends } = modelDescription(await loadEfficientNet(at(`${name}.keras`)))!;
    const model = buildEfficientNet(spec, { ...ends, seed: 4 });
    await loadWeights(model, at(`${name}.weights.h5`));
    expect(difference(model, name)).toBeLessThan(TOLERANCE);
    const other = buildEfficientNet({ ...spec, preprocessing: 'inception' });
    await expect(loadWeights(other, at(`${name}.weights.h5`))).rejects.toThrow('preprocessing inception');
  });
});

describe('a configuration that its tensors contradict', () => {
  it.each([
    [
      'more-classes',
      /tensors that disagree with its configuration: predictions\/kernel has shape \[\d+, 5\], not \[\d+, 6\]/
    ],
    ['wider', /tensors that disagree with its configuration: block2a_expand_conv\/kernel has shape/],
    ['other-mean', /a configuration that gives normalization\w* the mean 0\.1, 0\.2, 0\.3, expected 0\.3/],
    ['other-channels', /a configuration for images of 1 channels, expected 3, as its first kernels take/]
  ])('%s is refused, with both named', async (name, message) => {
    await expect(loadEfficientNet(at(`${name}.keras`))).rejects.toThrow(message);
  });

  it.each([
    ['rectangle', /images of 40 × 50/],
    ['dilated', /block3a_dwconv \(DepthwiseConv2D\) dilation_rate \[2,2\]/],
    ['two-epsilons', /block2a_bn \(BatchNormalization\) epsilon 0\.5/]
  ])('%s, which no network here has, is refused by its layer', async (name, message) => {
    await expect(loadEfficientNet(at(`${name}.keras`))).rejects.toThrow(message);
  });

  it('of any size is asked for one, and for the one whose padding it has', async () => {
    await expect(loadEfficientNet(at('any-size.keras'))).rejects.toThrow('Give resolution');
    await expect(loadEfficientNet(at('any-size.keras'), { resolution: 33 })).rejects.toThrow(
      /that pads \[\[0,1\],\[0,1\]\] before stem_conv, expected \[1,1\] for SAME at 33 pixels/
    );
  });
});
