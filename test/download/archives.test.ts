import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataError } from '../../kernel-helpers/src/data';
import { mutated } from '../../kernel-helpers/src/data/mutated.fixtures';
import { unpackTar } from '../../kernel-helpers/src/data/tar';
import { tarOf } from '../../kernel-helpers/src/data/tar.fixtures';
import { sampleBytes } from '../../kernel-helpers/src/download/server.fixtures';

const MUTATIONS = 2_000;
const FILES: Record<string, Uint8Array> = { 'a.bin': sampleBytes(3_000), 'b.bin': sampleBytes(700) };
const WANTED = Object.keys(FILES).map((name) => `set/${name}`);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'archives-'));
});
afterAll(() => rmSync(root, { recursive: true }));

it('archives that were changed anywhere are refused or read, never more', async () => {
  const tar = tarOf(Object.entries(FILES).map(([name, content]) => ({ name: `set/${name}`, content })));
  const packed = gzipSync(tar);
  const archive = join(root, 'changed.tar.gz');
  let refused = 0;
  for (let seed = 0; seed < MUTATIONS; seed++) {
    const out = join(root, 'changed');
    mkdirSync(out);
    // Half of them changed inside, where gzip's own checksum does not guard them.
    writeFileSync(
      archive,
      seed % 2 === 0 ? gzipSync(mutated(tar, seed), { level: 1 }) : mutated(packed, seed)
    );
    const error: unknown = await unpackTar(archive, WANTED, out, 1_000_000).catch(
      (reason: unknown) => reason
    );
    expect(error === undefined || error instanceof DataError, `${seed}: ${String(error)}`).toBe(true);
    expect(readdirSync(out).filter((name) => !(name in FILES))).toEqual([]);
    refused += error === undefined ? 0 : 1;
    rmSync(out, { recursive: true });
  }
  expect(refused).toBeGreaterThan(MUTATIONS / 4);
});
