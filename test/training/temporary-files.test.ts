import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const LIB = join(__dirname, '..', '..', 'kernel-helpers', 'lib');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporary-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Loads one graph after the other, so that whatever happens mostly happens while TensorFlow reads a file. */
const LOADING = `
  const { compile, GraphSession, loadTensorFlow } = require(${JSON.stringify(join(LIB, 'tensorflow'))});
  const tf = loadTensorFlow();
  const weights = tf.randomNormal([500, 500]);
  const { state } = compile((x) => tf.matMul(x, weights), { inputs: [{ shape: [1, 500] }] });
  const program = state.program();
  const load = () => {
    new GraphSession(program).dispose();
    process.stdout.write('.');
  };
`;

/** Epochs that nobody waits for. */
const ENDLESS = 100_000;

/** Trains in a worker thread until it is ended. */
const TRAINING = `
  const { imageDataset, splitDataset } = require(${JSON.stringify(join(LIB, 'data'))});
  const { scale } = require(${JSON.stringify(join(LIB, 'analysis'))});
  const { buildEfficientNet } = require(${JSON.stringify(join(LIB, 'model'))});
  const { train } = require(${JSON.stringify(join(LIB, 'training'))});
  const noise = { shape: [64, 8, 8], values: new Uint8Array(64 * 64).map((_, i) => i % 251) };
  const labels = { shape: [64], values: new Uint8Array(64).map((_, i) => i % 2) };
  const images = imageDataset('noise', noise, labels, ['a', 'b']);
  const data = splitDataset('noise', images, images, { validation: 16, seed: 1 });
  const spec = scale({ width: 0.25, depth: 0.25, resolution: 32, inputChannels: 1, classes: 2, preprocessing: 'unit' });
  const model = buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 1) });
  const onEvent = ({ type }) => type === 'step' && process.stdout.write('.');
  const run = (epochs) => train(model, data, { epochs, batchSize: 16, checkpointDir: null, onEvent });
`;

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

async function ended(script: string, meanwhile?: (child: ChildProcess) => void): Promise<End> {
  const child = spawn(process.execPath, ['-e', script], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'ignore']
  });
  child.stdout.once('data', () => meanwhile?.(child));
  // Read to the end, or the child would wait for its output to be taken.
  child.stdout.resume();
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

describe('a process leaves no files of its graphs behind', () => {
  it.each([
    ['loading', `${LOADING} load();`],
    ['training', `${TRAINING} run(1);`]
  ])('after a normal end: %s', async (_, script) => {
    expect(await ended(script)).toEqual({ code: 0, signal: null });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['loading', `${LOADING} load(); load(); throw new Error('on purpose');`],
    ['training', `${TRAINING} run(${ENDLESS}); setTimeout(() => { throw new Error('on purpose'); }, 900);`]
  ])('after an exception: %s', async (_, script) => {
    expect(await ended(script)).toEqual({ code: 1, signal: null });
    expect(await readdir(folder)).toEqual([]);
  });

  const signals = (['SIGINT', 'SIGTERM'] as const).flatMap((signal) => [
    { signal, what: 'loading', script: `${LOADING} setInterval(load);` },
    { signal, what: 'training', script: `${TRAINING} run(${ENDLESS});` }
  ]);
  it.each(signals)('after $signal while $what', async ({ signal, script }) => {
    const end = await ended(script, (child) => void setTimeout(() => child.kill(signal), 300));
    expect(end).toEqual({ code: null, signal });
    expect(await readdir(folder)).toEqual([]);
  });

  it('and the next one clears up after one that was killed', async () => {
    // SIGKILL can't be held: sooner or later it meets a file.
    for (let i = 0; i < 5; i++) {
      await ended(
        `${LOADING} setInterval(load);`,
        (child) => void setTimeout(() => child.kill('SIGKILL'), 200 + 7 * i)
      );
    }
    await ended(`${LOADING} load();`);
    expect(await readdir(folder)).toEqual([]);
  });
});
