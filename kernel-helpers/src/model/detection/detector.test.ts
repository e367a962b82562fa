import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { anchorBoxes, type DetectorSpec, efficientDet, neckPlan, summarizeDetector } from '../../analysis';
import { loadTensorFlow } from '../../tensorflow';
import { customLayers } from '../layers';
import { getWeightsByName } from '../weights';
import { buildDetector } from './detector';

const tf = loadTensorFlow();

function small(detector: DetectorSpec['fpnRepeats'] = 2): DetectorSpec {
  return efficientDet('d0', {
    resolution: 64,
    classes: 3,
    detector: { fpnChannels: 16, fpnRepeats: detector, headRepeats: 1, maxLevel: 6 }
  });
}

function counted(model: LayersModel, part: RegExp): { params: number; statistics: number } {
  let params = 0;
  let statistics = 0;
  for (const [name, { values }] of Object.entries(getWeightsByName(model))) {
    if (part.test(name)) {
      params += name.includes('/moving_') ? 0 : values.length;
      statistics += name.includes('/moving_') ? values.length : 0;
    }
  }
  return { params, statistics };
}

describe('a small detector', () => {
  const spec = small();
  const model = buildDetector(spec, { seed: 1 });
  afterAll(() => model.dispose());

  it('has the weights that its report counts', () => {
    const { backbone, neck, classHead, boxHead } = summarizeDetector(spec);
    const parts = [/^(stem|block)/, /^(p\d|bifpn)/, /^class_/, /^box_/].map((part) => counted(model, part));
    expect(parts).toEqual(
      [backbone, neck, classHead, boxHead].map(({ params, statistics }) => ({ params, statistics }))
    );
  });

  it('answers for every anchor, and begins by seeing nothing', () => {
    const x = tf.randomUniform([2, 64, 64, 3], 0, 255, 'float32', 1);
    const [logits, offsets] = model.predict(x) as Tensor[];
    const anchors = anchorBoxes(spec).length / 4;
    expect([logits.shape, offsets.shape]).toEqual([
      [2, anchors, 3],
      [2, anchors, 4]
    ]);
    const probability = tf.mean(tf.sigmoid(logits)).dataSync()[0];
    expect(probability).toBeGreaterThan(0.005);
    expect(probability).toBeLessThan(0.02);
  });

  it('survives saving and loading', async () => {
    let saved: Parameters<Parameters<typeof tf.io.withSaveHandler>[0]>[0] | null = null;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
      })
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved as never));
    const x = tf.randomUniform([1, 64, 64, 3], 0, 255, 'float32', 2);
    const [a, b] = [model, loaded].map((each) => [...(each.predict(x) as Tensor[])[0].dataSync()]);
    expect(b).toEqual(a);
  });
});

it('every node of the plan is a layer with its maps in their order', () => {
  const spec = small(1);
  const model = buildDetector(spec);
  for (const { name, inputs } of neckPlan(spec).nodes) {
    const entering = model.getLayer(`${name}_fusion`).input;
    expect(Array.isArray(entering) ? entering.length : 1).toBe(inputs.length);
  }
});

it('a fusion weighs its maps by shares of positive weights', () => {
  const layer = new (customLayers().WeightedSum)({ name: 'fusion' });
  const maps = [2, 4, 8].map((value) => tf.fill([1, 1, 1, 1], value));
  layer.apply(maps);
  layer.setWeights([tf.tensor1d([1, -5, 3])]);
  const [value] = (layer.apply(maps) as Tensor).dataSync();
  expect(value).toBeCloseTo((1 * 2 + 3 * 8) / (4 + 1e-4), 5);
});
