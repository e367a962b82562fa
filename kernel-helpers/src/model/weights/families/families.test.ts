import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type ArchitectureSpec,
  B0,
  NetworkPruning,
  scale,
  type SpecOptions,
  V2_B0,
  variant
} from '../../../analysis';
import { loadTensorFlow } from '../../../tensorflow';
import { buildEfficientNet } from '../../builder';
import { modelDescription } from '../../metadata';
import { encodeSafetensors, loadWeightFile, type StoredTensor, WeightFileError } from '../formats';
import { getWeightsByName, setWeightsByName, WeightError } from '../weights';
import { familyOf, identify, inFamily } from './identify';
import { fromTorch, toTorch } from './layout';
import { loadEfficientNet, loadWeights } from './load';
import { prescriptions } from './prescriptions';
import { conventionsOf, type WeightFamily } from './publishers';
import { saveWeights } from './save';
import { variablesOf } from './variables';

const tf = loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), 'weights-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

function small(
  options: SpecOptions & { width?: number } = {},
  base = { ...B0, stages: B0.stages.slice(0, 3) }
): ArchitectureSpec {
  return scale({
    base,
    width: 0.5,
    depth: 1,
    resolution: 32,
    classes: 4,
    preprocessing: 'imagenet',
    ...options
  });
}

/** A network whose statistics are not those of a fresh one. */
function built(spec: ArchitectureSpec, seed = 1): ReturnType<typeof buildEfficientNet> {
  const model = buildEfficientNet(spec, { seed });
  const weights = getWeightsByName(model);
  for (const [name, { values }] of Object.entries(weights)) {
    if (/gamma|beta|moving/.test(name)) {
      values.forEach((value, i) => (values[i] = value + 0.01 * ((i * 7 + seed) % 11)));
    }
  }
  setWeightsByName(model, weights);
  return model;
}

/** Tensors of zeros, as a file of a family would have them. */
function zeros(spec: ArchitectureSpec, family: WeightFamily): Map<string, StoredTensor> {
  return new Map(
    variablesOf(spec).flatMap((variable): Array<[string, StoredTensor]> => {
      const own = inFamily(variable, family);
      const size = variable.shape.reduce<number>((a, b) => a * b, 1);
      return own ? [[own.name, { shape: own.shape, values: new Float32Array(size) }]] : [];
    })
  );
}

describe('the table of variables', () => {
  it.each<[string, ArchitectureSpec]>([
    ['B0', variant('b0', { resolution: 32 })],
    ['Lite0', variant('lite0', { resolution: 32 })],
    ['V2-B0', variant('v2-b0', { resolution: 32 })],
    ['group normalisation', small({ normalization: 'group' })],
    ['sequences', small({ spatialDimensions: 1, inputChannels: 2, preprocessing: 'none' })]
  ])('has every variable of %s in its order and shape', (_, spec) => {
    const model = buildEfficientNet(spec);
    const shapes = Object.entries(getWeightsByName(model)).map(([path, { shape }]) => [path, shape]);
    expect(variablesOf(spec).map(({ path, shape }) => [path, shape])).toEqual(shapes);
    model.dispose();
  });

  it('shifts by one where a block has no expansion, the classic mistake', () => {
    const names = new Map(variablesOf(variant('b0')).map(({ path, names }) => [path, names]));
    expect(names.get('block1a_project_conv/kernel')).toEqual({
      timm: 'blocks.0.0.conv_pw.weight',
      torchvision: 'features.1.0.block.2.0.weight',
      lukemelas: '_blocks.0._project_conv.weight'
    });
    expect(names.get('block2a_project_bn/moving_mean')).toEqual({
      timm: 'blocks.1.0.bn3.running_mean',
      torchvision: 'features.2.0.block.3.1.running_mean',
      lukemelas: '_blocks.1._bn2.running_mean'
    });
  });

  it.each(['keras', 'timm', 'torchvision', 'lukemelas'] as const)(
    'tells published networks by %s names',
    (family) => {
      for (const name of ['b0', 'b1', 'b3', 'lite0', 'lite2']) {
        const spec = variant(name, { classes: 7, inputChannels: 1 });
        expect(identify({ family, tensors: zeros(spec, family) })).toEqual(spec);
      }
      expect(identify({ family, tensors: zeros(small(), family) })).toBeNull();
    }
  );

  it('knows Keras’s normalisation layer whatever its count', () => {
    const tensors = zeros(variant('b0'), 'keras').set('normalization_12/mean', {
      shape: [3],
      values: new Float32Array(3)
    });
    expect(familyOf({ tensors, source: 'b0.weights.h5' }).tensors.has('normalization/mean')).toBe(true);
  });
});

