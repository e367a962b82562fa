import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededOrder } from '../../kernel-helpers/src/data';

const LIB = join(__dirname, '..', '..', 'kernel-helpers', 'lib');
/** A hundred take some ten minutes: KILLS=100. */
const COUNT = Number(process.env.KILLS ?? 16);
/** Of all: a machine that does much else may take half a minute for each. */
const LIMIT_MS = Math.max(900_000, 30_000 * COUNT);
/** Longer than what all those lives train together. */
const EPOCHS = 3 * COUNT;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resume-'));
});
afterAll(() => rm(folder, { recursive: true }));

/**
 * A run with everything that has a state: masks, shifts, an average, early stopping, logs, checkpoints within epochs,
 * and a loss scale that doubles every other step until a step overflows and is skipped.
 * argv: folder of the runs, file operation at which the process kills itself (0: never), how: before, half, after; step
 * after which it does, and so many milliseconds later. It does so itself: whoever watches it may look a second too late.
 */
const CHILD = `
  const [checkpointDir, at, how, steps = 0, later = 0] = process.argv.slice(1);
  const { imageDataset, splitDataset } = require(${JSON.stringify(join(LIB, 'data'))});
  const { scale } = require(${JSON.stringify(join(LIB, 'analysis'))});
  const { buildEfficientNet } = require(${JSON.stringify(join(LIB, 'model'))});
  const { trainWithFiles } = require(${JSON.stringify(join(LIB, 'training', 'train'))});
  const { weightsFingerprint } = require(${JSON.stringify(join(LIB, 'training', 'record'))});
  const { DISK } = require(${JSON.stringify(join(LIB, 'training', 'files'))});
  const { writeSync } = require('node:fs');

  let done = 0;
  const onEvent = ({ type }) => {
    if (type === 'step' && ++done === Number(steps)) {
      Number(later) === 0 ? kill() : setTimeout(kill, Number(later));
    }
  };
  let operations = 0;
  const kill = () => process.kill(process.pid, 'SIGKILL');
  const files = Object.fromEntries(
    Object.entries(DISK).map(([name, operation]) => [
      name,
      async (...values) => {
        const now = ++operations === Number(at);
        if (now && how === 'before') kill();
        if (now && how === 'half' && name === 'write') {
          await operation(values[0], values[1].subarray(0, values[1].length >> 1));
          kill();
        }
        await operation(...values);
        if (now) kill();
      }
    ])
  );

  const noise = { shape: [64, 8, 8], values: new Uint8Array(64 * 64).map((_, i) => (i * i) % 251) };
  const labels = { shape: [64], values: new Uint8Array(64).map((_, i) => i % 2) };
  const images = imageDataset('noise', noise, labels, ['a', 'b']);
  const data = splitDataset('noise', images, images, { validation: 16, seed: 1 });
  const options = { inputChannels: 1, classes: 2, preprocessing: 'unit', dropout: 0.2 };
  const spec = scale({ width: 0.25, depth: 0.25, resolution: 32, ...options });
  const model = buildEfficientNet({ ...spec, stages: spec.stages.slice(0, 1), head: { filters: 16 } }, { seed: 1 });
  const training = {
    epochs: ${EPOCHS}, batchSize: 8, seed: 7, emaDecay: 0.9, augmentation: { shift: 1 },
    precision: 'float16', lossScale: { growthInterval: 2 },
    checkpointDir, runName: 'run', resumeFrom: 'latest', checkpointEverySteps: 4,
    earlyStopping: { patience: ${EPOCHS} }, logs: { csv: true, tensorBoard: true, everySteps: 1 },
    onEvent
  };
  trainWithFiles(model, data, training, files).then(({ steps, history, best, resumes, lossScale }) => {
    const weights = weightsFingerprint(model);
    const epochs = history.map(({ seconds, ...rest }) => rest);
    writeSync(2, JSON.stringify({ weights, steps, epochs, best, lossScale, resumes: resumes.length }));
  });
`;

interface Ended {
  signal: NodeJS.Signals | null;
  stderr: string;
}

