import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { classCounts } from '../data';
import { classifierOf, logitsOf } from '../evaluation';
import { buildEfficientNet } from '../model';
import { loadTensorFlow } from '../tensorflow';
import { lossAndGradients } from './gradients';
import { FlatOptimizer } from './optimizer';
import type { TrainingOptions } from './options';
import { settingsOf } from './settings';
import { smallData, smallModel, smallSpec } from './small.fixtures';
import { train } from './train';

const tf = loadTensorFlow();
const short: TrainingOptions = {
  batchSize: 16,
  checkpointDir: null,
  accumulationSteps: 2,
  augmentation: { mixUp: 0.4, cutMix: 1 },
  classWeights: [2, 0.5]
};

it('images mixed with their labels give the same losses however steps are computed', async () => {
  const losses = async (more: TrainingOptions): Promise<number[]> => {
    const found: number[] = [];
    const onEvent: TrainingOptions['onEvent'] = (event) => event.type === 'step' && found.push(event.loss);
    await train(smallModel(), smallData(), { ...short, ...more, onEvent });
    return found;
  };
  const worker = await losses({});
  expect(await losses({ thread: 'main' })).toEqual(worker);
  const eager = await losses({ execution: 'eager' });
  eager.forEach((loss, i) => expect(loss).toBeCloseTo(worker[i], 4));
});

it('the loss is the cross-entropy with labels mixed by their shares, weighted by class', () => {
  const still = { ...smallSpec(), head: { filters: 16 }, dropout: 0, stochasticDepth: 0 };
  const classifier = classifierOf(buildEfficientNet(still, { seed: 1 }));
  const { weights } = new FlatOptimizer(classifier.model, settingsOf({}));
  const images = tf.randomUniform([4, 32, 32, 1], 0, 255, 'float32', 1) as Tensor4D;
  const shares = [0.7, 0.2, 1, 0.5];
  const [own, other] = [
    [0, 1, 1, 0],
    [0, 0, 1, 1]
  ];
  const labels = tf.tensor1d(own, 'int32');
  const mixing = { labels: tf.tensor1d(other, 'int32'), share: tf.tensor1d(shares) };
  const classWeights = [3, 0.5];
  const settings = { labelSmoothing: 0, accumulationSteps: 1, classWeights };
  const loss = tf.tidy(
    () => lossAndGradients(classifier, weights, { images, labels, mixing }, settings).loss
  );
  const targets = shares.map((share, i) =>
    [0, 1].map((c) => classWeights[c] * (share * +(own[i] === c) + (1 - share) * +(other[i] === c)))
  );
  const expected = tf.tidy(() => {
    const logits: Tensor2D = logitsOf(classifier, images, { training: true });
    const each = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(targets)), 1)) as Tensor1D;
    return tf.mean(each);
  });
  expect(loss.dataSync()[0]).toBeCloseTo(expected.dataSync()[0], 5);
});

it('class weights are named, or given for each class', () => {
  const { train: images } = smallData();
  const counts = classCounts(images);
  const expected = counts.map((count) => images.labels.length / (2 * count));
  expect(settingsOf({ classWeights: 'balanced' }, images).classWeights).toEqual(expected);
  expect(() => settingsOf({ classWeights: [1, 2, 3] }, images)).toThrow(/got 3 numbers, expected 2/);
  expect(() => settingsOf({ classWeights: [1, -1] }, images)).toThrow(/classWeights\[1\]/);
  expect(() => settingsOf({ classWeights: [0, 0] }, images)).toThrow(/got zeros alone, expected one above 0/);
});