it.each([
  ['conv', [3, 3, 2, 5], [5, 2, 3, 3]],
  ['depthwise', [3, 3, 4, 1], [4, 1, 3, 3]],
  ['dense', [6, 2], [2, 6]]
] as const)('%s kernels change their axes and back', (kind, shape, torch) => {
  const values = Float32Array.from({ length: shape.reduce<number>((a, b) => a * b, 1) }, (_, i) => i);
  const there = toTorch(kind, { shape: [...shape], values });
  expect(there.shape).toEqual(torch);
  const expected = tf.transpose(
    tf.tensor([...values], [...shape]),
    torch.map((_, axis) => (kind === 'dense' ? [1, 0] : kind === 'conv' ? [3, 2, 0, 1] : [2, 3, 0, 1])[axis])
  );
  expect([...there.values]).toEqual([...expected.dataSync()]);
  expect(fromTorch(kind, there)).toEqual({ shape, values });
});

describe('files of ours', () => {
  const x = tf.randomUniform([2, 32, 32, 3], 0, 255, 'float32', 5);
  const logits = (model: ReturnType<typeof buildEfficientNet>): number[] => [
    ...(model.predict(x) as Tensor).dataSync()
  ];

  it.each<[string, ArchitectureSpec, WeightFamily]>([
    ['Keras', small(), 'keras'],
    ['timm', small({ padding: 'symmetric', normalizationEpsilon: 1e-5, preprocessing: 'half' }), 'timm'],
    ['torchvision', small({ preprocessing: 'none' }), 'torchvision'],
    ['efficientnet_pytorch', small(), 'lukemelas'],
    ['timm, V2', small({}, { ...V2_B0, stages: V2_B0.stages.slice(0, 4) }), 'timm'],
    ['torchvision, V2', small({}, { ...V2_B0, stages: V2_B0.stages.slice(0, 4) }), 'torchvision']
  ])('bring the same network back under the names of %s', async (name, spec, names) => {
    const model = built(spec);
    const path = at(`${name}.safetensors`);
    await saveWeights(model, path, { names });
    const loaded = await loadEfficientNet(path);
    expect(logits(loaded)).toEqual(logits(model));
    const other = buildEfficientNet(spec, { seed: 9 });
    const { family, variables } = await loadWeights(other, path);
    expect([family, variables]).toEqual([names, variablesOf(spec).length]);
    expect(logits(other)).toEqual(logits(model));
  });

  it('bring the same network back from a layers model of TensorFlow.js', async () => {
    const model = built(small({ preprocessing: 'inception', normalizationEpsilon: 1e-2 }));
    await model.save(`file://${at('layers')}`);
    const path = join(at('layers'), 'model.json');
    const loaded = await loadEfficientNet(path);
    expect(logits(loaded)).toEqual(logits(model));
    await expect(loadWeights(buildEfficientNet(small()), path)).rejects.toThrow(
      "preprocessing imagenet, expected the weights' normalizationEpsilon 0.01, preprocessing inception"
    );
  });

  it('bring their values back from Keras’s form', async () => {
    const model = built(small());
    const path = at('own.weights.h5');
    await saveWeights(model, path, { format: 'keras' });
    const other = buildEfficientNet(small(), { seed: 9 });
    await loadWeights(other, path);
    expect(logits(other)).toEqual(logits(model));
    expect((await loadWeightFile(path)).format).toBe('keras-weights');
  });

  it('give a network with a new classifier all but that', async () => {
    const model = built(small());
    const path = at('old.safetensors');
    await saveWeights(model, path);
    const loaded = await loadEfficientNet(path, { classes: 9, seed: 3 });
    expect(loaded.outputs[0].shape).toEqual([null, 9]);
    const [a, b] = [model, loaded].map(getWeightsByName);
    expect(b['top_bn/moving_mean']).toEqual(a['top_bn/moving_mean']);
  });

  it('fill networks without a classifier too', async () => {
    const model = built(small());
    const path = at('features.safetensors');
    await saveWeights(model, path);
    const features = buildEfficientNet(small(), { output: [8] });
    await loadWeights(features, path);
    expect(getWeightsByName(features)['stem_bn/gamma']).toEqual(getWeightsByName(model)['stem_bn/gamma']);
  });
});

