import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDevice, type CheckedDevice } from '../../kernel-helpers/src/device';
import { compareNumbers, FLOAT32 } from '../../kernel-helpers/src/device/compare';
import { familySpec, networkNumbers } from '../../kernel-helpers/src/device/numbers';
import { buildEfficientNet, variablesByName } from '../../kernel-helpers/src/model';
import { loadTensorFlow } from '../../kernel-helpers/src/tensorflow';

const folder = mkdtempSync(join(tmpdir(), 'enet-device-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the check of the device', () => {
  let report: CheckedDevice;
  const told: string[] = [];

  beforeAll(async () => {
    // What a report must not tell.
    process.env.NVIDIA_API_KEY = 'secret';
    process.env.TF_VAR_password = 'secret';
    report = await checkDevice({
      quick: true,
      seconds: 1,
      steps: 10,
      folder,
      python: join(__dirname, '..', '..', '.venv', 'bin', 'python'),
      // Importing PyTorch takes longer than all the rest.
      pytorch: join(folder, 'no-python'),
      onProgress: ({ name, secondsLeft }) => {
        expect(secondsLeft).toBeGreaterThanOrEqual(0);
        told.push(name);
      }
    });
  });

  const check = (name: string) => report.checks.find((each) => each.name === name);

  it.each([
    'EfficientNet-B0',
    'EfficientNetV2-B0',
    'EfficientNet-Lite0',
    'EfficientNet-B0 with group normalisation'
  ])('finds %s as the CPU’s plain kernels compute it', (family) =>
    expect(check(family)).toMatchObject({ status: 'passed' })
  );

  it.each(['Training in float16', 'Training in bfloat16', 'Determinism', 'Out of memory'])(
    'passes: %s',
    (name) => expect(check(name)).toMatchObject({ status: 'passed' })
  );

  it('measures speed and memory, and says why PyTorch is skipped', () => {
    expect(check('Steady training')?.numbers.imagesPerSecond).toBeGreaterThan(0);
    expect(check('Memory')?.numbers.peakBytes).toBeGreaterThan(1e8);
    expect(check('Speed beside Keras')?.numbers.other).toBeGreaterThan(0);
    expect(check('Speed beside Keras')?.measured).not.toContain('another network');
    expect(check('Speed beside PyTorch')).toMatchObject({
      status: 'skipped',
      measured: expect.stringContaining('does not start') as string
    });
  });

  it('tells each part once it begins', () => {
    expect(new Set(told).size).toBe(7);
  });

  it('stands in two files', () => {
    const { files, ...rest } = report;
    expect(files).toEqual(['device-report.json', 'device-report.md'].map((name) => join(folder, name)));
    expect(JSON.parse(readFileSync(files[0], 'utf8'))).toEqual(rest);
    expect(readFileSync(files[1], 'utf8')).toContain('# Device check');
    expect(files.map((file) => readFileSync(file, 'utf8')).join('')).not.toContain('secret');
  });
});

it('refuses a folder that can’t be written to before anything is tried', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(checkDevice({ folder: file })).rejects.toThrow(/folder: got .*file/);
});

it('ends with the signal’s reason', async () => {
  const end = new AbortController();
  const reason = new Error('enough');
  const onProgress = (): void => end.abort(reason);
  await expect(checkDevice({ quick: true, folder: null, signal: end.signal, onProgress })).rejects.toBe(
    reason
  );
});

describe('a wrong number', () => {
  const tf = loadTensorFlow();
  const family = 'EfficientNet-B0';
  const built = () => buildEfficientNet(familySpec(family, true), { seed: 1 });
  const reference = networkNumbers(built());

  it('is none between two networks of one seed', () => {
    expect(compareNumbers(family, networkNumbers(built()), reference, FLOAT32).status).toBe('passed');
  });

  it.each(['block2a_expand_conv/kernel', 'predictions/kernel'])('in %s fails with its name', (name) => {
    const model = built();
    const weight = variablesByName(model).get(name);
    const value = weight!.read();
    weight!.write(tf.add(value, tf.mul(0.01, tf.onesLike(value))));
    const { status, measured } = compareNumbers(family, networkNumbers(model), reference, FLOAT32);
    expect(status).toBe('failed');
    expect(measured).toContain(`weights of ${name}`);
  });
});
