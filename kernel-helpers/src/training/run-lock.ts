import { randomBytes } from 'node:crypto';
import { link, mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { TrainingError } from './errors';
import { leftoverName, readRunFile } from './files';
import { type ProcessIdentity, stillRuns, thisProcess } from './process-identity';
import { RunLife } from './run-life';

const FILE = '.lock';
const MAX_BYTES = 4096;
/** Of two that take over a lock at once one comes too late, and looks again. */
const ATTEMPTS = 5;

/** Who trains under a name. */
interface Holder extends ProcessIdentity {
  /** Of that process. */
  thread: number;
  /** Tells two locks of one process apart. */
  token: string;
}

/** Runs of this thread that hold a lock, by its token; also of other copies of this module. */
const HELD = Symbol.for('efficientnet-lab.run-locks');
const held = ((globalThis as { [HELD]?: Map<string, RunLife> })[HELD] ??= new Map<string, RunLife>());

/** Keeps a run's folder for this run. */
export interface RunLock {
  release(): Promise<void>;
}

/**
 * Takes a run's folder for a run, also from a process that has ended without giving it back, and from a run of this one
 * that an interrupt has left without its end.
 * @returns Null where no lock can be written; whoever writes there next says why.
 * @throws TrainingError naming who holds it.
 */
export async function lockRun(
  folder: string,
  runId: string,
  life: RunLife = new RunLife()
): Promise<RunLock | null> {
  const path = join(folder, FILE);
  const own: Holder = { ...thisProcess(), thread: threadId, token: randomBytes(8).toString('hex') };
  const text = JSON.stringify(own);
  let isLocked = false;
  // Before its lock is there to be found.
  held.set(own.token, life);
  try {
    isLocked = await locked(folder, runId, own);
  } finally {
    if (!isLocked) {
      held.delete(own.token);
    }
  }
  return isLocked
    ? { release: () => released(folder, path, text).finally(() => held.delete(own.token)) }
    : null;
}

async function locked(folder: string, runId: string, own: Holder): Promise<boolean> {
  const path = join(folder, FILE);
  const text = JSON.stringify(own);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // Who gave the lock back may have removed the folder too.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (await placed(folder, path, text)) {
        return true;
      }
      const found = await contentOf(path);
      const holder = found === null ? null : holderOf(found);
      // Of another machine that shares the folder nothing is known: it may be.
      if (holder && stillRuns(holder) !== false && !(await givesWay(holder, own))) {
        throw heldBy(holder, runId, path);
      }
      await taken(folder, path, found);
    }
  } catch (error) {
    if (error instanceof TrainingError) {
      throw error;
    }
    return false;
  }
  const got = `${runId}, which others begin to train under`;
  throw new TrainingError(
    'runName',
    got,
    'one that nobody trains under',
    'Choose another name, or try again.'
  );
}

/** Whether anybody works in a run's folder; one on another machine that shares it is taken to. */
export async function isHeld(folder: string): Promise<boolean> {
  const found = await contentOf(join(folder, FILE));
  const holder = found === null ? null : holderOf(found);
  return holder !== null && stillRuns(holder) !== false;
}

/** Of runs of this thread more is known than that their process runs. */
async function givesWay(holder: Holder, own: Holder): Promise<boolean> {
  const isOwn = (['host', 'pid', 'started', 'thread'] as const).every(
    (field) => holder[field] === own[field]
  );
  return isOwn && ((await held.get(holder.token)?.givesWay()) ?? true);
}

/** Puts the whole file there in one step, unless there is one. @throws an error of the system for a disk that can't. */
async function placed(folder: string, path: string, text: string): Promise<boolean> {
  const temporary = join(folder, leftoverName('writing'));
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    await link(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A run that begins clears its folder of what is being written.
    if (code === 'EEXIST' || code === 'ENOENT') {
      return false;
    }
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Moves a lock aside that nobody holds. One that another process has put there since goes back. */
async function taken(folder: string, path: string, stale: string | null): Promise<void> {
  const aside = join(folder, leftoverName('removing'));
  try {
    await rename(path, aside);
    if ((await contentOf(aside)) !== stale) {
      await link(aside, path);
    }
  } catch {
    // It is gone, or another's: the next attempt sees which.
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** A folder in which nothing was written goes too. */
async function released(folder: string, path: string, text: string): Promise<void> {
  if ((await contentOf(path)) === text) {
    await rm(path, { force: true }).catch(() => undefined);
    await rmdir(folder).catch(() => undefined);
  }
}

async function contentOf(path: string): Promise<string | null> {
  return readRunFile(path, MAX_BYTES).then(String, () => null);
}

function holderOf(text: string): Holder | null {
  try {
    const { host, pid, started } = JSON.parse(text) as Partial<Holder>;
    const whole = typeof host === 'string' && Number.isSafeInteger(pid) && (pid as number) > 0;
    return whole && (started === null || typeof started === 'string') ? (JSON.parse(text) as Holder) : null;
  } catch {
    return null;
  }
}

function heldBy(holder: Holder, runId: string, path: string): TrainingError {
  const { host, pid } = holder;
  const [who, remedy] =
    stillRuns(holder) === null
      ? [`process ${pid} on ${host}`, `If that process has ended, remove ${path}.`]
      : pid === process.pid
        ? ['this process', 'Wait for that run, stop it, or restart the kernel.']
        : [`process ${pid} on this machine`, `Wait for that run, or stop it (for example by kill ${pid}).`];
  const expected = 'one that nobody trains under';
  return new TrainingError(
    'runName',
    `${runId}, under which ${who} trains`,
    expected,
    `${remedy} Or choose another name.`
  );
}
