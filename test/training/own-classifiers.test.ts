import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitTemperature } from '../../kernel-helpers/src/analysis';
import {
  benchmarkLatency,
  compareModels,
  evaluate,
  gradCam,
  type GradCam,
  predictor
} from '../../kernel-helpers/src/evaluation';
import { buildEfficientNet, getWeightsByName } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';
import { recalibrateBatchNorm, train } from '../../kernel-helpers/src/training';
import { smallData, smallSpec } from '../../kernel-helpers/src/training/small.fixtures';

const tf = loadTensorFlow();
const data = smallData();
const spec = { ...smallSpec(), head: { filters: 16 } };

/** A classifier that a reader puts on our features: as logits, in three ways as probabilities, and behind a nested network. */
const WAYS = ['logits', 'softmax', 'softmax layer', 'nested softmax', 'nested features'] as const;
type Way = (typeof WAYS)[number];

function classifier(way: Way): LayersModel {
  const features = buildEfficientNet(spec, { seed: 1, output: 'pooled' });
  const [{ shape }] = features.outputs;
  const dense = tf.layers.dense({
    units: 2,
    name: 'own',
    activation: ['logits', 'softmax layer'].includes(way) ? 'linear' : 'softmax',
    kernelInitializer: tf.initializers.randomNormal({ stddev: 1, seed: 7 }),
    ...(way === 'nested softmax' ? { inputShape: shape.slice(1) } : {})
  });
  if (way === 'nested features') {
    return tf.sequential({ layers: [features, dense] });
  }
  const head = way === 'nested softmax' ? tf.sequential({ layers: [dense] }) : dense;
  const outputs = head.apply(features.outputs[0]) as SymbolicTensor;
  const last = way === 'softmax layer' ? (tf.layers.softmax().apply(outputs) as SymbolicTensor) : outputs;
  return tf.model({ inputs: features.inputs, outputs: last });
}

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void {
  expect(found.length).toBe(expected.length);
  const furthest = Array.from(found).reduce(
    (far, value, i) => Math.max(far, Math.abs(value - expected[i])),
    0
  );
  expect(furthest).toBeLessThan(tolerance);
}

const probabilitiesOf = ways('softmax', 'softmax layer', 'nested softmax');
function ways(...list: Way[]): Way[] {
  return list;
}

describe.each(['eager', 'compiled'] as const)(
  '%s: what a classifier gives as logits and as probabilities is one',
  (execution) => {
    const all = [...probabilitiesOf, 'nested features'] as const;
    const losses: Partial<Record<Way, number[]>> = {};
    const trained: Partial<Record<Way, LayersModel>> = {};

    beforeAll(async () => {
      for (const way of WAYS) {
        const model = classifier(way);
        const seen: number[] = [];
        const run = await train(model, data, {
          epochs: 2,
          batchSize: 24,
          learningRate: 0.02,
          labelSmoothing: 0.1,
          execution,
          checkpointDir: null,
          onEvent: (event) => event.type === 'step' && seen.push(event.loss)
        });
        seen.push(...run.history.map(({ validationLoss }) => validationLoss ?? NaN));
        [losses[way], trained[way]] = [seen, model];
      }
    });

    it.each(all)('%s: losses, step by step and in validation', (way) => {
      expectNear(losses[way] ?? [], losses.logits ?? [NaN]);
      expect(new Set(losses[way]).size).toBeGreaterThan(4);
    });

    it.each(all)(
      '%s: logits, probabilities, the temperature, and what the model itself says',
      async (way) => {
        const [first, second] = await Promise.all(
          [trained.logits, trained[way]].map(async (model) => {
            const network = predictor(model as LayersModel, { execution });
            const predictions = await network.predict(data.test);
            network.dispose();
            return predictions;
          })
        );
        expectNear(second.logits, first.logits);
        expectNear(second.probabilities, first.probabilities);
        const labels = [...data.test.labels];
        const [one, other] = [first, second].map(({ logits }) => fitTemperature(logits, labels).temperature);
        expect(Math.abs(other / one - 1)).toBeLessThan(1e-3);
        const pixels = tf.randomUniform([5, 32, 32, 1], 0, 255, 'float32', 2) as never;
        const network = predictor(trained[way] as LayersModel, { execution });
        const told = await network.predict(pixels);
        network.dispose();
        expectNear(told.probabilities, ((trained[way] as LayersModel).predict(pixels) as Tensor).dataSync());
      }
    );

    it.each(all)('%s: the evaluation', async (way) => {
      const [first, second] = await Promise.all(
        [trained.logits, trained[way]].map((model) =>
          evaluate(model as LayersModel, data.test, { execution })
        )
      );
      expect(second.confusion).toEqual(first.confusion);
      expectNear([second.loss, second.calibration.ece], [first.loss, first.calibration.ece]);
    });

    it.each(all)('%s: the comparison finds no difference', async (way) => {
      const { differing, images } = await compareModels(
        trained.logits as LayersModel,
        trained[way] as LayersModel,
        data.test,
        { execution }
      );
      expect([differing, images]).toEqual([[], 40]);
    });
  }
);

