import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scale } from '../../kernel-helpers/src/analysis';
import { classifierOf } from '../../kernel-helpers/src/evaluation';
import { buildEfficientNet, pruneChannels } from '../../kernel-helpers/src/model';
import {
  compile,
  exportSavedModel,
  loadTensorFlow,
  randomUniform
} from '../../kernel-helpers/src/tensorflow';
import { GraphOptimizer, optimizerSettings } from '../../kernel-helpers/src/training/optimizer';
import { trainingProgram } from '../../kernel-helpers/src/training/program';

const tf = loadTensorFlow();
const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');

interface Answer {
  signatures: string[];
  outputs: Array<Record<string, number[]>>;
}

type Inputs = Record<string, { shape: number[]; dtype: string; values: number[] }>;

function inPython(folder: string, calls: Array<{ signature: string; inputs: Inputs }>): Answer {
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'saved_model.py')], {
    input: JSON.stringify({ folder, calls }),
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  });
  if (status !== 0) {
    throw new Error(`Python's side failed. Run \`npm run setup\`.\n${stderr}`);
  }
  return JSON.parse(stdout) as Answer;
}

function described(tensor: Tensor): Inputs[string] {
  return { shape: tensor.shape, dtype: tensor.dtype, values: [...tensor.dataSync()] };
}

const spec = scale({
  width: 0.25,
  depth: 0.25,
  resolution: 32,
  inputChannels: 3,
  classes: 5,
  preprocessing: 'unit'
});
const pixels = tf.mul(randomUniform([4, 32, 32, 3], [1, 2]), 255) as Tensor4D;
const labels = tf.tensor1d([0, 1, 2, 3], 'int32');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saved-model-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Largest difference over the largest value. */
function difference(actual: number[], expected: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(expected, Math.abs));
  return Math.max(...actual.map((value, i) => Math.abs(value - expected[i]))) / largest;
}

describe('Python loads what is exported and computes the same', () => {
  test('a network for inference, its weights as constants', () => {
    const model = buildEfficientNet(spec, { seed: 3 });
    const predict = compile((x) => model.apply(x, { training: false }) as Tensor, {
      inputs: [{ shape: [4, 32, 32, 3] }],
      name: 'predict'
    });
    const path = exportSavedModel(predict, join(folder, 'predict'));
    const answer = inPython(path, [{ signature: 'serving_default', inputs: { input_0: described(pixels) } }]);
    expect(answer.signatures).toEqual(['predict', 'serving_default']);
    expect(difference(answer.outputs[0].output_0, predict(pixels).dataSync())).toBeLessThan(1e-5);
    predict.dispose();
  });

  test('a pruned network', () => {
    const { model } = pruneChannels(buildEfficientNet(spec, { seed: 3 }), { block2a: [0, 7], block5a: [3] });
    const predict = compile((x) => model.apply(x, { training: false }) as Tensor, {
      inputs: [{ shape: [4, 32, 32, 3] }],
      name: 'predict'
    });
    const path = exportSavedModel(predict, join(folder, 'pruned'));
    const answer = inPython(path, [{ signature: 'predict', inputs: { input_0: described(pixels) } }]);
    expect(difference(answer.outputs[0].output_0, predict(pixels).dataSync())).toBeLessThan(1e-5);
    predict.dispose();
  });

  test('training with its state, over three steps from the state as it stood', () => {
    const classifier = classifierOf(buildEfficientNet(spec, { seed: 3 }));
    const update = { optimizer: optimizerSettings('adamw'), clipNorm: 1, emaDecay: 0.9 };
    const optimizer = new GraphOptimizer(classifier.model, update);
    const loss = { labelSmoothing: 0.1, accumulationSteps: 1 };
    const shapes = { train: [4, 32, 32, 3], evaluation: null } as const;
    const { state, train } = trainingProgram(classifier, optimizer, loss, {
      ...shapes,
      train: [...shapes.train]
    });
    const rate = tf.scalar(0.01);
    train(pixels, labels, rate);
    const path = exportSavedModel(state, join(folder, 'train'));
    const steps = Array.from({ length: 3 }, () => {
      const random = tf.tensor2d([...state.randomRows()], [state.streams.length, 2], 'int32');
      const inputs = { input_0: pixels, input_1: labels, input_2: rate, random };
      return {
        inputs: Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, described(tensor)])),
        loss: train(pixels, labels, rate).loss.dataSync()[0]
      };
    });
    const answer = inPython(
      path,
      steps.map(({ inputs }) => ({ signature: 'train', inputs }))
    );
    expect(answer.outputs.map(({ loss }) => loss).flat().length).toBe(3);
    // Python runs TensorFlow's own operations, this process ours: they round in another order, at every step.
    steps.forEach((step, i) =>
      expect(Math.abs(answer.outputs[i].loss[0] / step.loss - 1)).toBeLessThan(1e-4)
    );
    // The loss falls: the state changes from step to step.
    expect(new Set(steps.map((step) => step.loss)).size).toBe(3);
    state.dispose();
  });
});
