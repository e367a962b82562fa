import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readSweep, startSweep, type SweepRequest } from '../../kernel-helpers/src/search';
import { Coordinator, gone, smallSweep, writeImages } from './small-sweep';

let root: string;
let images: string;
let count = 0;
const newFolder = (): string => join(root, `sweep ${++count}`);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'limits-'));
  images = join(root, 'images');
  writeImages(images);
});
afterAll(() => rm(root, { recursive: true }));

/** Two networks, one rung. */
function shortSweep(changes: Partial<SweepRequest> = {}): SweepRequest {
  const small = smallSweep(images);
  const candidates = { ...small.candidates, most: 2 } as SweepRequest['candidates'];
  return { ...small, candidates, rungs: [1], training: { epochs: 1, batchSize: 16 }, ...changes };
}

const longSweep = (changes: Partial<SweepRequest> = {}): SweepRequest =>
  shortSweep({ rungs: [5000], training: { epochs: 5000, batchSize: 16 }, ...changes });

/** Kinds of the failures of a sweep that went on to its end. */
async function failuresOf(request: SweepRequest): Promise<string[]> {
  const folder = newFolder();
  const coordinator = new Coordinator(folder, request);
  await coordinator.ended;
  expect(coordinator.lines.at(-1)).toMatchObject({ type: 'end', status: 'finished' });
  const failures = (await readSweep(folder)).failures();
  for (const { trial, failure } of failures) {
    expect(failure.message.length).toBeGreaterThan(10);
    expect(existsSync(join(folder, 'runs', trial.id, 'trial.log'))).toBe(true);
  }
  return failures.map(({ failure }) => failure.kind);
}

describe('a trial', () => {
  it.each([
    ['diverges', { optimizer: 'sgd', learningRate: 1000 }, {}, 'diverged'],
    ['takes more memory than it may', { epochs: 5000 }, { bytes: 100_000_000 }, 'memory'],
    ['takes longer than it may', { epochs: 5000 }, { seconds: 0.5 }, 'time'],
    ['is not heard of', { epochs: 5000 }, { quietSeconds: 0.2 }, 'hung']
  ])('that %s is told to have, and the sweep goes on', async (_, training, trial, kind) => {
    const options = { epochs: 2, batchSize: 16, ...training };
    const request = shortSweep({
      training: options as SweepRequest['training'],
      rungs: [options.epochs],
      trial
    });
    expect(await failuresOf(request)).toEqual([kind, kind]);
  });

  it('whose process dies again and again has crashed, with the end of its log', async () => {
    const folder = newFolder();
    const coordinator = new Coordinator(folder, longSweep({ trial: { retries: 1 } }), { places: 1 });
    const killed = new Set<number>();
    // Before it writes a checkpoint, it has come no further.
    while (coordinator.isRunning && !coordinator.lines.some(({ status }) => status === 'failed')) {
      coordinator
        .trials()
        .filter((pid) => !killed.has(pid))
        .forEach((pid) => {
          killed.add(pid);
          process.kill(pid, 'SIGKILL');
        });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(killed.size).toBeGreaterThanOrEqual(2);
    expect(coordinator.lines.find(({ status }) => status === 'failed')).toMatchObject({
      kind: 'crashed',
      message: expect.stringMatching(/SIGKILL, 2 times in a row\. Its log .*trial\.log/) as string
    });
    coordinator.process.kill('SIGTERM');
    await coordinator.ended;
  });
});

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

describe.skipIf(process.platform !== 'linux')('trials with GPUs', () => {
  it('see one each, which no other sees at the time', async () => {
    const names = ['GPU-first', 'GPU-second'];
    const request = longSweep({
      trial: { retries: 0 },
      candidates: { ...smallSweep(images).candidates, most: 4 } as SweepRequest['candidates']
    });
    // Without a GPU TensorFlow finds none by these names, and trains on processors.
    const coordinator = new Coordinator(newFolder(), request, { places: undefined, gpus: names });
    /** By processes that have begun, and not ended: one that is made has its parent's environment at first. */
    const seen = (): Map<number, string> =>
      new Map(
        coordinator.trials().flatMap((pid) => {
          const gpu = /CUDA_VISIBLE_DEVICES=([^\0]*)/.exec(environmentOf(pid))?.[1];
          return gpu !== undefined && names.includes(gpu) ? [[pid, gpu] as const] : [];
        })
      );
    await coordinator.until(({ type }) => type === 'progress');
    const before = seen();
    expect([...before.values()].sort()).toEqual(names);
    // Who comes after one that ended has its GPU.
    const [[first, gpu]] = before;
    process.kill(first, 'SIGKILL');
    let after = before;
    while (after.has(first) || after.size < 2) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      after = seen();
    }
    expect([...after.values()].sort()).toEqual(names);
    expect([...after].find(([pid]) => !before.has(pid))?.[1]).toBe(gpu);
    coordinator.process.kill('SIGTERM');
    await coordinator.ended;
  });
});

