import { execFileSync } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeWhole } from './write';

const BYTES = Uint8Array.of(1, 2, 3);
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'write-'));
});
afterAll(() => rm(root, { recursive: true }));

it('writes a file, over one that is there, and what a link leads to', async () => {
  const [file, link] = [join(root, 'file'), join(root, 'link')];
  await writeWhole(file, Uint8Array.of(9));
  await symlink(file, link);
  await writeWhole(link, BYTES);
  expect([...(await readFile(file))]).toEqual([...BYTES]);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
});

it('leaves folders and pipes alone, and nothing beside them', async () => {
  const place = join(root, 'place');
  await mkdir(join(place, 'folder'), { recursive: true });
  await writeFile(join(place, 'folder', 'own'), '');
  execFileSync('mkfifo', [join(place, 'pipe')]);
  await expect(writeWhole(join(place, 'folder'), BYTES)).rejects.toThrow(/got a folder/i);
  await expect(writeWhole(join(place, 'pipe'), BYTES)).rejects.toThrow(/a device, a pipe or a socket/);
  expect((await lstat(join(place, 'pipe'))).isFIFO()).toBe(true);
  expect((await readdir(place)).sort()).toEqual(['folder', 'pipe']);
});

it('tells that there is no such folder', async () => {
  await expect(writeWhole(join(root, 'missing', 'file'), BYTES)).rejects.toThrow(/ENOENT/);
});
