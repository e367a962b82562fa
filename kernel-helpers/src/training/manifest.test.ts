import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededOrder } from '../data';
import { loadCheckpoint } from './checkpoint';
import { CheckpointError } from './errors';
import { readManifest } from './manifest';
import { sealed, sealOf } from './manifest-seal';
import { smallData, smallModel } from './small.fixtures';
import { train } from './train';

let folder: string;
let manifest: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifest-test-'));
  const options = { epochs: 1, batchSize: 16, checkpointDir: folder, earlyStopping: {} };
  const run = await train(smallModel(), smallData(), options);
  manifest = join(run.checkpoint!, 'checkpoint.json');
});
afterAll(() => rm(folder, { recursive: true }));

/** Paths to every member of a JSON value. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) {
    return [path];
  }
  return [path, ...Object.entries(value).flatMap(([name, member]) => paths(member, [...path, name]))];
}

function withMember(text: string, path: readonly string[], value: unknown): string {
  const whole = { root: JSON.parse(text) as unknown };
  let place = whole as Record<string, unknown>;
  const full = ['root', ...path];
  full.slice(0, -1).forEach((name) => (place = place[name] as Record<string, unknown>));
  place[full.at(-1) as string] = value;
  return String(sealed(whole.root as object));
}

describe('a manifest', () => {
  it('with any member exchanged is read or refused, never trusted', async () => {
    const good = await readFile(manifest, 'utf8');
    let refused = 0;
    const cases = paths(JSON.parse(good)).flatMap((path) =>
      [null, 'x', -1, [], {}].map((value) => withMember(good, path, value))
    );
    for (const text of cases) {
      await writeFile(manifest, text);
      await readManifest(manifest).catch((error: unknown) => {
        expect(error).toBeInstanceOf(CheckpointError);
        refused++;
      });
    }
    expect(refused).toBeGreaterThan(100);
    await writeFile(manifest, good);
    expect((await readManifest(manifest)).run.steps).toBe(4);
  });

  it('with any bit flipped is refused', async () => {
    const good = await readFile(manifest);
    for (let place = 0; place < good.length; place++) {
      const bad = Buffer.from(good);
      bad[place] ^= 1 << (place % 8);
      expect(sealOf(bad), String(place)).not.toBe('whole');
      // The seal itself, and some of what it is of.
      if (place < 200 || place % 97 === 0) {
        await writeFile(manifest, bad);
        await expect(readManifest(manifest), String(place)).rejects.toMatchObject({ kind: 'damaged' });
      }
    }
    await writeFile(manifest, good);
  });

  it('of an earlier version, without a checksum, is read, and that is said once', async () => {
    const good = await readFile(manifest, 'utf8');
    const { sha256, ...rest } = JSON.parse(good) as Record<string, unknown>;
    expect(sha256).toHaveLength(64);
    const told: string[] = [];
    const listen = ({ message }: Error): void => void told.push(message);
    process.on('warning', listen);
    await writeFile(manifest, JSON.stringify({ ...rest, version: 3 }));
    for (let i = 0; i < 2; i++) {
      expect((await readManifest(manifest)).run.steps).toBe(4);
    }
    await writeFile(manifest, JSON.stringify(rest));
    await expect(readManifest(manifest)).rejects.toMatchObject({ kind: 'damaged' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(told.filter((message) => message.includes('no checksum'))).toHaveLength(1);
    await writeFile(manifest, good);
  });

  it('with any byte exchanged or cut loads or gives a typed error', async () => {
    const good = await readFile(manifest);
    const random = new SeededOrder(1, 'bytes');
    const typed = ['CheckpointError', 'WeightError', 'TensorFlowError'];
    const into = smallModel();
    for (let i = 0; i < 2000; i++) {
      const bad = Buffer.from(good);
      bad[random.below(bad.length)] = random.below(256);
      await writeFile(manifest, i % 10 === 0 ? bad.subarray(0, random.below(bad.length)) : bad);
      const read = i % 20 === 1 ? loadCheckpoint(join(manifest, '..'), { into }) : readManifest(manifest);
      await read.catch((error: Error) => expect(typed, error.stack).toContain(error.name));
    }
    await writeFile(manifest, good);
    await writeFile(manifest, withMember(good.toString(), ['model', 'spec'], { stages: 'x' }));
    await expect(loadCheckpoint(join(manifest, '..'))).rejects.toMatchObject({ kind: 'damaged' });
    await writeFile(manifest, good);
  });
});
