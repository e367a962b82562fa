import type { io, LayersModel, SymbolicTensor, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArchitectureSpec, type Pixels, variant } from '../../kernel-helpers/src/analysis';
import {
  type FileDataset,
  type ImageDataset,
  imagesFromArrays,
  loadImageFolder,
  prepareImages,
  SeededOrder
} from '../../kernel-helpers/src/data';
import {
  classify,
  compareModels,
  evaluate,
  gateValues,
  gradCam,
  predictor
} from '../../kernel-helpers/src/evaluation';
import { buildEfficientNet } from '../../kernel-helpers/src/model';
import { batchBundle } from '../../kernel-helpers/src/notebook/gallery';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { recalibrateBatchNorm, train } from '../../kernel-helpers/src/training';

/** One image in all the forms that it can come in. */
interface Forms {
  image: Pixels;
  path: string;
  bytes: Uint8Array;
  /** Twice, as one class each needs an image. */
  folder: FileDataset;
  set: ImageDataset;
  tensor: Tensor4D;
}

const SIDE = 32;
const CLASSES = ['a', 'b'];
const eager = { execution: 'eager', batchSize: 1 } as const;

/** Small enough for a unit test, with what tells its kind from the others. */
function small(name: string, own: Partial<ArchitectureSpec> = {}): ArchitectureSpec {
  const spec = variant(name, { resolution: SIDE, classes: 2, dropout: 0, stochasticDepth: 0 });
  return { ...spec, stages: spec.stages.slice(0, 2), head: { filters: 16 }, ...own };
}

const networks: Array<[string, ArchitectureSpec]> = [
  ['v1', small('b0')],
  ['Lite', small('lite0', { cropFraction: 0.8, interpolation: 'bilinear' })],
  ['V2', small('v2-b0')],
  ['group normalisation', small('b0', { normalization: 'group', groupSize: 8 })],
  ['grey input', small('b0', { inputChannels: 1, preprocessing: 'unit' })],
  ['no preprocessing', small('b0', { preprocessing: 'none', cropFraction: 1 })]
];

const random = new SeededOrder(11, 'doors');
function noise(width: number, height: number, channels: 1 | 3): Pixels {
  // A slope under the noise, so that what is cut off matters.
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const x = Math.floor(i / channels) % width;
    return Math.floor((155 * x) / width) + random.below(100);
  });
  return { width, height, channels, pixels };
}

const images: Array<[string, Pixels]> = [
  ['a wide photograph', noise(97, 61, 3)],
  ['a high one in grey', noise(40, 75, 1)],
  ['a small one', noise(11, 17, 3)],
  ['a square one in grey, a little smaller', noise(28, 28, 1)],
  ["one of the network's side", noise(SIDE, SIDE, 3)]
];

let root: string;
const forms = new Map<string, Forms>();
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'doors-'));
  for (const [i, [name, image]] of images.entries()) {
    forms.set(name, await formsOf(image, join(root, String(i))));
  }
});
afterAll(() => rm(root, { recursive: true }));

