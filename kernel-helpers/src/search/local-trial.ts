import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { openPlainFile } from '../files';
import { workerFile } from '../tensorflow';
import { counted } from '../wording';
import { messageOf, SweepError } from './errors';
import type { TrialFailureKind, TrialJob, TrialOutcome, TrialProgress } from './executor';
import type { TrialEnd } from './trial';
import { diskFault } from './sweep-folder';
import { LOG_FILE, readTrial, trialFolder } from './trial-folder';
import type { ToParent, ToTrial } from './trial-messages';

/** A run that was told to stop does so after its step, with a checkpoint; then it is killed. */
const STOPPING_MS = 15_000;
/** Between two attempts in a folder in which another process trains, perhaps one that notices that its parent died. */
const BUSY_MS = 500;
const BUSY_FOR_MS = 20_000;
/** Of the log, for the message of a crash. */
const TAIL_BYTES = 1000;

/** How a process went: what it told at its end, or how it died. */
interface Attempt {
  end: TrialEnd | null;
  died: string;
  /** Why we ended it. */
  ended: 'time' | 'hung' | null;
}

export interface LocalTrialOptions {
  /** How long it waits for another process that trains in its folder; milliseconds. */
  busyFor?: number;
  /** The one GPU that its processes see; default what this process sees. */
  gpu?: string;
}

/** One trial in processes of its own: usually one, another where that dies. */
export class LocalTrial {
  private readonly folder: string;
  private readonly busyFor: number;
  private readonly gpu: string | undefined;
  private child: ChildProcess | null = null;
  /** Whether its process has told of a step. */
  private hasBegun = false;
  private cancelled = false;

  constructor(
    private readonly job: TrialJob,
    private readonly onProgress: (progress: TrialProgress) => void,
    { busyFor = BUSY_FOR_MS, gpu }: LocalTrialOptions = {}
  ) {
    this.busyFor = busyFor;
    this.gpu = gpu;
    this.folder = trialFolder(job.folder, job.trial);
  }

  /** Never rejects. */
  async run(): Promise<TrialOutcome> {
    try {
      return await this.outcome();
    } catch (error) {
      const fault = error instanceof SweepError ? error.fault : 'executor';
      return { kind: 'refused', fault, message: messageOf(error) };
    }
  }

  /** A process that has not begun to train, as it loads TensorFlow or data, has nothing to save: it ends at once. */
  cancel(): void {
    this.cancelled = true;
    const { child } = this;
    if (!this.hasBegun) {
      child?.kill('SIGKILL');
      return;
    }
    this.tell({ kind: 'stop' });
    setTimeout(() => child?.kill('SIGKILL'), STOPPING_MS).unref();
  }

  private async outcome(): Promise<TrialOutcome> {
    const { limits, folder, trial } = this.job;
    let { steps } = await readTrial(folder, trial);
    for (let deaths = 0, waits = 0; ;) {
      if (this.cancelled) {
        return { kind: 'cancelled' };
      }
      const { end, died, ended } = await this.attempt();
      const state = await readTrial(folder, trial);
      if (end?.kind === 'done') {
        return { kind: 'finished', state };
      }
      if (end?.kind === 'refused') {
        return end;
      }
      if (end?.kind === 'failed') {
        return this.failed(end.failure, end.message);
      }
      if (state.failure) {
        return { kind: 'failed', failure: state.failure };
      }
      if (ended !== null) {
        return this.failed(ended, this.limitMessage(ended));
      }
      if (end?.kind === 'busy') {
        if (++waits * BUSY_MS > this.busyFor) {
          return { kind: 'refused', fault: 'in-use', message: end.message };
        }
        await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
      } else if (end === null && !this.cancelled) {
        deaths = state.steps > steps ? 1 : deaths + 1;
        steps = state.steps;
        if (deaths > limits.retries) {
          return this.failed('crashed', `${died}, ${deaths} times in a row. ${await this.logTail()}`);
        }
      }
    }
  }

  /** One process, from its start to its end. */
  private async attempt(): Promise<Attempt> {
    const { threads, seconds, quietSeconds } = this.job.limits;
    const child = this.start(threads);
    this.child = child;
    this.hasBegun = false;
    let end: TrialEnd | null = null;
    let ended: Attempt['ended'] = null;
    const endAfter = (limit: number, why: 'time' | 'hung'): NodeJS.Timeout =>
      // Longer than a timer takes is for ever.
      setTimeout(
        () => {
          ended = why;
          child.kill('SIGKILL');
        },
        Math.min(1000 * limit, 2 ** 31 - 1)
      );
    const whole = seconds === null ? undefined : endAfter(seconds, 'time');
    let quiet = endAfter(quietSeconds, 'hung');
    child.on('message', (message: ToParent) => {
      this.hasBegun = true;
      clearTimeout(quiet);
      quiet = endAfter(quietSeconds, 'hung');
      if (message.kind === 'end') {
        ({ end } = message);
      } else {
        this.onProgress(message.progress);
      }
    });
    this.tell({ kind: 'run', job: this.job });
    const died = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`Its process did not start: ${error.message}`));
      child.once('close', (code, signal) =>
        resolve(
          signal === null ? `Its process ended with code ${code}` : `Its process was ended by ${signal}`
        )
      );
    });
    clearTimeout(whole);
    clearTimeout(quiet);
    this.child = null;
    return { end, died, ended };
  }

  private start(threads: number): ChildProcess {
    let log: number;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      log = openSync(join(this.folder, LOG_FILE), 'a', 0o600);
    } catch (error) {
      throw diskFault(error, this.folder);
    }
    try {
      return fork(workerFile(__dirname, 'trial-process'), {
        stdio: ['ignore', log, log, 'ipc'],
        serialization: 'advanced',
        execArgv: [],
        env: {
          ...process.env,
          TF_NUM_INTRAOP_THREADS: String(threads),
          TF_NUM_INTEROP_THREADS: String(threads),
          ...(this.gpu !== undefined && { CUDA_VISIBLE_DEVICES: this.gpu })
        }
      });
    } finally {
      closeSync(log);
    }
  }

  /** A process that is gone hears nothing. */
  private tell(message: ToTrial): void {
    if (this.child?.connected) {
      this.child.send(message, () => undefined);
    }
  }

  private failed(kind: TrialFailureKind, message: string): TrialOutcome {
    const { epochs } = this.job;
    return { kind: 'failed', failure: { kind, message, epochs, at: new Date().toISOString() } };
  }

  private limitMessage(ended: 'time' | 'hung'): string {
    const { seconds, quietSeconds } = this.job.limits;
    return ended === 'time'
      ? `It took longer than ${seconds} s to ${counted(this.job.epochs, 'epoch')}. Raise trial.seconds, or train less.`
      : `Nothing was heard from it for ${quietSeconds} s. Raise trial.quietSeconds if a step may take that long.`;
  }

  private async logTail(): Promise<string> {
    const path = join(this.folder, LOG_FILE);
    const { handle, size } = await openPlainFile(path);
    try {
      const length = Math.min(size, TAIL_BYTES);
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
      const text = buffer.toString('utf8').trim();
      return text === '' ? `Its log ${path} is empty.` : `Its log ${path} ends with: ${text}`;
    } finally {
      await handle.close();
    }
  }
}
