import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SeededOrder } from '../../kernel-helpers/src/data/order';
import { CheckpointError, type TrainingOptions } from '../../kernel-helpers/src/training';
import { weightsFingerprint } from '../../kernel-helpers/src/training/record';
import { smallData, smallModel } from '../../kernel-helpers/src/training/small.fixtures';
import { train } from '../../kernel-helpers/src/training/train';

/** A thousand take some minutes: FLIPPED_BITS=1000. */
const FLIPS = Number(process.env.FLIPPED_BITS ?? 25);
/** Of all: a machine that does much else may take some seconds for each. */
const LIMIT_MS = Math.max(900_000, 5000 * FLIPS);
const folder = mkdtempSync(join(tmpdir(), 'flipped-bits-'));
afterAll(() => rmSync(folder, { recursive: true }));

const data = smallData();
const options: TrainingOptions = {
  ...{ epochs: 3, batchSize: 16, seed: 1, execution: 'eager' as const, runName: 'run', emaDecay: 0.9 },
  ...{ earlyStopping: { patience: 3 }, logs: { csv: true }, checkpointEverySteps: 2, resumeFrom: 'latest' }
};

/** The weights that a run ends with, and what it tells. */
async function ended(
  checkpointDir: string,
  steps = Infinity
): Promise<{ weights: string; warnings: string }> {
  const model = smallModel();
  const abort = new AbortController();
  const { warnings, status } = await train(model, data, {
    ...options,
    checkpointDir,
    signal: abort.signal,
    onEvent: (event) => event.type === 'step' && event.step >= steps && abort.abort()
  });
  expect(status).toBe(steps === Infinity ? 'finished' : 'stopped');
  return { weights: weightsFingerprint(model), warnings: warnings.join(' ') };
}

it(
  `a run of whose files one of ${FLIPS} bits is another goes on to the same weights, or is refused`,
  async () => {
    const { weights: expected } = await ended(join(folder, 'whole'));
    const stopped = join(folder, 'stopped');
    await ended(stopped, 10);
    const files = readdirSync(stopped, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(stopped, name)).isFile())
      .sort();
    expect(files.filter((name) => name.includes('step-'))).toHaveLength(6);
    expect(files.filter((name) => name.includes('best-'))).toHaveLength(3);
    const random = new SeededOrder(1, 'flips');
    const counts = { same: 0, refused: 0, passedOver: 0 };
    for (let i = 0; i < FLIPS; i++) {
      const copy = join(folder, 'copy');
      cpSync(stopped, copy, { recursive: true });
      const path = join(copy, files[i % files.length]);
      const bytes = readFileSync(path);
      const place = random.below(bytes.length);
      bytes[place] ^= 1 << random.below(8);
      writeFileSync(path, bytes);
      try {
        const { weights, warnings } = await ended(copy);
        expect(weights, `${files[i % files.length]}, byte ${place}`).toBe(expected);
        counts[warnings.includes('Passed over') ? 'passedOver' : 'same']++;
      } catch (error) {
        if (!(error instanceof CheckpointError)) {
          throw error;
        }
        counts.refused++;
      }
      rmSync(copy, { recursive: true });
    }
    expect(Math.min(...Object.values(counts)), JSON.stringify(counts)).toBeGreaterThan(0);
  },
  LIMIT_MS
);
