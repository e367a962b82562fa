import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withSavedModelFolder } from './private-folder';

const bytes = Uint8Array.of(1, 2, 3);

/** A folder as a process of that number makes it. */
function folderOf(pid: number): string {
  const prefix = withSavedModelFolder(bytes, (folder) => basename(folder).split(`${process.pid}-`)[0]);
  return mkdtempSync(join(tmpdir(), `${prefix}${pid}-`));
}

describe('the folder of a graph', () => {
  it("holds the graph, readable by the user alone, for the work's time", () => {
    const folder = withSavedModelFolder(bytes, (path) => {
      expect(readdirSync(path)).toEqual(['saved_model.pb']);
      expect([...readFileSync(join(path, 'saved_model.pb'))]).toEqual([1, 2, 3]);
      expect(statSync(path).mode & 0o077).toBe(0);
      expect(statSync(join(path, 'saved_model.pb')).mode & 0o077).toBe(0);
      return path;
    });
    expect(dirname(folder)).toBe(tmpdir());
    expect(existsSync(folder)).toBe(false);
  });

  it('is removed when the work fails', () => {
    let made = '';
    expect(() =>
      withSavedModelFolder(bytes, (folder) => {
        made = folder;
        throw new Error('of the work');
      })
    ).toThrow('of the work');
    expect(made).not.toBe('');
    expect(existsSync(made)).toBe(false);
  });

  it('of a process that is gone is removed, of one that runs is kept', () => {
    const gone = folderOf(spawnSync(process.execPath, ['--version']).pid);
    const running = folderOf(process.ppid);
    withSavedModelFolder(bytes, (folder) => {
      expect(existsSync(gone)).toBe(false);
      expect(existsSync(running)).toBe(true);
      withSavedModelFolder(bytes, (inner) => expect(inner).not.toBe(folder));
      expect(existsSync(folder)).toBe(true);
    });
    rmSync(running, { recursive: true });
  });
});