it.each(probabilitiesOf)('%s: Grad-CAM explains the logits', async (way) => {
  const explained: GradCam[] = [];
  for (const model of [classifier('logits'), classifier(way)]) {
    explained.push(await gradCam(model, data.test, { classes: 1, layer: 'top_activation' }));
  }
  const [first, second] = explained;
  expectNear(second.maps, first.maps, 1e-4);
  expectNear(second.probabilities, first.probabilities);
  expect(Math.max(...first.maps)).toBe(1);
});

it.each(probabilitiesOf)('%s: recalibrated statistics and timed steps', async (way) => {
  const [logits, probabilities] = [classifier('logits'), classifier(way)];
  for (const model of [logits, probabilities]) {
    await recalibrateBatchNorm(model, data.train, { batchSize: 24 });
    await benchmarkLatency(model, { batchSizes: [1], runs: 1, warmUp: 0 });
  }
  const values = (model: LayersModel): number[] =>
    model
      .getLayer('top_bn')
      .getWeights()
      .flatMap((weight) => [...weight.dataSync()]);
  expectNear(values(probabilities), values(logits));
});

it('nested features, too, go on from a checkpoint as if there had been no pause', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nested-test-'));
  const options = { batchSize: 24, seed: 2, schedule: 'constant', checkpointDir: folder } as const;
  try {
    const [whole, first, resumed] = ways('nested features', 'nested features', 'nested features').map(
      classifier
    );
    await train(whole, data, { ...options, epochs: 2 });
    const { runId } = await train(first, data, { ...options, epochs: 1 });
    await train(resumed, data, { ...options, epochs: 2, resumeFrom: join(folder, runId) });
    expect(getWeightsByName(resumed)).toEqual(getWeightsByName(whole));
    expect(getWeightsByName(first)).not.toEqual(getWeightsByName(whole));
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a network whose layers do not tell is asked about at every door', async () => {
  const model = classifier('logits');
  const relu = tf.model({
    inputs: model.inputs,
    outputs: tf.layers.activation({ activation: 'relu' }).apply(model.outputs[0]) as SymbolicTensor
  });
  const asked = /outputs of relu .* set outputs: 'logits'/;
  const outputs = 'logits' as const;
  expect(() => predictor(relu)).toThrow(asked);
  predictor(relu, { outputs }).dispose();
  await expect(evaluate(relu, data.test)).rejects.toThrow(asked);
  await evaluate(relu, data.test, { outputs });
  await expect(compareModels(model, relu, data.test)).rejects.toThrow(asked);
  await compareModels(model, relu, data.test, { outputs: [undefined, outputs] });
  await expect(gradCam(relu, data.test)).rejects.toThrow(asked);
  await gradCam(relu, data.test, { outputs, layer: 'top_activation' });
  await expect(benchmarkLatency(relu)).rejects.toThrow(asked);
  await benchmarkLatency(relu, { outputs, batchSizes: [1], runs: 1, warmUp: 0 });
  await expect(recalibrateBatchNorm(relu, data.train)).rejects.toThrow(asked);
  await recalibrateBatchNorm(relu, data.train, { outputs });
  for (const execution of ['eager', 'compiled'] as const) {
    const options = { execution, checkpointDir: null };
    await expect(train(relu, data, options)).rejects.toThrow(asked);
    expect((await train(relu, data, { ...options, outputs })).status).toBe('finished');
  }
});
