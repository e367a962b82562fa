import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Part } from './part';

const NAME = 'weights';
const SOURCE = JSON.stringify({ url: 'https://example.org/weights', validator: '"1"', total: 100 });

let folder: string;
let left: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'part-'));
  left = join(folder, `${NAME}.part`);
  mkdirSync(left);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a cache that others may write to can hold in the place of a file. */
const KINDS: Record<string, (path: string) => void> = {
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a device': (path) => symlinkSync('/dev/zero', path),
  'a folder': (path) => mkdirSync(path),
  'a link': (path) => {
    writeFileSync(join(folder, 'another'), 'of another');
    symlinkSync(join(folder, 'another'), path);
  },
  'JSON of many lists': (path) => writeFileSync(path, `[${'[],'.repeat(20_000)}[]]`),
  'a text': (path) => writeFileSync(path, 'no JSON')
};

it('what an earlier download left is gone on with', async () => {
  writeFileSync(join(left, 'content'), Buffer.alloc(50));
  writeFileSync(join(left, 'source.json'), SOURCE);
  const part = await Part.claim(folder, NAME);
  expect([part.size, part.source?.total]).toEqual([50, 100]);
});

it.each(Object.keys(KINDS))('%s in the place of its source is as good as nothing, at once', async (kind) => {
  writeFileSync(join(left, 'content'), Buffer.alloc(50));
  KINDS[kind](join(left, 'source.json'));
  const part = await Part.claim(folder, NAME);
  expect([part.size, part.source]).toEqual([0, null]);
});

it.each(['a pipe', 'a device', 'a folder', 'a link'])('%s in the place of its bytes, too', async (kind) => {
  KINDS[kind](join(left, 'content'));
  writeFileSync(join(left, 'source.json'), SOURCE);
  const part = await Part.claim(folder, NAME);
  expect([part.size, part.source]).toEqual([0, null]);
});
