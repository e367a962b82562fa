import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type ArchitectureSpec,
  B0,
  type Preprocessing,
  scale,
  V2_B0
} from '../../kernel-helpers/src/analysis';
import {
  buildEfficientNet,
  type BuildOptions,
  customLayers,
  getWeightsByName,
  loadEfficientNet,
  loadWeights,
  modelDescription,
  type NetworkOutput,
  randomState,
  saveWeights,
  setWeightsByName
} from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import {
  type CheckpointState,
  loadCheckpoint,
  loadNewest,
  writeCheckpoint
} from '../../kernel-helpers/src/training/checkpoint';

const tf = loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), 'round-trips-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

const B0_START = { ...B0, stages: B0.stages.slice(0, 3) };
const V2_START = { ...V2_B0, stages: V2_B0.stages.slice(0, 4) };
const MEANS = { factors: [1 / 50, 1 / 60, 1 / 70], offsets: [-1, -2, -3] };

const specs: fc.Arbitrary<ArchitectureSpec> = fc
  .record({
    base: fc.constantFrom(B0_START, V2_START),
    resolution: fc.constantFrom(32, 33),
    classes: fc.integer({ min: 2, max: 7 }),
    preprocessing: fc.constantFrom<Preprocessing[]>('none', 'unit', 'imagenet', 'inception', 'half', MEANS),
    padding: fc.constantFrom('same', 'symmetric'),
    normalization: fc.constantFrom('batch', 'group'),
    activation: fc.constantFrom('swish', 'relu6'),
    normalizationEpsilon: fc.constantFrom(1e-3, 1e-5, 0.02),
    batchNormMomentum: fc.constantFrom(0.9, 0.99, 0.5),
    squeezeExciteRatio: fc.constantFrom(0, 0.25),
    dropout: fc.constantFrom(0, 0.3),
    stochasticDepth: fc.constantFrom(0, 0.1),
    cropFraction: fc.constantFrom(0.875, 1),
    interpolation: fc.constantFrom('bilinear', 'bicubic')
  } as const)
  .map((options) => scale({ ...options, width: 0.25, depth: 0.5 }));

const ends: fc.Arbitrary<Required<Pick<BuildOptions, 'classifierActivation' | 'output'>>> = fc.record({
  classifierActivation: fc.constantFrom('linear', 'softmax'),
  output: fc.constantFrom<NetworkOutput[]>('classes', 'classes', 'pooled', 'map', [2], [4, 8])
} as const);

/** Weights that no fresh network has. */
function built(spec: ArchitectureSpec, options: BuildOptions, seed: number): LayersModel {
  const model = buildEfficientNet(spec, { ...options, seed });
  const weights = getWeightsByName(model);
  for (const [name, { values }] of Object.entries(weights)) {
    if (/gamma|beta|moving|bias/.test(name)) {
      values.forEach((value, i) => (values[i] = value + 0.01 * ((i * 7 + seed) % 11)));
    }
  }
  setWeightsByName(model, weights);
  return model;
}

function outputs(model: LayersModel): number[][] {
  return tf.tidy(() => {
    const [, ...shape] = model.inputs[0].shape as number[];
    const y = model.predict(tf.randomUniform([2, ...shape], 0, 255, 'float32', 5));
    return [y].flat().map((tensor) => [...(tensor as Tensor).dataSync()]);
  });
}

async function checkpointTrip(model: LayersModel, path: string): Promise<LayersModel> {
  await writeCheckpoint(path, model, atStart(model));
  return (await loadCheckpoint(path)).model;
}

type Trip = (model: LayersModel, path: string) => Promise<LayersModel>;

const trips: Array<[string, Trip]> = [
  ['a checkpoint', checkpointTrip],
  ...(['keras', 'timm', 'torchvision', 'lukemelas'] as const).map((names): [string, Trip] => [
    `safetensors with names of ${names}`,
    async (model, path) => {
      await saveWeights(model, `${path}.safetensors`, { names });
      return loadEfficientNet(`${path}.safetensors`);
    }
  ]),
  [
    '.weights.h5',
    async (model, path) => {
      await saveWeights(model, `${path}.weights.h5`, { format: 'keras' });
      return loadEfficientNet(`${path}.weights.h5`);
    }
  ],
  [
    'a layers model, by loadEfficientNet',
    async (model, path) => {
      await model.save(`file://${path}`);
      return loadEfficientNet(join(path, 'model.json'));
    }
  ],
  [
    'a layers model, by TensorFlow.js',
    async (model, path) => {
      await model.save(`file://${path}`);
      customLayers();
      return tf.loadLayersModel(`file://${join(path, 'model.json')}`);
    }
  ]
];

