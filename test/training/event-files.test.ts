import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scale } from '../../kernel-helpers/src/analysis';
import { imageDataset, SeededOrder, splitDataset } from '../../kernel-helpers/src/data';
import { buildEfficientNet } from '../../kernel-helpers/src/model';
import { train, type TrainingEvent } from '../../kernel-helpers/src/training';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Points = Array<[step: number, value: number]>;

it("gives TensorFlow's own reader the values of every step and epoch", async () => {
  const random = new SeededOrder(1, 'pixels');
  const values = Uint8Array.from({ length: 64 * 64 }, () => random.below(256));
  const labels = { shape: [64], values: Uint8Array.from({ length: 64 }, (_, i) => i % 2) };
  const images = imageDataset('noise', { shape: [64, 8, 8], values }, labels, ['a', 'b']);
  const data = splitDataset('noise', images, images, { validation: 16, seed: 1 });
  const options = { inputChannels: 1, classes: 2, preprocessing: 'unit' } as const;
  const spec = scale({ width: 0.25, depth: 0.25, resolution: 32, ...options });
  const model = buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 1), head: { filters: 16 } });
  const steps: Array<Extract<TrainingEvent, { type: 'step' }>> = [];
  const { history } = await train(model, data, {
    epochs: 3,
    batchSize: 8,
    checkpointDir: folder,
    runName: 'run',
    logs: { tensorBoard: true, everySteps: 2 },
    onEvent: (event) => void (event.type === 'step' && steps.push(event))
  });

  const script = join(__dirname, 'read_events.py');
  const root = join(folder, 'run', 'tensorboard');
  const output = execFileSync(PYTHON, [script, root], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  const read = JSON.parse(output.trim().split('\n').at(-1) as string) as Record<
    string,
    Record<string, Points>
  >;

  const logged = steps.filter(({ step }) => step % 2 === 0);
  expect(logged).toHaveLength(9);
  const rounded = (points: Points): Points => points.map(([step, value]) => [step, Math.fround(value)]);
  const ofSteps = (key: 'loss' | 'accuracy' | 'learningRate'): Points =>
    rounded(logged.map((event) => [event.step, event[key]]));
  type Mean = 'loss' | 'accuracy' | 'validationLoss' | 'validationAccuracy' | 'learningRate';
  const ofEpochs = (key: Mean): Points =>
    rounded(history.map((record, i) => [6 * (i + 1), record[key] as number]));
  expect(read).toEqual({
    train: {
      loss: ofSteps('loss'),
      accuracy: ofSteps('accuracy'),
      step_learning_rate: ofSteps('learningRate'),
      epoch_loss: ofEpochs('loss'),
      epoch_accuracy: ofEpochs('accuracy'),
      learning_rate: ofEpochs('learningRate')
    },
    validation: { epoch_loss: ofEpochs('validationLoss'), epoch_accuracy: ofEpochs('validationAccuracy') }
  });
});
