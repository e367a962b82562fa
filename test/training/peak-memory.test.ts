import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type KeptActivations,
  largestBatch,
  summarize,
  trainingPeak,
  variant
} from '../../kernel-helpers/src/analysis';

/** What `peak-memory-process.mjs` trains. */
interface Run {
  name: 'b0' | 'b1' | 'b2' | 'b3';
  resolution: number;
  batchSize: number;
  optimizer: 'sgd' | 'adam';
  validation: number;
  recompute: boolean;
}

/** PEAK_NETWORKS=b0,b3 measures these at their own resolution, each in three sizes of batches, which takes minutes. */
const NETWORKS = (process.env.PEAK_NETWORKS?.split(',') ?? []) as Run['name'][];
const WAYS = [
  'with the operations in use',
  'with standard operations',
  'computing activations again'
] as const;
const BATCHES = [2, 4, 8, 16];
/** B3 would take 6 GB for 16 images. */
const MOST_BYTES = 4.5e9;
/** On the machine where the runtime's own memory was measured, and on others, whose libraries and threads differ. */
const TOLERANCE = { here: 0.1, elsewhere: 0.2 };

function measured(
  run: Run,
  env: Record<string, string>
): { steps: number; operations: string; peak: number } {
  const output = execFileSync(
    process.execPath,
    [join(__dirname, 'peak-memory-process.mjs'), JSON.stringify(run)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', ...env }
    }
  );
  return JSON.parse(output.slice(output.lastIndexOf('{')));
}

/** Difference of the prediction, with the images that the process holds, from what was measured. */
function difference(run: Run, env: Record<string, string> = {}): number {
  const { name, resolution, batchSize, optimizer, validation, recompute } = run;
  const { steps, operations, peak } = measured(run, env);
  expect(steps).toBe(3);
  const images = (3 * batchSize + validation + 1) * resolution ** 2 * 3;
  const kept = operations === 'standard' ? 'separate' : recompute ? 'recomputed' : 'fused';
  const { total } = trainingPeak(summarize(variant(name, { resolution })), { batchSize, optimizer, kept });
  const [found, predicted] = [peak, total + images].map((bytes) => `${(bytes / 1e6).toFixed(0)} MB`);
  console.log(
    `${name}, ${batchSize} × ${resolution}², ${operations} operations, ${kept}: ${found}, predicted ${predicted}`
  );
  return (total + images) / peak - 1;
}

describe.skipIf(process.platform !== 'linux')('peak memory of a run', () => {
  it('is what was predicted, with more images to validate than are trained at once', () => {
    const small = { name: 'b0', resolution: 128, batchSize: 8, optimizer: 'adam' } as const;
    const run = { ...small, validation: 256, recompute: false };
    expect(Math.abs(difference(run))).toBeLessThan(TOLERANCE.elsewhere);
  });

  it.skipIf(process.env.EFFICIENTNET_LAB_OPERATIONS === 'standard')(
    'is lower by half of what is predicted at least where activations are computed again',
    () => {
      const run = { name: 'b0', resolution: 128, batchSize: 16, optimizer: 'sgd', validation: 0 } as const;
      const [held, again] = [false, true].map((recompute) => measured({ ...run, recompute }, {}).peak);
      const of = (kept: KeptActivations): number =>
        trainingPeak(summarize(variant('b0', { resolution: 128 })), { batchSize: 16, kept }).activations;
      expect(held - again).toBeGreaterThan((of('fused') - of('recomputed')) / 2);
    }
  );

  describe.each(NETWORKS.flatMap((name) => WAYS.map((way) => [name, way] as const)))(
    'of %s, %s',
    (name, way) => {
      const report = summarize(variant(name));
      const most = largestBatch(report, MOST_BYTES);
      const batches = BATCHES.filter((size) => size <= most).slice(-3);

      it('is tried in three sizes of batches', () => expect(batches).toHaveLength(3));

      it.each(batches)('in batches of %d images is within a tenth of what was predicted', (batchSize) => {
        const { resolution } = report.spec;
        const recompute = way === 'computing activations again';
        const run: Run = { name, resolution, batchSize, optimizer: 'adam', validation: 0, recompute };
        const env: Record<string, string> =
          way === 'with standard operations' ? { EFFICIENTNET_LAB_OPERATIONS: 'standard' } : {};
        expect(Math.abs(difference(run, env))).toBeLessThan(TOLERANCE.here);
      });
    }
  );
});