async function formsOf(image: Pixels, place: string): Promise<Forms> {
  const { width, height, channels, pixels } = image;
  const bytes = await sharp(pixels, { raw: { width, height, channels: channels as 1 | 3 } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
  for (const [split, name] of [
    ['train', 'a'],
    ['train', 'b'],
    ['test', 'a'],
    ['test', 'b']
  ]) {
    await mkdir(join(place, split, name), { recursive: true });
    await writeFile(join(place, split, name, '1.png'), bytes);
  }
  const { train: files } = await loadImageFolder(place, { validation: 0 });
  const twice = Uint8Array.from([...pixels, ...pixels]);
  const set = imagesFromArrays({
    images: twice,
    shape: [2, height, width, channels],
    labels: [0, 1],
    classes: CLASSES
  });
  const tensor = loadTensorFlow().tensor4d(Float32Array.from(pixels), [1, height, width, channels]);
  const path = join(place, 'train', 'a', '1.png');
  return { image, path, bytes: await readFile(path), folder: files, set, tensor };
}

/** Fresh offsets and statistics are zeros and ones, which would hide what they are applied to. */
function shaken(spec: ArchitectureSpec): LayersModel {
  const tf = loadTensorFlow();
  const model = buildEfficientNet(spec, { seed: 5 });
  const moved = (weight: Tensor, seed: number): Tensor =>
    weight.rank === 1 ? tf.add(weight, tf.randomUniform(weight.shape, 0, 0.3, 'float32', seed)) : weight;
  model.setWeights(model.getWeights().map(moved));
  return model;
}

/** One image through every door of an evaluation: the same to the last bit. */
async function requireOneAnswer(model: LayersModel, spec: ArchitectureSpec, name: string): Promise<void> {
  const { image, path, bytes, folder, set, tensor } = forms.get(name)!;
  const ready = predictor(model, eager);
  const prepared = await prepareImages([image], spec);
  const { logits, probabilities: expected } = await ready.predict(prepared);
  expect(logits).toEqual((model.predict(prepared) as Tensor).dataSync());
  for (const door of [tensor, [path], [bytes], [image]]) {
    expect((await ready.predict(door)).logits).toEqual(logits);
  }
  for (const door of [folder, set]) {
    expect((await ready.predict(door)).logits).toEqual(Float32Array.from([...logits, ...logits]));
  }
  ready.dispose();
  for (const door of [path, bytes, image]) {
    const [answers] = await classify(model, [door], { ...eager, labels: CLASSES });
    answers.forEach(({ index, probability }) => expect(probability).toBe(expected[index]));
  }
  const loss = -(Math.log(expected[0]) + Math.log(expected[1])) / 2;
  const [fromFiles, fromMemory] = [await evaluate(model, folder, eager), await evaluate(model, set, eager)];
  expect(fromFiles.loss).toBe(fromMemory.loss);
  expect(fromMemory.loss).toBeCloseTo(loss, 4);
  expect(fromFiles.mistakes.map(({ confidence }) => confidence)).toEqual([Math.max(...expected)]);
  const other = buildEfficientNet(spec, { seed: 9 });
  // What is shown of an image is the file's or the set's own, and so is the name.
  const [ofFiles, ofMemory] = [
    await compareModels(model, other, folder, { ...eager, examples: 0 }),
    await compareModels(model, other, set, { ...eager, examples: 0 })
  ];
  expect({ ...ofFiles, dataset: '' }).toEqual({ ...ofMemory, dataset: '' });

  const explained = await gradCam(model, prepared, { batchSize: 1 });
  expect(explained.layer.split('/').at(-1)).toBe('top_activation');
  expect(await gradCam(model, prepared, { batchSize: 1, layer: explained.layer })).toEqual(explained);
  expect(explained.probabilities[0]).toBeCloseTo(Math.max(...expected), 5);
  for (const door of [tensor, [path], [bytes], [image]]) {
    expect(await gradCam(model, door, { batchSize: 1 })).toEqual(explained);
  }
  for (const door of [folder, set]) {
    const { maps, probabilities } = await gradCam(model, door, { batchSize: 1 });
    expect([...maps]).toEqual([...explained.maps, ...explained.maps]);
    expect([...probabilities]).toEqual([...explained.probabilities, ...explained.probabilities]);
  }
}

/** As it comes back from a file. */
async function reloaded(model: LayersModel): Promise<LayersModel> {
  const tf = loadTensorFlow();
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      // Files hold JSON.
      saved = { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) as object };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    })
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}

/** Networks of ours behind whose features stands a classifier of someone's own. */
const ownHeads: Array<[string, (network: LayersModel) => LayersModel]> = [
  ['a head over its output', (network) => headed(network.inputs, pooledIn(network).outputs[0])],
  ['a sequence', (network) => loadTensorFlow().sequential({ layers: [pooledIn(network), dense()] })],
  ['a nested network', (network) => nestedIn(pooledIn(network), (x) => dense().apply(x))],
  [
    'a network nested in a nested one',
    (network) =>
      nestedIn(
        nestedIn(pooledIn(network), (x) => x),
        (x) => nestedHead().apply(x)
      )
  ],
  [
    'a classifier taken off by hand',
    (network) => headed(network.inputs, network.getLayer('top_dropout').output as SymbolicTensor)
  ]
];