async function run(
  runs: string,
  self: readonly string[],
  meanwhile?: (child: ChildProcess) => void
): Promise<Ended> {
  const child = spawn(process.execPath, ['-e', CHILD, runs, ...self], {
    stdio: ['ignore', 'ignore', 'pipe']
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  meanwhile?.(child);
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { signal, stderr };
}

/** What the child told at its end; the library writes to its stderr too. */
function outcomeOf({ signal, stderr }: Ended): Record<string, unknown> {
  expect(signal, stderr).toBeNull();
  return JSON.parse(stderr.slice(stderr.indexOf('{"weights"'))) as Record<string, unknown>;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Every checkpoint that can be seen has all its files with the right content. */
async function requireWhole(runFolder: string): Promise<void> {
  const names = existsSync(runFolder) ? await readdir(runFolder) : [];
  for (const name of names.filter((each) => /^(step|best)-/.test(each))) {
    const path = join(runFolder, name);
    const manifest = JSON.parse(await readFile(join(path, 'checkpoint.json'), 'utf8')) as {
      files: Record<string, { bytes: number; sha256: string }>;
    };
    expect(Object.keys(manifest.files)).toHaveLength(2);
    for (const [file, { sha256: expected }] of Object.entries(manifest.files)) {
      expect(sha256(await readFile(join(path, file))), `${name}/${file}`).toBe(expected);
    }
  }
  if (names.includes('run.json')) {
    const { status } = JSON.parse(await readFile(join(runFolder, 'run.json'), 'utf8')) as { status: string };
    expect(status).toBe('running');
  }
}

/** Ways to end a process: as it starts, between steps, and in the middle of what it writes. */
const random = new SeededOrder(20, 'kills');
const KILLS = Array.from({ length: COUNT }, (_, i) => {
  if (i % 7 === 0) {
    return { kind: 'starting', after: 200 + random.below(700) } as const;
  }
  if (i % 2 === 0) {
    return { kind: 'training', steps: 1 + random.below(16), after: random.below(15) } as const;
  }
  const how = (['before', 'half', 'after'] as const)[random.below(3)];
  return { kind: 'writing', operation: 1 + random.below(60), how } as const;
});

async function killed(runs: string, kill: (typeof KILLS)[number]): Promise<Ended> {
  if (kill.kind === 'writing') {
    return run(runs, [String(kill.operation), kill.how]);
  }
  if (kill.kind === 'training') {
    return run(runs, ['0', '', String(kill.steps), String(kill.after)]);
  }
  // On a fast machine the start is over sooner.
  return run(runs, ['0', '', '1'], (child) => void setTimeout(() => child.kill('SIGKILL'), kill.after));
}

describe(`a run that is killed ${COUNT} times`, () => {
  it(
    'ends as one that is not, to the last bit, and leaves whole checkpoints at every moment',
    async () => {
      const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')];
      const expected = outcomeOf(await run(whole, ['0', '']));
      const { skipped } = expected.lossScale as { skipped: number[] };
      expect(skipped.length).toBeGreaterThan(EPOCHS);
      expect(skipped.length).toBeLessThan((expected.steps as number) / 2);
      for (const kill of KILLS) {
        const { signal, stderr } = await killed(broken, kill);
        expect(signal, `${JSON.stringify(kill)} ${stderr}`).toBe('SIGKILL');
        await requireWhole(join(broken, 'run'));
      }
      const { resumes, ...actual } = outcomeOf(await run(broken, ['0', '']));
      expect({ ...actual, resumes: 0 }).toEqual(expected);
      expect(resumes).toBeGreaterThan(0.4 * COUNT);
      const [names, others] = [await readdir(join(broken, 'run')), await readdir(join(whole, 'run'))];
      expect(names).toEqual(others);
      for (const name of names.filter((each) => /^(step|best)-/.test(each))) {
        for (const file of ['weights.safetensors', 'optimizer.safetensors']) {
          const [one, other] = [broken, whole].map((runs) => readFile(join(runs, 'run', name, file)));
          expect(sha256(await one), `${name}/${file}`).toBe(sha256(await other));
        }
      }
      // One line for each step, however often it was repeated.
      const [table, other] = [broken, whole].map((runs) => readFile(join(runs, 'run', 'steps.csv'), 'utf8'));
      expect(await table).toBe(await other);
      expect((await table).trimEnd().split('\r\n')).toHaveLength(1 + (expected.steps as number));
    },
    LIMIT_MS
  );
});