/** Bit by bit, which is quick where a comparison of members is not. */
function isEqual(a: StoredTensor, b: StoredTensor): boolean {
  const bytes = ({ values }: StoredTensor): Uint8Array =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.compare(bytes(a), bytes(b)) === 0;
}

describe('weights that don’t fit are refused before anything changes', () => {
  const write = (name: string, tensors: Map<string, StoredTensor>): string => {
    writeFileSync(at(name), encodeSafetensors([...tensors]));
    return at(name);
  };
  const refusal = async (
    path: string,
    spec = variant('b0', { resolution: 32, preprocessing: 'imagenet' })
  ): Promise<WeightError> => {
    const model = buildEfficientNet(spec);
    const before = getWeightsByName(model);
    const error: unknown = await loadWeights(model, path).catch((caught: unknown) => caught);
    const after = getWeightsByName(model);
    const changed = Object.keys(before).filter((name) => !isEqual(before[name], after[name]));
    expect(changed).toEqual([]);
    model.dispose();
    expect(error).toBeInstanceOf(WeightError);
    return error as WeightError;
  };

  it('another network’s, with the first differences and its name', async () => {
    const error = await refusal(write('b1.safetensors', zeros(variant('b1', { classes: 10 }), 'lukemelas')));
    expect(error.kind).toBe('mismatch');
    expect(error.message).toContain('_blocks.1._expand_conv.weight is missing');
    expect(error.message).toContain('looks like b1 with 10 classes');
    expect(error.message).toMatch(/and \d+ more/);
  });

  it('a missing tensor, a renamed one and one of another shape', async () => {
    const tensors = zeros(variant('b0'), 'lukemelas');
    tensors.delete('_bn0.bias');
    tensors.set('_blocks.3._bn9.weight', { shape: [1], values: new Float32Array(1) });
    tensors.set('_fc.bias', { shape: [1000, 1], values: new Float32Array(1000) });
    const { message } = await refusal(write('changed.safetensors', tensors));
    expect(message).toContain('_bn0.bias is missing');
    expect(message).toContain('_blocks.3._bn9.weight is nothing that the network has');
    expect(message).toContain('_fc.bias has shape [1000, 1], not [1000]');
  });

  it('values that are not finite', async () => {
    const tensors = zeros(variant('b0'), 'lukemelas');
    tensors.set('_bn0.bias', { shape: [32], values: new Float32Array(32).fill(NaN) });
    expect((await refusal(write('nan.safetensors', tensors))).kind).toBe('not-finite');
  });

  it('another padding and ε', async () => {
    const path = write('torchvision.safetensors', zeros(variant('b0'), 'torchvision'));
    const { kind, message } = await refusal(path);
    expect(kind).toBe('convention');
    expect(message).toContain('a network with padding same, normalizationEpsilon 0.001, ');
    expect(message).toContain("the weights' padding symmetric, normalizationEpsilon 0.00001.");
  });

  it('metadata of a layers model that are too deep', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const path = at('deep.json');
    writeFileSync(path, `{"weightsManifest": [], "userDefinedMetadata": {"a": ${deep}}}`);
    await expect(loadWeightFile(path)).rejects.toThrow(WeightFileError);
  });

  it('names of nobody', async () => {
    const path = write(
      'foreign.safetensors',
      new Map([['layer1.weight', { shape: [1], values: new Float32Array(1) }]])
    );
    expect((await refusal(path)).kind).toBe('unknown-family');
  });
});