/** Where a run stands that has done nothing. */
function atStart(model: LayersModel): CheckpointState {
  const lists = { history: [], warnings: [], resumes: [] };
  return {
    run: { runId: 'run', steps: 1, finalLoss: null, facts: { seed: 1 }, ...lists },
    stepsPerEpoch: 1,
    means: { steps: 0, lossSum: 0, accuracySum: 0 },
    stopper: null,
    random: randomState(model),
    optimizer: { name: 'sgd', state: { iterations: 0, slots: {} } }
  } as unknown as CheckpointState;
}

describe.each(trips)('through %s', (name, trip) => {
  it('networks of all options come back with the same outputs, to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(specs, ends, fc.integer({ min: 1, max: 99 }), async (spec, options, seed) => {
        // efficientnet_pytorch has no second family.
        fc.pre(!(name.includes('lukemelas') && spec.family === 'v2'));
        const model = built(spec, options, seed);
        const path = join(folder, String(count++));
        const back = await trip(model, path);
        expect(modelDescription(back)).toEqual({ spec, ...options });
        const before = outputs(model);
        const after = outputs(back);
        expect(after).toEqual(before);
        if (options.output === 'classes' && options.classifierActivation === 'softmax') {
          for (let row = 0; row < 2; row++) {
            const sum = after[0]
              .slice(row * spec.classes, (row + 1) * spec.classes)
              .reduce((total, value) => total + value, 0);
            expect(sum).toBeCloseTo(1, 5);
          }
        }
        model.dispose();
        back.dispose();
      }),
      { numRuns: 6, seed: 14 }
    );
  });
});

describe('what the caller asks for wins over what the file says', () => {
  const spec = scale({ base: B0_START, width: 0.25, depth: 0.5, resolution: 32, classes: 3 });
  const softmax = built(spec, { classifierActivation: 'softmax' }, 4);
  const path = join(folder, 'softmax.safetensors');
  const sums = (model: LayersModel): number => outputs(model)[0].reduce((sum, value) => sum + value, 0);

  it('in the activation and the output', async () => {
    await saveWeights(softmax, path);
    expect(sums(await loadEfficientNet(path))).toBeCloseTo(2, 5);
    const linear = await loadEfficientNet(path, { classifierActivation: 'linear' });
    const [logits] = outputs(linear);
    const [probabilities] = outputs(softmax);
    const odds = Math.log(probabilities[0] / probabilities[1]);
    expect(logits[0] - logits[1]).toBeCloseTo(odds, 4);
    const map = await loadEfficientNet(path, { output: 'map' });
    expect(map.outputs[0].shape).toEqual([null, 4, 4, spec.head.filters]);
  });

  it('in the network that it builds itself', async () => {
    const linear = buildEfficientNet(spec, { seed: 8 });
    await loadWeights(linear, path);
    expect(modelDescription(linear)?.classifierActivation).toBe('linear');
    expect(getWeightsByName(linear)).toEqual(getWeightsByName(softmax));
  });

  it('and features get a new classifier where classes are given', async () => {
    const features = join(folder, 'features.safetensors');
    await saveWeights(buildEfficientNet(spec, { output: 'pooled' }), features);
    const classifier = await loadEfficientNet(features, { classes: 5, classifierActivation: 'softmax' });
    expect(modelDescription(classifier)).toMatchObject({
      output: 'classes',
      classifierActivation: 'softmax'
    });
    expect(classifier.outputs[0].shape).toEqual([null, 5]);
    await expect(loadEfficientNet(features, { output: 'classes' })).rejects.toThrow('expected a classifier');
  });
});

it('a checkpoint goes on in no network that computes something else with its weights', async () => {
  const spec = scale({ base: B0_START, width: 0.25, depth: 0.5, resolution: 32, classes: 3 });
  const run = join(folder, 'run');
  const model = buildEfficientNet(spec, { classifierActivation: 'softmax' });
  await writeCheckpoint(run, model, atStart(model));
  const resume = (
    changes: object,
    options: BuildOptions = { classifierActivation: 'softmax' }
  ): Promise<unknown> => loadNewest(run, buildEfficientNet({ ...spec, ...changes }, options));
  await expect(resume({}, {})).rejects.toThrow('classifierActivation linear, expected softmax');
  await expect(resume({ padding: 'symmetric' })).rejects.toThrow('padding symmetric, expected same');
  await expect(resume({ preprocessing: 'unit' })).rejects.toThrow('preprocessing unit, expected none');
  await expect(resume({ normalizationEpsilon: 1e-5 })).rejects.toThrow(
    'normalizationEpsilon 0.00001, expected 0.001'
  );
  await expect(resume({ stochasticDepth: 0.1, name: 'other' })).resolves.toMatchObject({ warnings: [] });
});