describe('a sweep', () => {
  it('that is cancelled leaves no process, and goes on when it is started again', async () => {
    const folder = newFolder();
    const first = new Coordinator(folder, longSweep());
    await first.until(({ type }) => type === 'progress');
    const trials = first.trials();
    expect(trials).toHaveLength(2);
    first.process.kill('SIGTERM');
    await first.ended;
    expect(first.lines.at(-1)).toMatchObject({ type: 'end', status: 'cancelled' });
    expect(await gone(trials, 1)).toEqual([]);
    const before = await readSweep(folder);
    const steps = before.candidates.map(({ trials: [trial] }) => before.trial(trial).steps);
    expect(Math.max(...steps)).toBeGreaterThan(0);
  });

  it('that is cancelled while a trial’s process still loads does not wait for its first step', async () => {
    const folder = newFolder();
    // It stands still at first, for less than a trial that has begun is given to end.
    const standing = join(root, 'standing.cjs');
    writeFileSync(standing, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);');
    vi.stubEnv('NODE_OPTIONS', `--require "${standing}"`);
    let log = '';
    const sweep = await startSweep(longSweep(), {
      folder,
      places: 1,
      onEvent: (event) => {
        log = event.type === 'trial' ? join(folder, 'runs', event.trial.id, 'trial.log') : log;
      }
    });
    while (!existsSync(log)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    vi.unstubAllEnvs();
    expect(await sweep.cancel()).toBe('cancelled');
    // Its run would have a folder with files of its own.
    expect(readdirSync(dirname(log))).toEqual(['trial.log']);
  });

  it('whose coordinator is killed leaves no process, also where a trial’s own thread is busy', async () => {
    const request = longSweep({ training: { epochs: 5000, batchSize: 16, execution: 'eager' } });
    const coordinator = new Coordinator(newFolder(), request);
    await coordinator.until(({ type }) => type === 'progress');
    const trials = coordinator.trials();
    expect(trials.length).toBeGreaterThan(0);
    coordinator.process.kill('SIGKILL');
    expect(await gone(trials, 30)).toEqual([]);
  });

  it('is refused a folder in which another process runs one', async () => {
    const folder = newFolder();
    const first = new Coordinator(folder, longSweep());
    await first.until(({ status }) => status === 'running');
    const second = new Coordinator(folder, longSweep());
    await second.ended;
    expect(second.lines).toEqual([
      expect.objectContaining({
        type: 'error',
        fault: 'in-use',
        message: expect.stringContaining(`process ${first.process.pid}`) as string
      })
    ]);
    first.process.kill('SIGTERM');
    await first.ended;
  });

  it('ends where no trial can load the data, or it has other classes than the networks', async () => {
    const [missing, other] = [shortSweep(), shortSweep()];
    missing.data = { loader: 'mnist', options: { folder: join(root, 'nowhere') } };
    (other.candidates as { network: object }).network = { inputChannels: 1, classes: 7 };
    const coordinators = [missing, other].map((request) => new Coordinator(newFolder(), request));
    await Promise.all(coordinators.map(({ ended }) => ended));
    const [noFiles, tooMany] = coordinators.map(({ lines }) => lines.at(-1));
    expect(noFiles).toMatchObject({
      type: 'error',
      fault: 'data',
      message: expect.stringContaining('nowhere') as string
    });
    expect(tooMany).toMatchObject({
      fault: 'data',
      message: expect.stringMatching(/10 classes.*classes: 10/) as string
    });
  });

  it('ends where nothing more can be written, says so, and goes on when it can', async () => {
    const folder = newFolder();
    // Without graphs, which are written to files too.
    const request = shortSweep({ training: { epochs: 1, batchSize: 16, execution: 'eager' } });
    const full = new Coordinator(folder, request, {}, 'ulimit -f 16');
    await full.ended;
    expect(full.lines.at(-1)).toMatchObject({
      type: 'error',
      fault: 'disk',
      message: expect.stringMatching(/EFBIG.*start the sweep again/) as string
    });
    const free = new Coordinator(folder, request);
    await free.ended;
    expect(free.lines.at(-1)).toMatchObject({ type: 'end', status: 'finished' });
  });

  it('refuses run folders that were edited, or belong to another run', async () => {
    const folder = newFolder();
    await new Coordinator(folder, shortSweep()).ended;
    const state = await readSweep(folder);
    const [
      {
        trials: [trial]
      }
    ] = state.candidates;
    const runFile = join(folder, 'runs', trial.id, 'run.json');
    const text = readFileSync(runFile, 'utf8');
    const { validationAccuracy } = state.trial(trial).history[0];
    writeFileSync(
      runFile,
      text.replace(`"validationAccuracy": ${validationAccuracy}`, '"validationAccuracy": 1')
    );
    await expect(readSweep(folder)).rejects.toThrow(
      /a history in run\.json that is not the one of the checkpoint/
    );
    writeFileSync(runFile, text);
    const manifest = join(folder, 'runs', trial.id, 'step-00000012', 'checkpoint.json');
    const sealed = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, sealed.replace('"seed": 1', '"seed": 2'));
    await expect(readSweep(folder)).rejects.toMatchObject({ name: 'SweepError', fault: 'run' });
    writeFileSync(manifest, sealed);
    await expect(readSweep(folder)).resolves.toBeDefined();
  });
});
