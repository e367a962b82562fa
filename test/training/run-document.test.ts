import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../kernel-helpers/src/analysis';
import { thisMachine } from '../../kernel-helpers/src/evaluation';
import { getWeightsByName } from '../../kernel-helpers/src/model';
import { type CheckpointFiles, DISK } from '../../kernel-helpers/src/training/files';
import type { TrainingRun } from '../../kernel-helpers/src/training/record';
import { listRuns, loadRun } from '../../kernel-helpers/src/training/run-document';
import { smallData, smallModel } from '../../kernel-helpers/src/training/small.fixtures';
import { train, trainWithFiles } from '../../kernel-helpers/src/training/train';

const data = smallData();
const short = { epochs: 2, batchSize: 16, seed: 3, learningRate: 0.01 } as const;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a run's record", () => {
  it('is there from the start and whole at the end', async () => {
    const checkpointDir = join(folder, 'record');
    const states: Array<ReturnType<typeof loadRun>> = [];
    const model = smallModel();
    const run = await train(model, data, {
      ...short,
      checkpointDir,
      runName: 'first',
      onEvent: (event) => {
        if (event.type === 'step' && event.step === 1) {
          states.push(loadRun(join(checkpointDir, 'first')));
        }
      }
    });
    expect(await Promise.all(states)).toMatchObject([{ status: 'running', run: { steps: 0, history: [] } }]);
    const { status, run: told, options, machine } = await loadRun(join(checkpointDir, 'first'));
    expect(status).toBe('finished');
    expect(told).toEqual(run);
    expect(options).toMatchObject({ seed: 3, batchSize: 16, runName: 'first', earlyStopping: null });
    expect(machine).toEqual(thisMachine());
    expect(told.facts.dataFingerprint).toBe(data.fingerprint);
    expect(told.spec?.name).toBe('small');
  });

  it('is listed with others, a damaged one with its fault', async () => {
    const checkpointDir = join(folder, 'list');
    for (const runName of ['b', 'a']) {
      await train(smallModel(), data, { ...short, epochs: 1, checkpointDir, runName });
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await mkdir(join(checkpointDir, 'no run'));
    const good = await readFile(join(checkpointDir, 'a', 'run.json'), 'utf8');
    for (const [name, text] of [
      ['cut', good.slice(0, -20)],
      ['newer', good.replace('"version": 1', '"version": 2')],
      ['other', '[]']
    ]) {
      await mkdir(join(checkpointDir, name));
      await writeFile(join(checkpointDir, name, 'run.json'), text);
    }
    const listed = await listRuns(checkpointDir);
    expect(listed.filter(({ run }) => run).map(({ run }) => run?.run.runId)).toEqual(['b', 'a']);
    const problems = listed.flatMap(({ problem }) => problem ?? []);
    expect(problems.join()).toMatch(/no JSON.*version 2.*format undefined/s);
    await expect(loadRun(join(checkpointDir, 'newer'))).rejects.toMatchObject({ kind: 'unknown-version' });
    await expect(loadRun(join(checkpointDir, 'no run'))).rejects.toMatchObject({ kind: 'not-found' });
    await expect(listRuns(join(folder, 'nowhere'))).rejects.toMatchObject({ kind: 'not-found' });
  });
});

it('logs that cannot be written keep no checkpoint from being written', async () => {
  const replaced: CheckpointFiles['rename'] = async (from, to) => {
    if (to.endsWith('epochs.csv') && existsSync(to)) {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    }
    return DISK.rename(from, to);
  };
  const options = { ...short, checkpointDir: folder, runName: 'unlogged', logs: { csv: true } };
  const run = await trainWithFiles(smallModel(), data, options, { ...DISK, rename: replaced });
  expect(run).toMatchObject({ status: 'finished', steps: 8 });
  expect(run.warnings.join()).toMatch(/No logs up to step 4: .*no permission/);
  expect(await readdir(join(folder, 'unlogged'))).toContain('step-00000008');
});

