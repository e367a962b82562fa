import { createHash } from 'node:crypto';
import { Worker, type TransferListItem } from 'node:worker_threads';
import { DataError } from '../../data';
import { holdSignals, type Program, workerFile } from '../../tensorflow';
import type { RunSetup, ThreadSetup, WorkerReply, WorkerRequest } from './protocol';

interface Pending {
  resolve: (reply: WorkerReply) => void;
  reject: (error: Error) => void;
}

/** What the weights and slots of a kept graph may take: B4 with two slots for each weight just does. */
const KEPT_BYTES = 2 ** 28;
/** So long a graph is kept for the next run. */
const KEPT_MS = 15 * 60 * 1000;

/** Ended its run well, and waits with its graph for another. */
let kept: { thread: TrainingThread; timer: NodeJS.Timeout } | null = null;

/**
 * A thread that owns the graph of a training run. Building a graph takes longer than many steps: TensorFlow reads and
 * optimises it, and makes its kernels. So one thread is kept after its run, and a run whose recorded graph is the very
 * same goes on with it; its weights, slots and random numbers are its own.
 */
export class TrainingThread {
  private readonly worker: Worker;
  private readonly stop = new Int32Array(new SharedArrayBuffer(4));
  /** Counted by the thread itself: an interrupt may end what hears its answers. */
  private readonly answered = new Int32Array(new SharedArrayBuffer(4));
  private asked = 0;
  private readonly pending: Pending[] = [];
  /** Answers still to come to requests that were given up. */
  private abandoned = 0;
  private failure: Error | null = null;
  private ended = false;
  /** Of the graph it holds; null before there is one. */
  private loaded: string | null = null;
  private stateBytes = 0;

  private constructor() {
    const workerData: ThreadSetup = { stop: this.stop, answered: this.answered };
    this.worker = new Worker(workerFile(__dirname, 'worker'), { workerData });
    this.worker.on('message', (reply: WorkerReply) => this.receive(reply));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', (code) => this.end(new Error(`The training thread ended with code ${code}.`)));
  }

  /** The one that waits, or a new one; it loads TensorFlow meanwhile. */
  static take(): TrainingThread {
    const thread = kept?.thread;
    if (!thread) {
      return new TrainingThread();
    }
    release();
    thread.worker.ref();
    return thread;
  }

  /** Whether it computes what was asked for. */
  get computing(): boolean {
    return !this.ended && Atomics.load(this.answered, 0) < this.asked;
  }

  /** Ends a validation in progress when `stopped`, and the next one no longer when not. */
  setStopped(stopped: boolean): void {
    Atomics.store(this.stop, 0, stopped ? 1 : 0);
  }

  /** Begins a run; a graph that it holds already is not built again. */
  async open(program: Program, run: RunSetup): Promise<void> {
    const identity = identityOf(program);
    const isLoaded = identity === this.loaded;
    this.loaded = null;
    // The thread writes the graph to a file for a moment; only this thread can keep a signal from leaving it there.
    const free = holdSignals();
    try {
      await this.ask({ type: 'open', program: isLoaded ? null : program, run }, [run.batches]);
    } finally {
      free();
    }
    this.loaded = identity;
    this.stateBytes = program.state.reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  }

  ask(request: WorkerRequest, transfer: TransferListItem[] = []): Promise<WorkerReply> {
    if (this.failure) {
      return Promise.reject(this.failure);
    }
    return this.request(request, transfer);
  }

  /** Gives up what was asked for. */
  fail(error: Error): void {
    this.failure ??= error;
    const given = this.pending.splice(0);
    this.abandoned += given.length;
    given.forEach(({ reject }) => reject(error));
  }

  /** Ends the run: the thread waits for another, or ends if it holds too much or went wrong. */
  async close(): Promise<void> {
    if (this.failure === null && this.loaded !== null && this.stateBytes <= KEPT_BYTES) {
      const closed = await this.request({ type: 'close' }).then(
        () => true,
        () => false
      );
      if (closed && this.failure === null) {
        await keep(this);
        return;
      }
    }
    await this.dispose();
  }

  async dispose(): Promise<void> {
    if (!this.ended) {
      // Frees the graph's memory, which ending the thread alone would not.
      await this.request({ type: 'dispose' }).catch(() => undefined);
    }
    this.failure ??= new Error('The training thread was ended.');
    await this.worker.terminate();
  }

  /** A thread that waits keeps no process from its end. */
  rest(): void {
    this.worker.unref();
  }

  private request(request: WorkerRequest, transfer: TransferListItem[] = []): Promise<WorkerReply> {
    this.asked++;
    this.worker.postMessage(request, transfer);
    return new Promise((resolve, reject) => this.pending.push({ resolve, reject }));
  }

  private receive(reply: WorkerReply): void {
    if (this.abandoned > 0) {
      this.abandoned--;
      return;
    }
    const next = this.pending.shift();
    if (reply.type === 'error') {
      next?.reject(reply.fault ? DataError.of(reply.fault) : new Error(reply.message));
    } else {
      next?.resolve(reply);
    }
  }

  private end(error: Error): void {
    this.ended = true;
    this.fail(error);
    if (kept?.thread === this) {
      release();
    }
  }
}

/** Ends the thread that waits for another run, if there is one, and frees its graph's memory. */
export async function disposeKeptThread(): Promise<void> {
  const thread = kept?.thread;
  release();
  await thread?.dispose();
}

async function keep(thread: TrainingThread): Promise<void> {
  const before = kept?.thread;
  release();
  const timer = setTimeout(() => void disposeKeptThread(), KEPT_MS);
  timer.unref();
  thread.rest();
  kept = { thread, timer };
  await before?.dispose();
}

function release(): void {
  clearTimeout(kept?.timer);
  kept = null;
}

/** Of all that a program is: another graph, or other names of what it reads and gives, is another program. */
export function identityOf({ savedModel, ...rest }: Program): string {
  return createHash('sha256').update(JSON.stringify(rest)).update(savedModel).digest('hex');
}
