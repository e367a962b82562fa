import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type ArchitectureSpec, scale } from '../../kernel-helpers/src/analysis';

const SCRIPT = join(__dirname, 'native-steps.cjs');
const run = promisify(execFile);

interface Outcome {
  losses: number[];
  /** Of the first step: later ones are of other weights. */
  gradients: Record<string, number[]>;
  /** With moving statistics. */
  weights: Record<string, number[]>;
  operations: string[];
  digest: string;
  info: { operations: string };
}

interface Training {
  spec: ArchitectureSpec;
  batchSize: number;
  steps: number;
  /** Whether activations are computed again; false where it is left out. */
  recompute?: boolean;
}

async function trained(training: Training, environment: Record<string, string> = {}): Promise<Outcome> {
  const env = { ...process.env, ...environment };
  const { stdout } = await run(process.execPath, [SCRIPT, JSON.stringify(training)], {
    env,
    maxBuffer: 2 ** 30
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Outcome;
}

/**
 * The largest difference, of all values of a kind, next to the largest value of its tensor; a tensor whose values are
 * round-off of 0, as of an offset that the next normalisation takes out again, next to the kind's largest.
 */
function distance(got: Record<string, number[]>, expected: Record<string, number[]>): number {
  const magnitude = (values: number[]): number =>
    values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const all = Object.values(expected).reduce((most, values) => Math.max(most, magnitude(values)), 0);
  return Object.entries(expected).reduce((worst, [name, values]) => {
    const scale = Math.max(magnitude(values), 1e-2 * all);
    return values.reduce((most, each, i) => Math.max(most, Math.abs(got[name][i] - each) / scale), worst);
  }, 0);
}

/** Blocks of each kind, with strides and shortcuts, at sizes whose statistics are of many values. */
function small(more: Partial<ArchitectureSpec> = {}): Training {
  const spec = scale({
    name: 'small',
    width: 0.25,
    depth: 0.4,
    resolution: 48,
    classes: 5,
    dropout: 0,
    stochasticDepth: 0
  });
  return { spec: { ...spec, stages: spec.stages.slice(0, 4), ...more }, batchSize: 16, steps: 20 };
}

/**
 * Rounding takes values across relu6's corners, and steps multiply that: TensorFlow's own operations on two threads are
 * 2e-3 from the same on one after three steps, and 8e-2 after twenty. A single value across one moves the step's gradients
 * by some 3e-3 of the largest.
 */
const TRAININGS: Array<[string, Training, tolerance?: number]> = [
  ['twenty steps of batch norm and swish', small()],
  ['twenty steps of group norm and swish', small({ normalization: 'group', groupSize: 2 })],
  ['a step of batch norm and relu6', { ...small({ activation: 'relu6' }), steps: 1 }, 1e-2]
];

const STANDARD = { EFFICIENTNET_LAB_OPERATIONS: 'standard' };
const TOLERANCE = 1e-4;

function expectNear(ours: Outcome, standard: Outcome, tolerance = TOLERANCE): void {
  expect(distance({ losses: ours.losses }, { losses: standard.losses })).toBeLessThan(TOLERANCE);
  expect(distance(ours.gradients, standard.gradients)).toBeLessThan(tolerance);
  expect(distance(ours.weights, standard.weights)).toBeLessThan(tolerance);
}

describe('operations of ours', () => {
  it.each(TRAININGS)('give in %s what TensorFlow’s own give', async (_, training, tolerance) => {
    const [ours, standard] = [await trained(training), await trained(training, STANDARD)];
    expect(ours.operations.some((op) => op.startsWith('Enet'))).toBe(true);
    expect(standard.operations.some((op) => op.startsWith('Enet'))).toBe(false);
    expectNear(ours, standard, tolerance);
  });

  it.each(TRAININGS)(
    'computing activations again give in %s the same bits as holding them',
    async (_, training) => {
      const threads = { TF_NUM_INTRAOP_THREADS: '1' };
      const [held, again] = [
        await trained({ ...training, recompute: false }, threads),
        await trained(training, threads)
      ];
      expect(held.operations).not.toContain('EnetNormalize');
      expect(again.operations).toContain('EnetNormalize');
      expect({ ...again, operations: [] }).toEqual({ ...held, operations: [] });
    }
  );

  const few = { ...small(), steps: 3 };

  it('have the same bits on one thread and on two, and from run to run', async () => {
    const [one, two, again] = [
      await trained(few, { TF_NUM_INTRAOP_THREADS: '1' }),
      await trained(few, { TF_NUM_INTRAOP_THREADS: '2' }),
      await trained(few, { TF_NUM_INTRAOP_THREADS: '2' })
    ];
    expect(two).toEqual(again);
    expect(one.digest).toBe(two.digest);
    // TensorFlow's own products of matrices split their sums by threads.
    expectNear(one, two);
  });

  it('give the same to round-off by every set of instructions that the processor has', async () => {
    const standard = await trained(few, STANDARD);
    const digests = new Set<string>();
    const used = new Set<string>();
    for (const wanted of ['portable', 'avx2', 'avx512']) {
      const ours = await trained(few, { EFFICIENTNET_LAB_INSTRUCTIONS: wanted });
      expect([wanted, 'portable']).toContain(ours.info.operations);
      expectNear(ours, standard);
      digests.add(ours.digest);
      used.add(ours.info.operations);
    }
    // Had the variable no effect, all would be one; with one set of instructions they are.
    expect(digests.size > 1).toBe(used.size > 1);
    expect(used).toContain('portable');
  });
});
