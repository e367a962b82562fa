import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Folders of a process carry its number, so that those of processes that were killed can be told. */
const PREFIX = 'efficientnet-lab-graph-';
const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Gives work a folder of its own that holds a SavedModel, and removes it afterwards: TensorFlow reads the file once.
 * A signal that arrives meanwhile takes effect after the removal.
 */
export function withSavedModelFolder<T>(savedModel: Uint8Array, work: (folder: string) => T): T {
  removeLeftovers();
  const release = holdSignals();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel, { mode: 0o600 });
    return work(folder);
  } finally {
    removeIfOwn(folder);
    release();
  }
}

/** Removes folders of processes that are no longer there, killed while they loaded a graph. */
function removeLeftovers(): void {
  removeFolders((pid) => !isRunning(pid));
}

function removeFolders(of: (pid: number) => boolean): void {
  for (const name of namesIn(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    if (of(Number.parseInt(name.slice(PREFIX.length), 10))) {
      removeIfOwn(join(tmpdir(), name));
    }
  }
}

/** Anyone may put anything there; what can't be listed or removed does no harm, and must not stop what is asked for. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A folder of this user's; another user's is theirs to remove, and may change while it is looked at. */
function removeIfOwn(folder: string): void {
  try {
    const found = lstatSync(folder);
    if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid)) {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch {
    // It stays until the next time.
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

let holders = 0;
let leaving = false;
const heard = new Set<NodeJS.Signals>();
const hear = (signal: NodeJS.Signals): void => void heard.add(signal);

/**
 * Keeps signals that would end the process waiting until the returned function is called. Only the main thread
 * hears signals; around a worker's loading it holds them itself.
 */
export function holdSignals(): () => void {
  if (!isMainThread) {
    return () => undefined;
  }
  if (!leaving) {
    // A process that ends while a worker loads a graph ends the worker too, before it can clean up.
    leaving = true;
    process.once('exit', () => removeFolders((pid) => pid === process.pid));
  }
  if (holders++ === 0) {
    SIGNALS.forEach((signal) => process.on(signal, hear));
  }
  // Signals that come during a blocking call are told in the next turn of the event loop.
  return () => void setImmediate(release);
}

function release(): void {
  if (--holders > 0) {
    return;
  }
  SIGNALS.forEach((signal) => process.off(signal, hear));
  // Where someone else listens, they have heard it too.
  const alone = [...heard].filter((signal) => process.listenerCount(signal) === 0);
  heard.clear();
  alone.forEach((signal) => process.kill(process.pid, signal));
}
