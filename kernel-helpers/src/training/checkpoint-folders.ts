import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckpointFiles, DISK, explainFileError, isLeftover, leftoverName } from './files';

/** Checkpoints that a run continues from, and the one of its best epoch. */
export type CheckpointKind = 'step' | 'best';

const FOLDERS: Readonly<Record<CheckpointKind, RegExp>> = { step: /^step-\d{8,}$/, best: /^best-\d{8,}$/ };

export function checkpointFolderName(kind: CheckpointKind, step: number): string {
  return `${kind}-${String(step).padStart(8, '0')}`;
}

/** Paths of a run's checkpoints, oldest first; none when there is no such folder. @throws CheckpointError. */
export async function checkpointsIn(runFolder: string, kind: CheckpointKind): Promise<string[]> {
  const names = (await entries(runFolder)).filter((name) => FOLDERS[kind].test(name));
  const step = (name: string): number => Number(name.slice(kind.length + 1));
  return names.sort((a, b) => step(a) - step(b)).map((name) => join(runFolder, name));
}

/** Name of the run in a folder that wrote the newest checkpoint; null without any. @throws CheckpointError. */
export async function newestRun(folder: string): Promise<string | null> {
  let newest: { name: string; time: number } | null = null;
  for (const name of await entries(folder)) {
    const last = (await checkpointsIn(join(folder, name), 'step').catch(() => [])).at(-1);
    const time = last === undefined ? null : await changed(last);
    if (time !== null && time > (newest?.time ?? -Infinity)) {
      newest = { name, time };
    }
  }
  return newest?.name ?? null;
}

/** Takes a folder out of sight in one step before its files go one by one: none is ever there in part. */
export async function retire(runFolder: string, path: string, files: CheckpointFiles): Promise<void> {
  const hidden = join(runFolder, leftoverName('removing'));
  await files.rename(path, hidden);
  await files.remove(hidden);
}

/** A leftover does no harm: failing to remove one is no failure of the run. */
export async function retireAll(
  runFolder: string,
  paths: readonly string[],
  files: CheckpointFiles
): Promise<void> {
  for (const path of paths) {
    await retire(runFolder, path, files).catch(() => undefined);
  }
}

/** Removes all but the newest checkpoints of a kind. */
export async function removeOlder(
  runFolder: string,
  kind: CheckpointKind,
  keep: number,
  files: CheckpointFiles
): Promise<void> {
  const paths = await checkpointsIn(runFolder, kind).catch((): string[] => []);
  await retireAll(runFolder, paths.slice(0, Math.max(0, paths.length - keep)), files);
}

/**
 * Makes a run's folder what it would be had none of its processes been killed: one may be after a checkpoint is there
 * and before those that it replaces are gone. Nobody may train in it.
 */
export async function tidyRun(runFolder: string, keep: number): Promise<void> {
  await clearLeftovers(runFolder, DISK).catch(() => undefined);
  await removeOlder(runFolder, 'step', keep, DISK);
}

/** Removes what a process that was ended left half written or half removed. */
export async function clearLeftovers(runFolder: string, files: CheckpointFiles): Promise<void> {
  for (const name of (await entries(runFolder)).filter(isLeftover)) {
    await files.remove(join(runFolder, name)).catch(() => undefined);
  }
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw explainFileError(error, folder);
  }
}

async function changed(path: string): Promise<number | null> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null
  );
}