it('torchvision’s V2-L alone takes pixels of mean and deviation ½', () => {
  const preprocessing = ['v2-s', 'v2-m', 'v2-l'].map(
    (name) =>
      conventionsOf(
        { family: 'torchvision', tensors: new Map() },
        { name, family: 'v2' },
        { source: 'file', metadata: {} }
      ).preprocessing
  );
  expect(preprocessing).toEqual(['imagenet', 'imagenet', 'half']);
});

it('timm’s weights need their padding told', async () => {
  writeFileSync(at('timm-b0.safetensors'), encodeSafetensors([...zeros(variant('b0'), 'timm')]));
  await expect(loadEfficientNet(at('timm-b0.safetensors'))).rejects.toThrow("'same' for tf_efficientnet_…");
});

it('timm’s own name of the network, where a checkpoint keeps it, tells the padding', async () => {
  const own = familyOf({ tensors: zeros(variant('b0'), 'timm'), source: 'file' });
  const paddings = ['tf_efficientnet_b0', 'efficientnet_b0', 'tf_efficientnetv2_b0'].map((arch) => {
    const file = { format: 'torch', source: 'file', tensors: own.tensors, metadata: { arch } } as const;
    return prescriptions(own, variant('b0'), file, { config: null }).padding;
  });
  expect(paddings).toEqual(['same', 'symmetric', 'same']);
});

it('a preprocessing that Keras’s layer can’t do is not saved for Keras', async () => {
  const preprocessing = { factors: [-1 / 255, 1, 1], offsets: [1, 0, 0] };
  const model = buildEfficientNet(small({ preprocessing }));
  await expect(saveWeights(model, at('inverted.weights.h5'), { format: 'keras' })).rejects.toThrow(
    'positive'
  );
  await saveWeights(model, at('inverted.safetensors'));
  const loaded = await loadEfficientNet(at('inverted.safetensors'));
  expect(modelDescription(loaded)?.spec.preprocessing).toEqual(preprocessing);
});

