import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingRun } from '../training';
import { thisProcess } from '../training/process-identity';
import { folderReport } from './run-folder';

const EPOCH = {
  epoch: 1,
  loss: 0.5,
  accuracy: 0.8,
  validationLoss: null,
  validationAccuracy: null,
  learningRate: 0.1,
  seconds: 3
};
const RUN: TrainingRun = {
  runId: 'r1',
  status: 'stopped',
  message: null,
  steps: 0,
  finalLoss: null,
  history: [],
  warnings: [],
  checkpoint: null,
  resumes: [],
  best: null,
  nonFinite: null,
  lossScale: null,
  seconds: 0,
  spec: null,
  facts: {}
};

describe('a run by its folder', () => {
  let runs: string;
  beforeEach(async () => {
    runs = await mkdtemp(join(tmpdir(), 'runs-'));
    await mkdir(join(runs, 'r1'));
  });
  afterEach(() => rm(runs, { recursive: true }));

  const record = (status: string, run: Partial<TrainingRun> = {}, more: object = {}): Promise<void> => {
    const format = { format: 'efficientnet-lab.run', version: 1, options: {}, machine: {} };
    const content = { ...format, status, run: { ...RUN, ...run }, ...more };
    return writeFile(join(runs, 'r1', 'run.json'), JSON.stringify(content));
  };
  const checkpoint = async (step: number): Promise<string> => {
    const folder = join(runs, 'r1', `step-${String(step).padStart(8, '0')}`);
    await mkdir(folder);
    return folder;
  };

  it('that finished says so', async () => {
    await record('finished', { steps: 200, history: [EPOCH], seconds: 12, warnings: ['slow'] });
    const newest = await checkpoint(200);
    expect(await folderReport(runs, 'r1')).toMatchObject({
      status: 'finished',
      step: 200,
      history: [EPOCH],
      checkpoint: newest,
      elapsedSeconds: 12,
      messages: ['slow']
    });
  });

  it('whose process ended before it did was broken off, at its newest checkpoint', async () => {
    await record('running');
    const newest = await checkpoint(150);
    expect(await folderReport(runs, 'r1')).toMatchObject({
      status: 'interrupted',
      step: 150,
      checkpoint: newest
    });
    await record('running', {}, { process: { ...thisProcess(), pid: 2 ** 22 + 1 } });
    expect(await folderReport(runs, 'r1')).toMatchObject({ status: 'interrupted', step: 150 });
  });

  it('that another process has in hand is running', async () => {
    await record('running', {}, { process: thisProcess() });
    expect(await folderReport(runs, 'r1')).toMatchObject({ status: 'running', step: 0, checkpoint: null });
  });

  it.each(['r2', '', '.', '..', '../r1', 'r1/../r1'])('is none under the name "%s"', async (name) => {
    await record('finished');
    expect(await folderReport(runs, name)).toBeNull();
  });

  it('is none when its record is damaged or of another run', async () => {
    await writeFile(join(runs, 'r1', 'run.json'), '{');
    expect(await folderReport(runs, 'r1')).toBeNull();
    await record('finished', { runId: 'other' });
    expect(await folderReport(runs, 'r1')).toBeNull();
  });
});
