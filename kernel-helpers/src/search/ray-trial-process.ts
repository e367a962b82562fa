/**
 * What a Ray task starts: takes one job as a line of JSON on stdin, supervises its trial as on any machine, and tells its
 * progress and outcome as lines on stdout. The end of stdin cancels it.
 */
import { createInterface } from 'node:readline';
import type { TrialJob } from './executor';
import { LocalTrial } from './local-trial';

/** A worker that has lost its cluster goes on for a minute before Ray ends it, and the trial with it. */
const LOST_WORKER_MS = 120_000;

let trial: LocalTrial | null = null;

// Whoever listened may be gone; that is no reason to lose a checkpoint.
process.stdout.on('error', () => undefined);
const tell = (event: object, then?: () => void): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`, then);
};

createInterface({ input: process.stdin })
  .once('line', (line) => {
    trial = new LocalTrial(JSON.parse(line) as TrialJob, (progress) => tell({ progress }), {
      busyFor: LOST_WORKER_MS
    });
    void trial.run().then((outcome) => tell({ outcome }, () => process.exit(0)));
  })
  .once('close', () => trial?.cancel());
