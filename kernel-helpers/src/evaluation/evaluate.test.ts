import { beforeAll, describe, expect, it } from 'vitest';
import { calibration, wilsonInterval } from '../analysis';
import { imageDataset, type ImageDataset } from '../data';
import { loadTensorFlow, type TensorFlow } from '../tensorflow';
import { evaluate } from './evaluate';

let tf: TensorFlow;
beforeAll(() => {
  tf = loadTensorFlow();
});

/** A network whose logits are its three pixels: what it answers is known in advance. */
function mirror(scale: number): ReturnType<TensorFlow['sequential']> {
  const model = tf.sequential();
  model.add(tf.layers.flatten({ inputShape: [2, 2, 1] }));
  model.add(tf.layers.dense({ units: 3, useBias: false }));
  const select = tf.tensor2d([scale, 0, 0, 0, scale, 0, 0, 0, scale, 0, 0, 0], [4, 3]);
  model.layers[1].setWeights([select]);
  return model;
}

function dataset(pixels: number[][], labels: number[]): ImageDataset {
  const images = { shape: [labels.length, 2, 2], values: Uint8Array.from(pixels.flat()) };
  const truths = { shape: [labels.length], values: Uint8Array.from(labels) };
  return imageDataset('mirror', images, truths, ['a', 'b', 'c']);
}

const five = dataset(
  [
    [2, 0, 0, 0],
    [0, 2, 0, 0],
    [0, 0, 2, 0],
    [3, 0, 0, 9],
    [0, 5, 0, 0]
  ],
  [0, 1, 2, 1, 2]
);

