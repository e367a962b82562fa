/**
 * A thread that watches over its own process, whatever that one's main thread waits for: it ends it when its parent has
 * died, and when it takes more memory than it may.
 */
import { workerData } from 'node:worker_threads';
import { writeTrialFile } from './trial-folder';

export interface WatchSetup {
  folder: string;
  /** Number of the parent's process. */
  parent: number;
  bytes: number | null;
  epochs: number;
}

const EVERY_MS = 250;

const { folder, parent, bytes, epochs } = workerData as WatchSetup;

setInterval(() => {
  if (process.ppid !== parent) {
    process.kill(process.pid, 'SIGKILL');
  }
  const used = process.memoryUsage.rss();
  if (bytes !== null && used > bytes) {
    const message = `It took ${used} bytes of memory, at most ${bytes} were allowed: allow more, or take smaller batches or networks.`;
    const failure = { kind: 'memory', message, epochs, at: new Date().toISOString() } as const;
    writeTrialFile(folder, { failure, peakBytes: used });
    process.kill(process.pid, 'SIGKILL');
  }
}, EVERY_MS);