describe('a run that goes on from its newest checkpoint', () => {
  const options = {
    ...short,
    epochs: 3,
    checkpointEverySteps: 1,
    keepCheckpoints: 5,
    resumeFrom: 'latest'
  } as const;
  const logs = { csv: true, everySteps: 1 };

  async function brokenOff(place: { checkpointDir: string; runName?: string }): Promise<string> {
    const abort = new AbortController();
    const run = await train(smallModel(), data, {
      ...options,
      ...place,
      logs,
      signal: abort.signal,
      onEvent: (event) => event.type === 'step' && event.step === 6 && abort.abort()
    });
    expect(run).toMatchObject({ status: 'stopped', steps: 6, resumes: [] });
    return run.runId;
  }

  async function tables(path: string): Promise<string[]> {
    const [epochs, steps] = ['epochs.csv', 'steps.csv'].map((name) => readFile(join(path, name), 'utf8'));
    // The last column of epochs is time.
    return [(await epochs).replace(/,[^,]*\r\n/g, '\r\n'), await steps];
  }

  it('passes over damaged ones, clears leftovers, and repeats no line of its logs', async () => {
    const [whole, checkpointDir] = [join(folder, 'whole'), join(folder, 'latest')];
    const expected = smallModel();
    await train(expected, data, { ...options, checkpointDir: whole, runName: 'ab', logs });
    const runId = await brokenOff({ checkpointDir });
    const path = join(checkpointDir, runId);
    const weights = join(path, 'step-00000006', 'weights.safetensors');
    await writeFile(weights, (await readFile(weights)).subarray(0, -1));
    await mkdir(join(path, '.writing-0123456789ab'));
    await writeFile(join(path, '.removing-0123456789ab'), '');
    // A line whose end was never written.
    await writeFile(join(path, 'steps.csv'), `${await readFile(join(path, 'steps.csv'), 'utf8')}7,2,0.`);

    const model = smallModel();
    const run = await train(model, data, { ...options, checkpointDir, logs });
    expect(run).toMatchObject({ runId, status: 'finished', steps: 12 });
    expect(run.resumes).toMatchObject([{ runId, step: 5 }]);
    expect(run.facts).toMatchObject({ resumedFrom: runId, resumedAtStep: 5 });
    expect(run.warnings.join()).toContain('Passed over a checkpoint');
    expect(getWeightsByName(model)).toEqual(getWeightsByName(expected));
    expect((await readdir(path)).filter((name) => name.startsWith('.'))).toEqual([]);
    const [one, other] = [await tables(path), await tables(join(whole, 'ab'))];
    expect(one[0].replaceAll(runId, 'ab')).toBe(other[0]);
    expect(one[1]).toBe(other[1]);
    expect(one[1].trimEnd().split('\r\n')).toHaveLength(13);
  });

  it.each([
    // At the end of an epoch, before its validation, and in the middle of the next.
    { options: { execution: 'eager' }, at: 4, written: 1 },
    { options: { thread: 'main', accumulationSteps: 2 }, at: 6, written: 2 },
    { options: { thread: 'worker', checkpointEverySeconds: 1e-9 }, at: 6, written: 6 }
  ] as const)('goes on exactly from step $at: $options', async ({ options: execution, at, written }) => {
    const settings = { ...short, ...execution, emaDecay: 0.9, augmentation: { shift: 1 } };
    const place = { checkpointDir: join(folder, 'exact'), runName: Object.values(execution).join(' ') };
    const whole = smallModel();
    const expected = await train(whole, data, { ...settings, checkpointDir: null });
    const abort = new AbortController();
    let checkpoints = 0;
    await train(smallModel(), data, {
      ...settings,
      ...place,
      signal: abort.signal,
      onEvent: ({ type, ...event }) => {
        checkpoints += type === 'checkpoint' ? 1 : 0;
        if (type === 'step' && 'step' in event && event.step === at) {
          abort.abort();
        }
      }
    });
    expect(checkpoints).toBe(written);
    const model = smallModel();
    const run = await train(model, data, { ...settings, ...place, resumeFrom: 'latest' });
    expect(getWeightsByName(model)).toEqual(getWeightsByName(whole));
    const means = ({ history }: TrainingRun): object[] =>
      history.map((record) => ({ ...record, seconds: 0 }));
    expect(means(run)).toEqual(means(expected));
  });

  it('goes another way only when it is asked to, and says so', async () => {
    const place = { checkpointDir: join(folder, 'options'), runName: 'one' };
    await brokenOff(place);
    const other = { ...options, ...place, learningRate: 0.02 };
    await expect(train(smallModel(), data, other)).rejects.toThrow(
      /got learningRate 0.01 → 0.02, .*\['learningRate'\]/
    );
    const run = await train(smallModel(), data, { ...other, acceptChanges: ['learningRate'] });
    expect(run.warnings.join()).toContain('now continues differently: learningRate 0.01 → 0.02');
  });

  it('begins anew without one, and takes no name twice', async () => {
    const place = { checkpointDir: join(folder, 'names'), runName: 'one' };
    const run = await train(smallModel(), data, { ...short, epochs: 1, ...place, resumeFrom: 'latest' });
    expect(run).toMatchObject({ runId: 'one', steps: 4, resumes: [] });
    const again = train(smallModel(), data, { ...short, epochs: 1, ...place });
    await expect(again).rejects.toMatchObject({ name: 'TrainingError', option: 'runName' });
  });

  it.each([
    ['runName', { runName: '../elsewhere' }],
    ['runName', { runName: '.hidden' }],
    ['checkpointEverySteps', { checkpointEverySteps: 0 }],
    ['checkpointEverySeconds', { checkpointEverySeconds: NaN }],
    ['logs.everySteps', { logs: { everySteps: 1.5 } }],
    ['checkpointDir', { checkpointDir: null, resumeFrom: 'latest' }],
    ['checkpointDir', { checkpointDir: null, logs: { csv: true } }]
  ])('refuses %s of %o', async (option, bad) => {
    await expect(
      train(smallModel(), data, { ...short, checkpointDir: folder, ...bad })
    ).rejects.toMatchObject({
      name: 'TrainingError',
      option
    });
  });
});

it('writes tables as RFC 4180 has them', () => {
  expect(csvLine(['plain', 'a,b', 'say "x"', 'two\nlines', 0.5, null])).toBe(
    'plain,"a,b","say ""x""","two\nlines",0.5,\r\n'
  );
});