describe.each(['compiled', 'eager'] as const)('evaluate, %s', (execution) => {
  it('counts right answers, confusions and the most confident mistakes', async () => {
    const result = await evaluate(mirror(1), five, { batchSize: 2, execution });
    expect(result.top1).toBe(3 / 5);
    expect(result.top1Interval).toEqual(wilsonInterval(3, 5));
    expect(result.top5).toBeNull();
    expect(result.confusion).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 1]
    ]);
    expect(result.mistakes.map(({ index }) => index)).toEqual([4, 3]);
    const [worst] = result.mistakes;
    expect(worst).toMatchObject({ truth: 2, predicted: 1 });
    // softmax(0, 5, 0)
    expect(worst.confidence).toBeCloseTo(Math.exp(5) / (Math.exp(5) + 2), 6);
    expect([...Buffer.from(worst.image.base64, 'base64')]).toEqual([0, 5, 0, 0]);
    const ln = (top: number, right: number): number => Math.log(Math.exp(top) + 2) - right;
    const losses = [ln(2, 2), ln(2, 2), ln(2, 2), ln(3, 0), ln(5, 0)];
    expect(result.loss).toBeCloseTo(losses.reduce((a, b) => a + b) / 5, 5);
    expect(result.perClass[1]).toEqual({ name: 'b', images: 2, recall: 1 / 2, precision: 1 / 2, f1: 1 / 2 });
    // 2·TP / (images of the class + answers of the class)
    expect(result.macroF1).toBeCloseTo((2 / 3 + 1 / 2 + 2 / 3) / 3, 12);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('gives the same counts in any batch size, reports progress and leaves no tensors', async () => {
    const model = mirror(1);
    const before = tf.memory().numTensors;
    const done: number[] = [];
    const whole = await evaluate(model, five, { onProgress: (n) => done.push(n), batchSize: 3, execution });
    expect(done).toEqual([3, 5]);
    expect((await evaluate(model, five, { execution })).confusion).toEqual(whole.confusion);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('repeats its numbers to the last digit and reads the weights of the moment', async () => {
    const model = mirror(1);
    const first = await evaluate(model, five, { execution, batchSize: 3 });
    expect((await evaluate(model, five, { execution, batchSize: 3 })).loss).toBe(first.loss);
    model.setWeights(mirror(2).getWeights());
    const second = await evaluate(model, five, { execution, batchSize: 3 });
    // softmax(0, 10, 0)
    expect(second.mistakes[0].confidence).toBeCloseTo(Math.exp(10) / (Math.exp(10) + 2), 6);
  });

  it('keeps other mistakes as examples, and none where no mistake is kept', async () => {
    const places = async (options: Parameters<typeof evaluate>[2]): Promise<number[][]> => {
      const { mistakes, examples } = await evaluate(mirror(1), five, { ...options, execution });
      return [mistakes, examples].map((list) => list.map(({ index }) => index));
    };
    expect(await places({ mistakes: 1 })).toEqual([[4], [3]]);
    expect(await places({ mistakes: 1, examples: 0 })).toEqual([[4], []]);
    expect(await places({ mistakes: 0, examples: 5 })).toEqual([[], [4, 3]]);
    expect(await places({ mistakes: 0 })).toEqual([[], []]);
  });

  it('ends when aborted', async () => {
    const abort = new AbortController();
    const attempt = evaluate(mirror(1), five, {
      batchSize: 1,
      execution,
      signal: abort.signal,
      onProgress: () => abort.abort()
    });
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses outputs that are not finite, other class counts and odd options', async () => {
    await expect(evaluate(mirror(NaN), five, { execution })).rejects.toMatchObject({
      name: 'EvaluationError'
    });
    const two = { ...five, labels: five.labels.map((label) => label % 2), classes: ['a', 'b'] };
    await expect(evaluate(mirror(1), two)).rejects.toMatchObject({ field: 'model' });
    await expect(evaluate(mirror(1), five, { mistakes: -1 })).rejects.toMatchObject({ field: 'mistakes' });
    await expect(evaluate(mirror(1), five, { examples: 0.5 })).rejects.toMatchObject({ field: 'examples' });
    await expect(evaluate(mirror(1), five, { batchSize: 0 })).rejects.toMatchObject({ kind: 'bad-batch' });
    await expect(evaluate(mirror(1), five, { execution: 'graph' as never })).rejects.toThrow(
      'execution: got graph, expected compiled or eager'
    );
  });
});

it('tells calibration as from all probabilities at once', async () => {
  const { calibration: found } = await evaluate(mirror(1), five, { batchSize: 2 });
  const shares = [
    [2, 0, 0],
    [0, 2, 0],
    [0, 0, 2],
    [3, 0, 0],
    [0, 5, 0]
  ].flatMap((logits) => {
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    return logits.map((logit) => Math.exp(logit) / sum);
  });
  const expected = calibration(shares, five.labels);
  expect(found.ece).toBeCloseTo(expected.ece, 6);
  expect(found.brier).toBeCloseTo(expected.brier, 6);
  expect(found.bins.map(({ images }) => images)).toEqual(expected.bins.map(({ images }) => images));
});

it('counts the same whether compiled or eager when the choice is left to it', async () => {
  const values = Array.from({ length: 40 }, (_, i) => [i % 3, i % 5, i % 7, 0]);
  const forty = dataset(
    values,
    values.map((_, i) => i % 3)
  );
  const chosen = await evaluate(mirror(1), forty, { batchSize: 16 });
  const eager = await evaluate(mirror(1), forty, { batchSize: 16, execution: 'eager' });
  expect(chosen.confusion).toEqual(eager.confusion);
  expect(chosen.loss).toBeCloseTo(eager.loss, 6);
});

it('counts true classes among the five most likely, the first ones where all are equal', async () => {
  const model = tf.sequential();
  model.add(tf.layers.flatten({ inputShape: [2, 2, 1] }));
  model.add(tf.layers.dense({ units: 7, kernelInitializer: 'zeros' }));
  const images = { shape: [7, 2, 2], values: new Uint8Array(28) };
  const truths = { shape: [7], values: Uint8Array.from([0, 1, 2, 3, 4, 5, 6]) };
  const seven = imageDataset('equal', images, truths, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  const result = await evaluate(model, seven, { execution: 'eager' });
  expect(result).toMatchObject({ top1: 1 / 7, top5: 5 / 7 });
});
