import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  encodeSafetensors,
  loadWeightFile,
  type WeightFile,
  WeightFileError
} from '../../kernel-helpers/src/model';
import { writtenFiles } from './files';
import { mutated } from './mutations';

/** Five thousand of each take some minutes: FUZZ_FILES=5000. */
const FILES = Number(process.env.FUZZ_FILES ?? 1300);
const MAX_BYTES = 2 ** 20;
/** More than the readers, their libraries and what awaits collection take. In KiB. */
const MEMORY = 400 * 1024;
/**
 * Work of this process for one file in all its threads, in ms: two seconds, and what it takes to start HDF5's library anew
 * after a file that it turned in circles for. What the machine does beside it does not count.
 */
const WORK = 4_000;
let folder = '';

beforeAll(() => {
  folder = writtenFiles();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What may come of a file: whole tensors within the limit, or the readers' own error. */
async function outcome(source: string | Uint8Array): Promise<'read' | 'refused'> {
  let file: WeightFile;
  try {
    file = await loadWeightFile(source, { maxBytes: MAX_BYTES });
  } catch (error) {
    if (error instanceof WeightFileError && error.message.length < 2000) {
      return 'refused';
    }
    throw error;
  }
  let values = 0;
  for (const [name, tensor] of file.tensors) {
    expect(tensor.values.length, name).toBe(tensor.shape.reduce((product, side) => product * side, 1));
    values += tensor.values.length;
  }
  expect(4 * values).toBeLessThanOrEqual(MAX_BYTES);
  return 'read';
}

async function fuzzed(bytes: Uint8Array, place: (content: Uint8Array) => string | Uint8Array): Promise<void> {
  expect(await outcome(place(bytes))).toBe('read');
  const before = process.resourceUsage().maxRSS;
  const counts = { read: 0, refused: 0 };
  const worst = { seed: -1, work: 0 };
  for (let seed = 0; seed < FILES; seed++) {
    const began = process.cpuUsage();
    try {
      counts[await outcome(place(mutated(bytes, seed)))]++;
    } catch (error) {
      throw new Error(`mutation ${seed}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(began);
    const work = (user + system) / 1000;
    if (work > worst.work) {
      Object.assign(worst, { seed, work });
    }
  }
  expect(worst.work, `mutation ${worst.seed}`).toBeLessThan(WORK);
  if (process.env.FUZZ_FILES) {
    const memory = (process.resourceUsage().maxRSS - before) / 1024;
    console.log(`worst: mutation ${worst.seed}, ${worst.work} ms; all together ${memory} MiB more`);
  }
  expect(counts.read + counts.refused).toBe(FILES);
  // Both happen, or the mutations would test nothing.
  expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(FILES / 100);
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(MEMORY);
}

describe(`${FILES} damaged files of each format end in the readers' own errors`, () => {
  it.each([
    'some.safetensors',
    'zip.pth',
    'old.pth',
    'beside.pth',
    'small.weights.h5',
    'small.h5',
    'small.keras'
  ])('%s', async (name) => fuzzed(readFileSync(join(folder, name)), (content) => content));

  it('safetensors of ours', async () => {
    const tensor = { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) };
    await fuzzed(encodeSafetensors([['a', tensor]], { note: 'ours' }), (content) => content);
  });

  it('model.json and its shard', async () => {
    const home = join(folder, 'tfjs');
    mkdirSync(home);
    const weights = [
      { name: 'stem_conv/kernel', shape: [3, 3, 1, 2], dtype: 'float32' },
      { name: 'steps', shape: [2], dtype: 'int32' }
    ];
    const model = { weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights }] };
    const shard = new Uint8Array(4 * 20).fill(1);
    const path = join(home, 'model.json');
    const json = Buffer.from(JSON.stringify(model));
    await fuzzed(Buffer.concat([json, shard]), (content) => {
      // A mutation falls on either file.
      writeFileSync(path, content.subarray(0, json.length));
      writeFileSync(join(home, 'group1-shard1of1.bin'), content.subarray(json.length));
      return path;
    });
  });
});
