import { describe, expect, it } from 'vitest';
import { judgeDriver } from '../tensorflow';
import { driverCheck } from './check-device';
import { compareNumbers, FLOAT32, KINKED, TF32 } from './compare';
import { madeUpNumbers } from './numbers.fixtures';
import { type DeviceCheck, deviceMarkdown, type DeviceReport, deviceTable } from './report';
import { speedVerdict } from './speed';
import {
  memoryVerdict,
  outOfMemoryVerdict,
  repeatsVerdict,
  sixteenBitsVerdict,
  steadyVerdict
} from './verdicts';

const changed = (values: Float32Array, factor: number): Float32Array =>
  values.map((value, i) => (i === 0 ? factor * value : value));

describe('numbers of two devices', () => {
  const reference = madeUpNumbers();
  const compare = (device: typeof reference, tolerance = FLOAT32): DeviceCheck =>
    compareNumbers('a network', device, reference, tolerance);

  it('that are the same pass, with the norms of both', () => {
    const check = compare(madeUpNumbers());
    expect(check.status).toBe('passed');
    expect(check.numbers.gradientNorm).toBeCloseTo(Math.sqrt(101 * 14.25), 3);
    expect(check.expected).toContain('logits within 1.0e-3');
  });

  it.each(['weights', 'gradients'] as const)('that differ in %s fail with the layer’s name', (part) => {
    const first = reference[part]['stem_conv/kernel'];
    const check = compare({
      ...reference,
      [part]: { ...reference[part], 'stem_conv/kernel': changed(first, 1.01) }
    });
    expect(check.status).toBe('failed');
    expect(check.measured).toMatch(new RegExp(`^beyond tolerance: ${part} of stem_conv/kernel 7\\.9e-3$`));
  });

  it('that differ in logits or loss fail', () => {
    expect(compare({ ...reference, logits: changed(reference.logits, 1.01) }).measured).toMatch(
      /logits 7\.9e-3/
    );
    expect(compare({ ...reference, loss: 2.01 }).measured).toMatch(/loss 5\.0e-3/);
  });

  it.each([NaN, Infinity])('that are %d fail', (value) => {
    const gradients = { ...reference.gradients, 'top_conv/kernel': Float32Array.of(value, 0, 0, 0) };
    expect(compare({ ...reference, gradients })).toMatchObject({
      status: 'failed',
      measured: expect.stringContaining('top_conv/kernel') as string
    });
    expect(compare({ ...reference, loss: value }).status).toBe('failed');
    expect(compare({ ...reference, logits: Float32Array.of(value, 0, 0, 0) }).status).toBe('failed');
  });

  it('that lack a weight, or have one of another size, fail', () => {
    const { 'stem_conv/kernel': _, ...rest } = reference.gradients;
    expect(compare({ ...reference, gradients: rest }).measured).toContain('stem_conv/kernel');
    expect(compare({ ...reference, logits: new Float32Array(3) }).status).toBe('failed');
  });

  it('are not held to what is rounding: means of what is centred, gradients near zero', () => {
    const weights = { ...reference.weights, 'block1a_bn/moving_mean': new Float32Array(4) };
    const gradients = { ...reference.gradients, 'top_conv/kernel': new Float32Array(4) };
    expect(compare({ ...reference, weights, gradients }).status).toBe('passed');
  });

  it('may differ by more where TF32 rounds, and where ReLU6 has kinks', () => {
    const first = changed(reference.gradients['stem_conv/kernel'], 1.05);
    const device = { ...reference, gradients: { ...reference.gradients, 'stem_conv/kernel': first } };
    expect([FLOAT32, KINKED, TF32].map((tolerance) => compare(device, tolerance).status)).toEqual([
      'failed',
      'passed',
      'passed'
    ]);
  });
});

describe('the driver and TensorFlow', () => {
  const judged = (text: string, device: 'cpu' | 'gpu', status: number | null = 0): DeviceCheck =>
    driverCheck(judgeDriver({ status, text }), { device });
  const t4 = 'Tesla T4, 535.1, 7.5, 15360, 0';

  it.each([
    [t4, 'gpu', 'passed', 'Tesla T4, driver 535.1, compute capability 7.5'],
    [t4, 'cpu', 'failed', 'TensorFlow computes on the CPU. Run `npm run setup -- --gpu`'],
    ['Tesla K80, 535.1, 3.7, 11441, 0', 'cpu', 'failed', 'compute capability 3.7'],
    ['No devices were found', 'cpu', 'failed', 'finds no GPU']
  ] as const)('%s, on the %s: %s', (text, device, status, measured) => {
    const check = judged(text, device);
    expect(check.status).toBe(status);
    expect(check.measured).toContain(measured);
  });

  it('without a driver the CPU is checked', () => {
    expect(judged('', 'cpu', null)).toMatchObject({ status: 'skipped' });
  });
});

