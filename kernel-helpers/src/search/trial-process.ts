/** The process of a trial: takes one job from its parent, tells how it goes, and ends with it or with its parent. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TrialJob } from './executor';
import { runTrial } from './trial';
import { readTrial, trialFolder, writeTrialFile } from './trial-folder';
import type { ToParent, ToTrial } from './trial-messages';
import type { WatchSetup } from './watch-worker';

const stop = new AbortController();

// Ctrl-C in a terminal reaches all its processes; the parent says what it means.
process.on('SIGINT', () => undefined);
// At once: a run can be killed at any moment without losing anything.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToTrial) => {
  if (message.kind === 'stop') {
    stop.abort();
  } else {
    void work(message.job);
  }
});

async function work(job: TrialJob): Promise<void> {
  const { trial, limits, epochs } = job;
  const folder = trialFolder(job.folder, trial);
  const workerData: WatchSetup = { folder, parent: process.ppid, bytes: limits.bytes, epochs };
  new Worker(join(__dirname, 'watch-worker.js'), { workerData }).unref();
  const end = await runTrial(job, (progress) => tell({ kind: 'progress', progress }), stop.signal);
  if (end.kind === 'done') {
    const { peakBytes } = await readTrial(job.folder, trial);
    // Node counts it in kilobytes.
    const own = 1024 * process.resourceUsage().maxRSS;
    writeTrialFile(folder, { failure: null, peakBytes: Math.max(peakBytes ?? 0, own) });
  }
  tell({ kind: 'end', end });
}

/** The end is reported before the process leaves. */
function tell(message: ToParent): void {
  process.send?.(message, () => message.kind === 'end' && process.exit(0));
}
