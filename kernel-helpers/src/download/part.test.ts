import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Part, type PartSource } from './part';

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
    writeFileSync(join(folder, 'another'), SOURCE);
    symlinkSync(join(folder, 'another'), path);
  },
  'a second name': (path) => {
    writeFileSync(join(folder, 'another'), SOURCE);
    linkSync(join(folder, 'another'), path);
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

it.each(Object.keys(KINDS).filter((kind) => kind !== 'a second name'))(
  '%s in the place of its source is as good as nothing, at once',
  async (kind) => {
    writeFileSync(join(left, 'content'), Buffer.alloc(50));
    KINDS[kind](join(left, 'source.json'));
    const part = await Part.claim(folder, NAME);
    expect([part.size, part.source]).toEqual([0, null]);
  }
);

it.each(['a pipe', 'a device', 'a folder', 'a link', 'a second name'])(
  '%s in the place of its bytes, too',
  async (kind) => {
    KINDS[kind](join(left, 'content'));
    writeFileSync(join(left, 'source.json'), SOURCE);
    const part = await Part.claim(folder, NAME);
    expect([part.size, part.source]).toEqual([0, null]);
  }
);

describe('in the place of its folder', () => {
  /** A folder elsewhere that looks like an unfinished download. */
  function elsewhere(): string {
    const other = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    writeFileSync(join(other, 'content'), Buffer.alloc(50));
    writeFileSync(join(other, 'source.json'), SOURCE);
    return other;
  }

  it('a link is passed over: what it leads to is neither gone on with, nor changed', async () => {
    const other = elsewhere();
    try {
      rmSync(left, { recursive: true });
      symlinkSync(other, left);
      const part = await Part.claim(folder, NAME);
      expect([part.size, part.source]).toEqual([0, null]);
      part.begin(JSON.parse(SOURCE) as PartSource);
      part.append(Buffer.from('own'));
      // Another comes in the meantime, where the bytes are left.
      symlinkSync(other, left);
      await part.release();
      expect(readdirSync(other).sort()).toEqual(['content', 'source.json']);
      expect(readFileSync(join(other, 'content'))).toEqual(Buffer.alloc(50));
      expect(lstatSync(left).isDirectory()).toBe(true);
      expect(readFileSync(join(left, 'content'), 'utf8')).toBe('own');
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it.each(['a pipe', 'a device', 'a text'])('%s is passed over', async (kind) => {
    rmSync(left, { recursive: true });
    KINDS[kind](left);
    const part = await Part.claim(folder, NAME);
    expect([part.size, part.source]).toEqual([0, null]);
    part.append(Buffer.from('own'));
    await part.complete(join(folder, NAME));
    expect(readdirSync(folder)).toEqual([NAME]);
  });
});