describe('verdicts', () => {
  const training = {
    status: 'finished',
    message: null,
    steps: 200,
    skipped: 3,
    firstLoss: 3,
    lastLoss: 1
  } as const;
  const steady = {
    status: 'stopped',
    message: null,
    finite: true,
    steps: 100,
    seconds: 10,
    firstMs: 100,
    lastMs: 110,
    peakBytes: 3e9,
    firstBytes: 2e9,
    lastBytes: 2.05e9
  } as const;
  const memory = {
    batchSize: 80,
    bytes: 1e9,
    fits: 10,
    tried: 10,
    accepted: true,
    raw: 'OOM',
    told: 'Take 10.'
  };
  const workload = { resolution: 128, batchSize: 8 };

  it.each([
    [{}, 'passed'],
    [{ status: 'failed', message: 'The loss is NaN.' }, 'failed'],
    [{ steps: 199 }, 'failed'],
    [{ lastLoss: NaN }, 'failed'],
    [{ skipped: 21 }, 'failed']
  ] as const)('training in 16 bits with %j: %s', (given, status) => {
    expect(sixteenBitsVerdict('Training', { ...training, ...given }, 200).status).toBe(status);
  });

  it.each([
    [{}, 'passed', 'passed'],
    [{ lastMs: 126 }, 'failed', 'passed'],
    [{ finite: false }, 'failed', 'passed'],
    [{ status: 'failed', message: 'NaN' }, 'failed', 'passed'],
    [{ lastBytes: 2.2e9 }, 'passed', 'failed'],
    [{ steps: 49, lastBytes: 2.2e9 }, 'passed', 'skipped']
  ] as const)('steady training with %j: %s, memory %s', (given, speed, bytes) => {
    const result = { ...steady, ...given };
    expect(steadyVerdict(result, workload).status).toBe(speed);
    expect(memoryVerdict(result).status).toBe(bytes);
    expect(steadyVerdict(steady, workload).numbers.imagesPerSecond).toBe(80);
  });

  it.each([
    [{}, 'passed'],
    [{ told: null }, 'failed'],
    [{ accepted: false }, 'failed'],
    [{ fits: 0 }, 'failed']
  ])('out of memory with %j: %s', (given, status) => {
    expect(outOfMemoryVerdict({ ...memory, ...given }).status).toBe(status);
  });

  it('repeated runs fail when a bit differs', () => {
    expect(repeatsVerdict({ steps: 10, tensors: 140, differing: 0 }).status).toBe('passed');
    expect(repeatsVerdict({ steps: 10, tensors: 140, differing: 1 }).status).toBe('failed');
  });

  it.each([
    [
      { what: 'Keras', trainable: 7, milliseconds: [100, 100] },
      'passed',
      '80.0 images a second here, 80.0 in Keras'
    ],
    [{ what: 'Keras', trainable: 7, milliseconds: [40] }, 'failed', '200 in Keras'],
    [{ what: 'Keras', trainable: 8, milliseconds: [100] }, 'failed', 'of another network'],
    [{ skipped: "No module named 'keras'" }, 'skipped', 'No module named'],
    [null, 'skipped', 'ended early: MemoryError']
  ] as const)('speed beside %j: %s', (answer, status, measured) => {
    const ours = { milliseconds: [100, 100, 900], trainable: 7 };
    const check = speedVerdict(
      'keras',
      workload,
      ours,
      { answer, tail: 'Traceback\nMemoryError' },
      'python3'
    );
    expect(check.status).toBe(status);
    expect(check.measured).toContain(measured);
  });

  it('speed without that Python is skipped', () => {
    const ours = { milliseconds: [100], trainable: 7 };
    expect(speedVerdict('pytorch', workload, ours, null, 'none')).toMatchObject({
      status: 'skipped',
      measured: '80.0 images a second here; none does not start'
    });
  });
});

describe('a report', () => {
  const check: DeviceCheck = {
    name: 'Some',
    status: 'failed',
    measured: 'a | b',
    expected: 'c',
    numbers: { loss: 2 }
  };
  const report: DeviceReport = {
    deviceReport: 1,
    date: '2026-01-01T00:00:00.000Z',
    version: '0.0.0',
    machine: {
      ...{ system: 'linux-x64', cpu: 'A processor', cores: 2, memoryBytes: 2 ** 33, node: '20.0.0' },
      ...{ device: 'gpu', tensorFlow: '2.21.0', tensorFlowJs: '4.22.0', oneDnn: true }
    },
    driver: judgeDriver({ status: 0, text: 'Tesla T4, 535.1, 7.5, 15360, 0' }),
    environment: { TF_DETERMINISTIC_OPS: '1' },
    options: { quick: true, seconds: 5, steps: 20 },
    checks: [check, { ...check, name: 'Other', status: 'passed' }],
    notes: ['A note.'],
    passed: false,
    seconds: 7
  };

  it('is a table under the device and the verdict', () => {
    const { title, rows } = deviceTable(report);
    expect(title).toBe('Check of the GPU Tesla T4, TensorFlow 2.21.0: 1 passed, 1 failed');
    expect(rows[0]).toEqual(['Some', 'failed', 'a | b', 'c']);
  });

  it('is Markdown that names machine, driver, environment, numbers and notes', () => {
    const text = deviceMarkdown(report);
    expect(text).toContain('- GPUs: Tesla T4, driver 535.1, compute capability 7.5, 15.0 GiB\n');
    expect(text).toContain('- Environment: TF_DETERMINISTIC_OPS=1\n');
    expect(text).toContain('- Processor: A processor, 2 cores, 8.0 GiB, linux-x64\n');
    expect(text).toMatch(/\| Some +\| failed +\| a \\\| b +\| c +\|/);
    expect(text).toContain('- Some: loss 2\n');
    expect(text).toMatch(/- A note\.\n$/);
  });
});
