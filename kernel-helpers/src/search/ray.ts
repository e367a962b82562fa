import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type OptionNames, requireOptions } from '../analysis/option-names';
import { workerFile } from '../tensorflow';
import type { SweepDefinition } from './definition';
import { messageOf, SweepError } from './errors';
import type {
  Executor,
  TrialExecution,
  TrialFailureKind,
  TrialJob,
  TrialOutcome,
  TrialProgress
} from './executor';

export interface RayOptions {
  /** Of the head node, `192.0.2.1:6379` or `ray://192.0.2.1:10001`; default `auto`, the cluster that this machine is part of. */
  address?: string;
  /** Python in which Ray is installed, in the cluster's version; default `EFFICIENTNET_LAB_PYTHON`, else `python3`. */
  python?: string;
  /** Trials at once; default as many as the cluster's processors allow when the sweep starts. */
  places?: number;
  /** GPUs of one trial, also a part of one; default 0. */
  gpus?: number;
  /** How often a trial whose worker is lost begins again from its last checkpoint, elsewhere; default 3. */
  retries?: number;
}

const OPTIONS: OptionNames<RayOptions> = {
  address: true,
  python: true,
  places: true,
  gpus: true,
  retries: true
};

/** What the Python process tells. */
type RayEvent =
  | { ready: { cpus: number; gpus: number; version: string } }
  | { refused: string }
  | { progress: string; of: TrialProgress }
  | { end: string; outcome: TrialOutcome | { kind: 'failed'; failure: TrialFailureKind; message: string } };

const PROGRAM = join(__dirname, '..', '..', 'python', 'ray_trials.py');
/** Of what it says on stderr, for messages. */
const TAIL_CHARACTERS = 1000;

/**
 * A Ray cluster as the place where a sweep's trials run: give the answer to `startSweep` as its `executor`. Folder, Node
 * and this package must lie in the same places on all machines of the cluster.
 * @throws SweepError where Ray is not installed or no cluster answers.
 */
export async function connectRay(
  options: RayOptions = {}
): Promise<(definition: SweepDefinition) => Executor> {
  requireOptions(options, OPTIONS);
  const link = new RayLink(options);
  const { cpus } = await link.ready;
  const { gpus = 0, retries = 3 } = options;
  return ({ trial: { threads, bytes } }) => {
    const { places = Math.max(1, Math.floor(cpus / threads)) } = options;
    return new RayExecutor(link, places, { cpus: threads, gpus, bytes, retries });
  };
}

/** What Ray keeps for one trial. */
interface TaskResources {
  cpus: number;
  gpus: number;
  bytes: number | null;
  retries: number;
}

class RayExecutor implements Executor {
  constructor(
    private readonly link: RayLink,
    readonly places: number,
    private readonly resources: TaskResources
  ) {}

  submit(job: TrialJob, onProgress: (progress: TrialProgress) => void): TrialExecution {
    const { id } = job.trial;
    const task = {
      ...this.resources,
      node: process.execPath,
      script: workerFile(__dirname, 'ray-trial-process'),
      // Paths of folder and data may be relative to it.
      cwd: process.cwd(),
      job
    };
    const done = this.link.submit(id, task, job.epochs, onProgress);
    return { done, cancel: () => this.link.send({ cancel: id }) };
  }

  close(): Promise<void> {
    return this.link.close();
  }
}

interface Waiting {
  epochs: number;
  onProgress(progress: TrialProgress): void;
  resolve(outcome: TrialOutcome): void;
}

/** The Python process beside this one, which alone speaks to Ray. */
class RayLink {
  readonly ready: Promise<{ cpus: number }>;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<string, Waiting>();
  private readonly closed: Promise<void>;
  private readonly address: string;
  private tail = '';
  /** Why it can't go on; null while it can. */
  private fault: SweepError | null = null;

  constructor({ address = 'auto', python = process.env.EFFICIENTNET_LAB_PYTHON ?? 'python3' }: RayOptions) {
    this.address = address;
    this.child = spawn(python, [PROGRAM, address], { env: { ...process.env, RAY_USAGE_STATS_ENABLED: '0' } });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.tail = (this.tail + text).slice(-TAIL_CHARACTERS);
    });
    // It may be gone while it is written to; that it ended is told below.
    this.child.stdin.on('error', () => undefined);
    let got = 'none that answers';
    this.ready = new Promise((resolve, reject) => {
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        const event = JSON.parse(line) as RayEvent;
        if ('ready' in event) {
          got = 'one that is gone';
          resolve(event.ready);
        } else if ('refused' in event) {
          this.fault = this.faultOf(event.refused, 'Correct that and start the sweep again.');
          reject(this.fault);
        } else {
          this.take(event);
        }
      });
      this.child.once('error', (error) => {
        const remedy = 'Name a Python in which Ray is installed by the option python.';
        this.fault = this.faultOf(`${python} did not start: ${messageOf(error)}`, remedy);
        reject(this.fault);
      });
      this.child.once('close', () => {
        this.fault ??= this.faultOf(
          `${got} (${this.tail.trim().split('\n').at(-1)})`,
          'Start it, for example by ray start --head, then start the sweep again: it continues where it stopped.'
        );
        reject(this.fault);
      });
    });
    this.closed = new Promise((resolve) => this.child.once('close', () => resolve()));
    void this.closed.then(() => this.lose());
  }

  submit(
    id: string,
    task: object,
    epochs: number,
    onProgress: (progress: TrialProgress) => void
  ): Promise<TrialOutcome> {
    return new Promise((resolve) => {
      this.waiting.set(id, { epochs, onProgress, resolve });
      if (this.fault) {
        this.lose();
      } else {
        this.send({ submit: id, task });
      }
    });
  }

  send(command: object): void {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  /** Cancels what still runs, and waits until nothing does. */
  async close(): Promise<void> {
    this.child.stdin.end();
    await this.closed;
  }

  private take(event: Extract<RayEvent, { end: string } | { progress: string }>): void {
    if ('progress' in event) {
      this.waiting.get(event.progress)?.onProgress(event.of);
      return;
    }
    const waiting = this.waiting.get(event.end);
    this.waiting.delete(event.end);
    const { outcome } = event;
    if (outcome.kind === 'failed' && typeof outcome.failure === 'string') {
      const { failure: kind, message } = outcome as { failure: TrialFailureKind; message: string };
      const failure = { kind, message, epochs: waiting?.epochs ?? 0, at: new Date().toISOString() };
      waiting?.resolve({ kind: 'failed', failure });
    } else {
      waiting?.resolve(outcome as TrialOutcome);
    }
  }

  /** Whatever becomes of these trials, nobody will tell; their folders keep what they reached. */
  private lose(): void {
    const message = this.fault?.message ?? '';
    for (const { resolve } of this.waiting.values()) {
      resolve({ kind: 'refused', fault: 'executor', message });
    }
    this.waiting.clear();
  }

  private faultOf(got: string, remedy: string): SweepError {
    return new SweepError('executor', `Ray cluster at ${this.address}`, got, 'one that answers', remedy);
  }
}
