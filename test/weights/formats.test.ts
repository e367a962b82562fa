import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWeightFile, WeightFileError } from '../../kernel-helpers/src/model';
import { expectedTensors, writtenFiles } from './files';

const MEBIBYTE = 2 ** 20;
let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = writtenFiles();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refusal(name: string, maxBytes?: number): Promise<WeightFileError> {
  const error = await loadWeightFile(at(name), maxBytes === undefined ? {} : { maxBytes }).then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(WeightFileError);
  return error as WeightFileError;
}

describe('files that PyTorch, safetensors and Keras wrote', () => {
  it.each([
    ['zip.pth', 'torch', 'torch.json'],
    ['old.pth', 'torch', 'torch.json'],
    ['beside.pth', 'torch', 'torch.json'],
    ['some.safetensors', 'safetensors', 'torch.json'],
    ['small.weights.h5', 'keras-weights', 'keras.json'],
    ['small.keras', 'keras', 'keras.json'],
    ['small.h5', 'keras-legacy', 'keras.json']
  ])('%s is read to the last bit', async (name, format, reference) => {
    for (const source of [at(name), readFileSync(at(name))]) {
      const file = await loadWeightFile(source);
      expect(file.format).toBe(format);
      const expected = expectedTensors(folder, reference);
      for (const key of [...expected.keys()].filter(
        (own) => name.startsWith('some.') && /view|param/.test(own)
      )) {
        expected.delete(key);
      }
      expect([...file.tensors.keys()].sort()).toEqual([...expected.keys()].sort());
      for (const [key, [shape, values]] of expected) {
        const tensor = file.tensors.get(key);
        expect(tensor?.shape, key).toEqual(shape);
        expect([...(tensor?.values ?? [])], key).toEqual(values.map(Math.fround));
      }
    }
  });
});

it.each(['half.weights.h5', 'half.keras', 'half.h5'])(
  '%s, whose floats HDF5’s library has no type for, is told with what to do',
  async (name) => {
    const { kind, message } = await refusal(name);
    expect(kind).toBe('unsupported');
    expect(message).toMatch(
      /of floats of 16 bits, expected floats of 32 or 64 bits\. Save it with the policy float32/
    );
  }
);

it('lets a process end after a file that is cut off', () => {
  writeFileSync(at('cut.h5'), readFileSync(at('small.h5')).subarray(0, 3000));
  const formats = join(__dirname, '..', '..', 'kernel-helpers', 'lib', 'model', 'weights', 'formats');
  const script = `require(process.argv[1]).loadWeightFile(process.argv[2]).catch((e) => console.log(e.name))`;
  const { status, stdout } = spawnSync(process.execPath, ['-e', script, formats, at('cut.h5')], {
    encoding: 'utf8',
    timeout: 60_000
  });
  expect([status, stdout.trim()]).toEqual([0, 'WeightFileError']);
});

describe('files that mean harm', () => {
  it.each(['harm.pth', 'harm-old.pth', 'module.pth'])(
    '%s is refused by the name of what it would call',
    async (name) => {
      const { kind, message } = await refusal(name);
      expect(kind).toBe('unsafe');
      expect(message).toMatch(
        name === 'module.pth' ? /torch\.nn\.modules\.linear\.Linear/ : /(posix|nt)\.system/
      );
      expect(existsSync('harm')).toBe(false);
    }
  );

  it.each(['external.weights.h5', 'soft.weights.h5', 'raw.weights.h5'])(
    '%s reaches no other file',
    async (name) => {
      expect(['unsafe', 'damaged']).toContain((await refusal(name)).kind);
    }
  );

  it.each([
    ['bomb.weights.h5', 64 * MEBIBYTE],
    ['bomb.keras', 64 * MEBIBYTE],
    ['hollow.weights.h5', undefined]
  ])('%s is refused before it takes memory', async (name, maxBytes) => {
    const before = process.resourceUsage().maxRSS;
    expect((await refusal(name, maxBytes)).kind).toBe('too-large');
    // In KiB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024);
  });
});
