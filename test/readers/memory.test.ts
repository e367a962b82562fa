import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenFiles } from '../weights/files';
import { distorted } from '../weights/mutations';
import { type Reading, readings } from './readings';
import { type Whole, wholes } from './wholes';

/** Five thousand of each take an hour: READER_FILES=5000. */
const FILES = Number(process.env.READER_FILES ?? 25);
/** What any file may take beside twice its size, in bytes, and of work in ms; a thread that is begun anew counts too. */
const [MEMORY, WORK] = [100e6, 2_000];
const MS_PER_BYTE = 1e-3;

const folder = mkdtempSync(join(tmpdir(), 'readers-'));
let weights = '';
const files: Record<string, Whole> = {};
beforeAll(async () => {
  Object.assign(files, await wholes(folder));
  if (FOREIGN.length > 0) {
    weights = writtenFiles();
    FOREIGN.forEach((name) => {
      files[name] = { reader: 'weights', bytes: readFileSync(join(weights, name)) };
    });
  }
});
afterAll(() => [folder, weights].forEach((path) => rmSync(path, { recursive: true, force: true })));

const KINDS = [
  ...['safetensors', 'zip.pth', 'old.pth', 'weights.h5', 'weights.h5 as bytes', 'keras', 'model.json'],
  ...['png', '16-bit PNG', 'jpeg', 'webp', 'tiff', 'gif', 'avif', 'bmp', 'npy', 'npz', 'idx', 'idx.gz'],
  ...['CIFAR binary', 'tar.gz', 'CSV records', 'JSON records', 'gates as JSON', 'gates as lines', 'document'],
  ...['specification', "the hub's config.json", 'record of a run', 'manifest of a checkpoint'],
  ...['tensors of a checkpoint', 'unfinished download']
];
/** Written by other software, which takes its time: only where thousands are asked for. */
const FOREIGN = process.env.READER_FILES
  ? ['some.safetensors', 'beside.pth', 'small.weights.h5', 'small.h5', 'small.keras']
  : [];

describe(`${FILES} distorted files of a kind are read within bounds, or refused`, () => {
  it.each([...KINDS, ...FOREIGN])('%s', async (name) => {
    const { reader, bytes, to } = files[name];
    const home = mkdtempSync(join(folder, 'distorted-'));
    const sizes = [bytes.length];
    const paths = Array.from({ length: FILES + 1 }, (_, i) =>
      join(home, `${i}-${name.replace(/\W+/g, '-')}`)
    );
    writeFileSync(paths[0], bytes);
    for (let i = 1; i <= FILES; i++) {
      const content = distorted(bytes, i);
      writeFileSync(paths[i], content);
      sizes.push(content.length);
    }
    const [whole, ...rest] = await readings(reader, paths, to);
    if (to !== undefined) {
      // It belongs to the next kind's files.
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, bytes);
    }
    expect(whole.outcome, whole.message ?? '').toBe('read');
    const failed = rest.findIndex(({ outcome }) => outcome === 'failed');
    expect(failed, rest[failed]?.message ?? '').toBe(-1);
    const worst = (measure: (reading: Reading, size: number) => number): string => {
      const values = rest.map((reading, i) => measure(reading, sizes[i + 1]));
      const at = values.indexOf(Math.max(...values));
      const { outcome, growth, work } = rest[at];
      return `${at + 1} (${outcome}, ${sizes[at + 1]} bytes: ${work} ms, ${growth} bytes more)`;
    };
    if (process.env.READER_FILES) {
      const read = rest.filter(({ outcome }) => outcome === 'read').length;
      console.log(
        `${name}: ${read} of ${FILES} read; most memory ${worst(({ growth }, size) => growth - 2 * size)}; ` +
          `most work ${worst(({ work }) => work)}; whole ${whole.work} ms, ${whole.growth} bytes`
      );
    }
    rest.forEach(({ growth, work }, i) => {
      const size = sizes[i + 1];
      expect(
        growth,
        worst((reading) => reading.growth - 2 * size)
      ).toBeLessThan(MEMORY + 2 * size);
      expect(
        work,
        worst((reading) => reading.work)
      ).toBeLessThan(WORK + MS_PER_BYTE * size);
    });
    rmSync(home, { recursive: true });
  });
});
