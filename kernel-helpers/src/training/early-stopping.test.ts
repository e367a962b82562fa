import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../evaluation';
import { getWeightsByName } from '../model';
import type { EpochRecord } from '../views/training-monitor';
import { loadCheckpoint } from './checkpoint';
import { EarlyStopper, earlyStoppingOf } from './early-stopping';
import { smallData, smallModel } from './small.fixtures';
import { train } from './train';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'early-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Feeds losses epoch by epoch. @returns The epoch after which it stops, and the best one. */
function stopped(losses: number[], options: object): { at: number | null; best: number | undefined } {
  const stopper = new EarlyStopper(earlyStoppingOf(options));
  let at: number | null = null;
  losses.forEach((loss, i) => {
    if (at === null) {
      const record = { epoch: i + 1, validationLoss: loss, validationAccuracy: 1 - loss } as EpochRecord;
      stopper.observe(record, i);
      at = stopper.exhausted ? i + 1 : null;
    }
  });
  return { at, best: stopper.state.best?.epoch };
}

describe('early stopping', () => {
  const losses = [0.9, 0.5, 0.6, 0.49, 0.7, 0.7, 0.7];

  it.each([
    [{ patience: 1 }, { at: 3, best: 2 }],
    [{ patience: 2 }, { at: 6, best: 4 }],
    [
      { patience: 2, monitor: 'validationAccuracy' },
      { at: 6, best: 4 }
    ],
    [
      { patience: 2, minDelta: 0.05 },
      { at: 4, best: 2 }
    ],
    [{ patience: 9 }, { at: null, best: 4 }]
  ])('with %o', (options, expected) => {
    expect(stopped(losses, options)).toEqual(expected);
  });

  it('takes what is not finite as no better', () => {
    expect(stopped([NaN, 0.5, NaN, NaN], { patience: 2 })).toEqual({ at: 4, best: 2 });
  });

  const data = smallData();
  // So high a rate that later epochs are worse.
  const options = { epochs: 30, batchSize: 16, seed: 3, learningRate: 0.3, schedule: 'constant' } as const;

  it.each([null, 0.5])('ends a run with the best weights, as scored (average %s)', async (emaDecay) => {
    const model = smallModel();
    const earlyStopping = { patience: 3 };
    const run = await train(model, data, { ...options, emaDecay, earlyStopping, checkpointDir: folder });
    const values = run.history.map(({ validationLoss }) => validationLoss as number);
    const best = values.indexOf(Math.min(...values)) + 1;
    expect(run).toMatchObject({ status: 'finished', best: { epoch: best, step: 4 * best } });
    expect(run.history).toHaveLength(best + 3);
    expect(run.message).toContain(`Stopped early after epoch ${best + 3}`);
    const kept = (await readdir(join(folder, run.runId))).filter((name) => name.startsWith('best-'));
    expect(kept).toEqual([`best-${String(4 * best).padStart(8, '0')}`]);
    const loaded = await loadCheckpoint(join(folder, run.runId, kept[0]));
    expect(getWeightsByName(model)).toEqual(getWeightsByName(loaded.model));
    expect((await evaluate(model, data.validation!)).loss).toBeCloseTo(values[best - 1], 5);

    // Going on with a run that stopped early gives the same, without a step.
    const again = smallModel();
    const resumeFrom = 'latest';
    const place = { checkpointDir: folder, runName: run.runId, resumeFrom };
    const same = await train(again, data, { ...options, emaDecay, earlyStopping, ...place });
    expect(same).toMatchObject({ runId: run.runId, status: 'finished', steps: run.steps, best: run.best });
    expect(getWeightsByName(again)).toEqual(getWeightsByName(model));
  });

  it('leaves the last weights when asked to', async () => {
    const last = smallModel();
    const earlyStopping = { patience: 3, restoreBest: false };
    const run = await train(last, data, { ...options, earlyStopping, checkpointDir: folder });
    const loaded = await loadCheckpoint(join(folder, run.runId));
    expect(loaded.run.steps).toBe(run.steps);
    expect(getWeightsByName(last)).toEqual(getWeightsByName(loaded.model));
  });

  it.each([
    ['earlyStopping.patience', { patience: 0 }],
    ['earlyStopping.minDelta', { minDelta: -1 }],
    ['earlyStopping.monitor', { monitor: 'loss' as 'validationLoss' }]
  ])('refuses %s of %o', async (option, earlyStopping) => {
    const attempt = train(smallModel(), data, { ...options, earlyStopping });
    await expect(attempt).rejects.toMatchObject({ name: 'TrainingError', option });
  });

  it('needs validation images', async () => {
    const attempt = train(smallModel(), { ...data, validation: null }, { ...options, earlyStopping: {} });
    await expect(attempt).rejects.toMatchObject({ name: 'TrainingError', option: 'earlyStopping' });
  });
});
