import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../files';
import {
  CheckpointError,
  DISK,
  explainFileError,
  lockRun,
  readRunFile,
  replaceFile,
  RUN_LIMITS,
  type RunLock,
  TrainingError
} from '../training';
import { sweepCandidates } from './candidates';
import { checkSweep, differingFields } from './check';
import type { SweepDefinition } from './definition';
import { messageOf, SweepError } from './errors';

const DEFINITION_FILE = 'sweep.json';

/** Fields in which a longer sweep may differ from the one that it extends. */
const MAY_GROW = /^(name|candidates|grid|added|seeds|rungs|limit|trial)\b/;

/**
 * The definition of a folder's sweep; null where there is none yet.
 * @throws SweepError for a file that can't be read or holds no definition of this version.
 */
export async function readDefinition(folder: string): Promise<SweepDefinition | null> {
  const path = join(folder, DEFINITION_FILE);
  let bytes: Buffer;
  try {
    bytes = await readRunFile(path, RUN_LIMITS.maxBytes);
  } catch (error) {
    if (error instanceof CheckpointError && error.kind === 'not-found') {
      return null;
    }
    throw diskFault(error, path);
  }
  try {
    return checkSweep(parseJson(bytes, RUN_LIMITS));
  } catch (error) {
    if (error instanceof SweepError && error.fault === 'version') {
      throw error;
    }
    const remedy = 'Restore the file, or begin in another folder.';
    throw new SweepError('definition', path, messageOf(error), 'a sweep’s definition', remedy, {
      cause: error
    });
  }
}

/**
 * Takes a folder for a sweep: makes it, and keeps other processes out until the lock is given back.
 * @throws SweepError where another one works, or where nothing can be written.
 */
export async function lockSweep(folder: string): Promise<RunLock> {
  let lock: RunLock | null;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    lock = await lockRun(folder, folder);
  } catch (error) {
    if (error instanceof TrainingError) {
      const remedy = `${error.remedy.replace(' Or choose another name.', '')} Or choose another folder.`;
      throw new SweepError('in-use', 'folder', error.got, 'one in which no sweep runs', remedy, {
        cause: error
      });
    }
    throw diskFault(error, folder);
  }
  if (lock === null) {
    const remedy = 'Make room, or choose a folder that you may write to.';
    throw new SweepError(
      'disk',
      folder,
      'a folder in which nothing can be written',
      'one that can be',
      remedy
    );
  }
  return lock;
}

/**
 * Makes a definition the folder's own: that of a folder without one, the same, or one that it grows to.
 * @throws SweepError for another one, naming the fields that differ, and where it can't be written.
 */
export async function placeDefinition(
  folder: string,
  definition: SweepDefinition,
  extend: boolean
): Promise<void> {
  const before = await readDefinition(folder);
  const differing = before === null ? [] : differingFields(before, definition);
  if (before !== null && differing.length === 0) {
    return;
  }
  if (before !== null) {
    const refused = extend ? refusedFields(before, definition, differing) : differing;
    if (refused.length > 0) {
      const remedy = extend
        ? 'A longer sweep keeps all seeds, rungs and candidates of the shorter one, its data and its training.'
        : 'Choose another folder, or extend this sweep with more seeds, rungs or candidates.';
      const got = `another definition: ${refused.slice(0, 10).join(', ')} differ`;
      throw new SweepError('other-definition', folder, got, 'the definition of this folder', remedy);
    }
  }
  try {
    await replaceFile(join(folder, DEFINITION_FILE), `${JSON.stringify(definition, null, 2)}\n`, DISK);
  } catch (error) {
    throw diskFault(error, folder);
  }
}

/** Whether nothing of the shorter sweep is lost is asked of its candidates, whatever their definition looks like. */
function refusedFields(
  before: SweepDefinition,
  after: SweepDefinition,
  differing: readonly string[]
): string[] {
  const refused = differing.filter((field) => !MAY_GROW.test(field));
  const lost = <T>(one: readonly T[], other: readonly T[]): boolean => {
    const kept = new Set(other);
    return one.some((each) => !kept.has(each));
  };
  const ids = (definition: SweepDefinition): string[] => sweepCandidates(definition).map(({ id }) => id);
  return [
    ...refused,
    ...(lost(before.seeds, after.seeds) ? ['seeds'] : []),
    ...(lost(before.rungs, after.rungs) ? ['rungs'] : []),
    ...(refused.length === 0 && lost(ids(before), ids(after)) ? ['candidates'] : [])
  ];
}

export function diskFault(error: unknown, path: string): SweepError {
  const { got, expected } = explainFileError(error, path);
  const remedy = 'Make room or correct that, then start the sweep again: it continues where it stopped.';
  return new SweepError('disk', path, got, expected, remedy, { cause: error });
}
