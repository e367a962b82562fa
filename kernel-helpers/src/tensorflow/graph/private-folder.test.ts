import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workerFile } from '../worker-file';
import { withSavedModelFolder } from './private-folder';

const bytes = Uint8Array.of(1, 2, 3);
/** The largest process number that Linux gives out is 4,194,304. */
const ENDED = 99_999_999;

function restore(name: string, value: string | undefined): void {
  if (value === undefined) {
    delete process.env[name];
  } else {
    process.env[name] = value;
  }
}

/** How the name of a process's folder begins. */
function folderName(pid: number): string {
  const prefix = withSavedModelFolder(bytes, (folder) => basename(folder).split(`${process.pid}-`)[0]);
  return `${prefix}${pid}-`;
}

/** A folder as a process of that number makes it. */
function folderOf(pid: number): string {
  return mkdtempSync(join(tmpdir(), folderName(pid)));
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

  it('is made whatever lies beside it', () => {
    const shared = mkdtempSync(join(tmpdir(), 'shared-'));
    const before = process.env.TMPDIR;
    const prefix = folderName(1).slice(0, -2);
    const names = ['', 'x', '0', '-1', '1e9', '99999999999999999999', `${ENDED}-file`].map(
      (end) => `${prefix}${end}`
    );
    try {
      names.forEach((name) => writeFileSync(join(shared, name), ''));
      symlinkSync('/nowhere', join(shared, `${prefix}${ENDED}-link`));
      symlinkSync(tmpdir(), join(shared, `${prefix}${ENDED - 1}-link`));
      process.env.TMPDIR = shared;
      expect(withSavedModelFolder(bytes, (folder) => dirname(folder))).toBe(shared);
      expect(readdirSync(shared)).toHaveLength(names.length + 2);
    } finally {
      restore('TMPDIR', before);
      rmSync(shared, { recursive: true });
    }
  });

  it("of somebody else's that may not be removed does no harm", () => {
    const shared = mkdtempSync(join(tmpdir(), 'shared-'));
    try {
      chmodSync(shared, 0o1777);
      const leftover = join(shared, basename(folderName(ENDED)));
      mkdirSync(join(leftover, 'closed'), { recursive: true });
      writeFileSync(join(leftover, 'closed', 'file'), '');
      chmodSync(join(leftover, 'closed'), 0);
      const file = workerFile(__dirname, 'private-folder');
      const script = `require(${JSON.stringify(file)}).withSavedModelFolder(new Uint8Array(1), () => console.log('loaded'))`;
      // An administrator may remove anything; nobody may not.
      const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
      const env = { ...process.env, TMPDIR: shared };
      const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
        ...nobody,
        env,
        encoding: 'utf8'
      });
      expect(stderr).toBe('');
      expect(stdout).toBe('loaded\n');
      expect(existsSync(leftover)).toBe(true);
      chmodSync(join(leftover, 'closed'), 0o700);
    } finally {
      rmSync(shared, { recursive: true });
    }
  });
});
