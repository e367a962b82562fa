import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotPlainFileError, readPlainFile } from '../files';
import { CheckpointError, type CheckpointErrorKind } from './errors';

/** What writing a checkpoint does to the disk; tests put failing ones in its place. */
export interface CheckpointFiles {
  /** Like files, for the user alone: weights and records tell of what they were trained with. */
  makeFolder(path: string): Promise<void>;
  /** Writes a new file and waits until it is on the disk. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Waits until a folder's own entries are on the disk. */
  sync(folder: string): Promise<void>;
  remove(path: string): Promise<void>;
}

export const DISK: CheckpointFiles = {
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  write: async (path, bytes) => {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  sync: async (folder) => {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  remove: (path) => rm(path, { recursive: true, force: true })
};

/**
 * Puts a file in the place of another: whoever looks sees the old or the new one, whole.
 * @throws CheckpointError when it can't be written; the old one is as before.
 */
export async function replaceFile(path: string, content: string, files: CheckpointFiles): Promise<void> {
  const temporary = join(dirname(path), leftoverName('writing'));
  try {
    await files.write(temporary, Buffer.from(content));
    await files.rename(temporary, path);
    await files.sync(dirname(path));
  } catch (error) {
    // What can't be written often can't be removed either; the first error is the one to tell.
    await files.remove(temporary).catch(() => undefined);
    throw explainFileError(error, path);
  }
}

/** Of a run's JSON: far more than the history of 100,000 epochs needs. */
export const RUN_LIMITS = { maxBytes: 100e6, maxValues: 3_000_000 };

/**
 * A file of a run.
 * @throws CheckpointError for one that is missing, larger than `maxBytes`, or a pipe or device in its place.
 */
export async function readRunFile(path: string, maxBytes: number): Promise<Buffer> {
  try {
    return await readPlainFile(path, (size) => {
      if (size > maxBytes) {
        const expected = `at most ${maxBytes}, as are read`;
        throw new CheckpointError('damaged', path, `${size} bytes`, expected, 'Use an earlier checkpoint.');
      }
    });
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** Name of what is being written or removed: never looked at, and cleared away when a run begins in the folder. */
export function leftoverName(what: 'writing' | 'removing'): string {
  return `.${what}-${randomBytes(6).toString('hex')}`;
}

export function isLeftover(name: string): boolean {
  return /^\.(writing|removing)-[0-9a-f]{12}$/.test(name);
}

interface Reason {
  kind: CheckpointErrorKind;
  got: string;
  expected: string;
  remedy: string;
}

const ROOM = 'room for the file';
const MAKE_ROOM = 'Make room, or set checkpointDir elsewhere.';
const WRITABLE = 'a folder that you may read and write';
const ELSEWHERE = 'Set checkpointDir elsewhere.';
const CHECK_PATH = 'Check the path.';

const REASONS: Readonly<Record<string, Reason>> = {
  ENOSPC: { kind: 'disk-full', got: 'a full disk', expected: ROOM, remedy: MAKE_ROOM },
  EDQUOT: { kind: 'disk-full', got: 'a disk quota that is used up', expected: ROOM, remedy: MAKE_ROOM },
  EROFS: { kind: 'read-only', got: 'a read-only file system', expected: WRITABLE, remedy: ELSEWHERE },
  EACCES: { kind: 'read-only', got: 'no permission', expected: WRITABLE, remedy: ELSEWHERE },
  EPERM: { kind: 'read-only', got: 'no permission', expected: WRITABLE, remedy: ELSEWHERE },
  ENOENT: { kind: 'not-found', got: 'no such file or folder', expected: 'one', remedy: CHECK_PATH },
  ENOTDIR: {
    kind: 'not-found',
    got: 'a part of the path that is not a folder',
    expected: 'folders',
    remedy: CHECK_PATH
  }
};

/** A file system's error as a CheckpointError. */
export function explainFileError(error: unknown, path: string): CheckpointError {
  if (error instanceof CheckpointError) {
    return error;
  }
  if (error instanceof NotPlainFileError) {
    return new CheckpointError('damaged', path, error.code, error.expected, error.remedy, { cause: error });
  }
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  const { kind, got, expected, remedy } = REASONS[code] ?? {
    kind: 'io',
    got: message,
    expected: 'a file that can be read and written',
    remedy: CHECK_PATH
  };
  return new CheckpointError(kind, path, got, expected, remedy, { cause: error });
}