describe('what a file lacks is told', () => {
  const b0 = variant('b0', { classes: 4 });
  const written = (name: string, tensors: Map<string, StoredTensor>): string => {
    writeFileSync(at(name), encodeSafetensors([...tensors]));
    return at(name);
  };
  const messageOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'nothing',
      (error: unknown) => (error instanceof WeightError ? error.message : String(error))
    );

  it('a prefix that is not whole', async () => {
    const tensors = new Map(
      ['teacher.', 'student.'].flatMap((prefix) =>
        [...zeros(b0, 'timm')].map(([name, tensor]) => [`${prefix}${name}`, tensor] as const)
      )
    );
    const path = written('distilled.safetensors', tensors);
    for (const prefix of ['teacher', 'teach.', '']) {
      expect(await messageOf(loadEfficientNet(path, { prefix, padding: 'same' }))).toContain(
        `under "${prefix}", as an EfficientNet has. Give one of its prefixes, whole: "teacher.", "student.".`
      );
    }
  });

  it.each(['torchvision', 'timm'] as const)(
    'a classifier of several layers, by names of %s',
    async (family) => {
      const tensors = zeros(b0, family);
      const matrix = (shape: number[]): StoredTensor => ({
        shape,
        values: new Float32Array(shape.reduce((a, b) => a * b))
      });
      const own = [...tensors.keys()].filter((name) => name.startsWith('classifier.'));
      own.forEach((name) => tensors.delete(name));
      tensors.set('classifier.1.weight', matrix([32, 1280])).set('classifier.1.bias', matrix([32]));
      tensors.set('classifier.4.weight', matrix([4, 32])).set('classifier.4.bias', matrix([4]));
      const path = written(`perceptron-${family}.safetensors`, tensors);
      const padding = family === 'timm' ? 'same' : undefined;
      expect(await messageOf(loadEfficientNet(path, { padding }))).toMatch(
        /got a classifier of 2 layers, classifier\.1\.weight \[32, 1280\], classifier\.4\.weight \[4, 32\], expected one layer\. Give/
      );
      const model = await loadEfficientNet(path, { padding, classes: 5 });
      expect(model.outputs[0].shape).toEqual([null, 5]);
    }
  );

  it('features at strides of which a classifier is asked', async () => {
    const path = at('strides.safetensors');
    await saveWeights(buildEfficientNet(small(), { output: [2, 4] }), path);
    expect((await loadEfficientNet(path)).outputs).toHaveLength(2);
    for (const [options, needs] of [
      [{ classes: 5 }, 'a classifier needs'],
      [{ output: 'classes' }, 'a classifier needs'],
      [{ output: 'pooled' }, "output: 'pooled' needs"]
    ] as const) {
      const message = await messageOf(loadEfficientNet(path, options));
      expect(message).toContain('got features at the strides [2, 4], expected the whole network');
      expect(message).toContain(`${needs}. Load it with output: [2, 4]`);
    }
  });
});

describe('pruned networks', () => {
  const spec = small({ classes: 4 });
  const pruned = (counts: Record<string, number>, whole = spec): ReturnType<typeof buildEfficientNet> =>
    built(new NetworkPruning(whole).prunedSpec(counts));

  it('come back from a file of ours as they were', async () => {
    const model = pruned({ block1a: 1, block2a: 3, block3b: 5, top: 2 });
    await saveWeights(model, at('pruned.safetensors'));
    const loaded = await loadEfficientNet(at('pruned.safetensors'));
    expect(modelDescription(loaded)).toEqual(modelDescription(model));
    expect(getWeightsByName(loaded)).toEqual(getWeightsByName(model));
  });

  it.each([
    ['block3b', 'block3b_expand_conv', 144],
    ['block1a', 'stem_conv', 16],
    ['top', 'top_conv', 640]
  ])('are refused under the names of others: channels of %s', async (place, layer, made) => {
    const model = pruned({ [place]: 1 });
    const refused = {
      name: 'WeightError',
      kind: 'mismatch',
      path: layer,
      got: expect.stringMatching(`^${made - 1} `)
    };
    await expect(saveWeights(model, at('no'), { format: 'keras' })).rejects.toMatchObject(refused);
    await expect(saveWeights(model, at('no'), { names: 'timm' })).rejects.toMatchObject(refused);
    await expect(saveWeights(model, at('no'), { names: 'timm' })).rejects.toThrow(
      `expected ${made}, as timm builds the layer. Only this package builds pruned networks`
    );
  });

  it.each(['block1a', 'top'])(
    'are refused also where the widths of %s are such as others round to',
    async (place) => {
      const model = pruned({ [place]: 8 }, small({ width: 1 }));
      const refused = { name: 'WeightError', kind: 'mismatch', path: expect.stringMatching(/pruned$/) };
      await expect(saveWeights(model, at('no'), { format: 'keras' })).rejects.toMatchObject(refused);
      await expect(saveWeights(model, at('no'), { names: 'timm' })).rejects.toThrow(
        'a network for timm whose stem or head was pruned'
      );
      await saveWeights(model, at(`${place}.safetensors`));
    }
  );
});