const dense = () => loadTensorFlow().layers.dense({ units: 2, name: 'own' });

function headed(inputs: SymbolicTensor[], features: SymbolicTensor): LayersModel {
  return loadTensorFlow().model({ inputs, outputs: dense().apply(features) as SymbolicTensor });
}

/** The network up to its means. */
function pooledIn(network: LayersModel): LayersModel {
  const outputs = network.getLayer('avg_pool').output as SymbolicTensor;
  return loadTensorFlow().model({ inputs: network.inputs, outputs, name: 'features' });
}

type Applied = SymbolicTensor | SymbolicTensor[] | Tensor | Tensor[];

function nestedIn(features: LayersModel, head: (x: SymbolicTensor) => Applied): LayersModel {
  const tf = loadTensorFlow();
  const inputs = tf.input({ shape: features.inputs[0].shape.slice(1) });
  return tf.model({ inputs, outputs: head(features.apply(inputs) as SymbolicTensor) as SymbolicTensor });
}

/** A classifier that is a network itself. */
function nestedHead(): LayersModel {
  const tf = loadTensorFlow();
  const inputs = tf.input({ shape: [16] });
  return tf.model({ inputs, outputs: dense().apply(inputs) as SymbolicTensor, name: 'head' });
}

describe.each([networks[1], networks[5]])('%s with a classifier of its own', (_kind, spec) => {
  it.each(ownHeads)('%s: one image has one answer, also from a file', async (_way, make) => {
    const model = make(shaken({ ...spec, dropout: 0.1 }));
    await requireOneAnswer(model, spec, 'a wide photograph');
    const again = await reloaded(model);
    await requireOneAnswer(again, spec, 'a high one in grey');
    if (!spec.name.startsWith('lite')) {
      const { folder } = forms.get('a wide photograph')!;
      expect(await gateValues(again, folder, 'block1a')).toEqual(await gateValues(model, folder, 'block1a'));
    }
  });
});

describe.each(networks)('%s: one image has one answer', (_kind, spec) => {
  let model: LayersModel;
  beforeAll(() => (model = shaken(spec)));

  it.each(images.map(([name]) => name))('%s', (name) => requireOneAnswer(model, spec, name));

  it('training, its validation and what follows it see the images so, from files and from memory', async () => {
    for (const [name] of images) {
      const { folder, set } = forms.get(name)!;
      const bundles = [folder, { ...set, name: folder.name }].map((data) => batchBundle(data, spec));
      const [fromFiles, fromMemory] = await Promise.all(bundles);
      expect(fromFiles).toEqual(fromMemory);
    }
    const { folder, set } = forms.get('a wide photograph')!;
    const runs = [folder, set].map(async (data) => {
      const network = shaken(spec);
      const splits = {
        name: 'doors',
        train: data,
        validation: data,
        test: data,
        classes: CLASSES,
        fingerprint: 'of a test',
        warnings: []
      };
      const options = { epochs: 1, batchSize: 2, checkpointDir: null, execution: 'eager' } as const;
      const { history } = await train(network, splits, options);
      const { loss } = await evaluate(network, data, eager);
      expect(history[0].validationLoss).toBeCloseTo(loss, 4);
      if (spec.normalization === 'batch') {
        await recalibrateBatchNorm(network, data, { batchSize: 2 });
      }
      const gated = network.layers.some((layer) => layer.name === 'block1a_se_excite');
      const gates = gated ? (await gateValues(network, data, 'block1a')).gates : [];
      const weights = network.getWeights().map((weight) => weight.dataSync());
      return { loss: history[0].loss, evaluated: loss, gates, weights };
    });
    const [fromFiles, fromMemory] = [await runs[0], await runs[1]];
    expect(fromFiles).toEqual(fromMemory);
  });
});
