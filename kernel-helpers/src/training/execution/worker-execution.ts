import { Worker } from 'node:worker_threads';
import {
  BatchPipeline,
  batchShape,
  DataError,
  type DatasetSplits,
  shared,
  type TrainingOrder
} from '../../data';
import type { Classifier } from '../../evaluation';
import { holdSignals, type Program, type Values, workerFile } from '../../tensorflow';
import { GraphOptimizer } from '../optimizer';
import type { Settings } from '../options';
import type { TrainingProgram } from '../program';
import { compiledProgram } from './compiled-execution';
import type { Execution, StepResult, ValidationResult } from './execution';
import type { WorkerReply, WorkerRequest, WorkerSetup } from './protocol';
import { validationBatchSize } from './validation';

/** Far less than weights and slots, and enough that a state takes few messages. */
const PORTION_BYTES = 2 ** 23;

interface Pending {
  resolve: (reply: WorkerReply) => void;
  reject: (error: Error) => void;
}

/**
 * A compiled program in a thread of its own, fed by another that makes the batches: this thread stays free for
 * messages however long a step takes.
 */
export class WorkerExecution implements Execution {
  readonly optimizer: GraphOptimizer;
  private readonly compiled: TrainingProgram;
  private readonly program: Program;
  private readonly stop = new Int32Array(new SharedArrayBuffer(4));
  /** Counted by the thread itself: an interrupt may end what hears its answers. */
  private readonly answered = new Int32Array(new SharedArrayBuffer(4));
  private asked = 0;
  private readonly pending: Pending[] = [];
  /** Answers still to come to requests that were given up. */
  private abandoned = 0;
  private pipeline: BatchPipeline | null = null;
  private worker: Worker | null = null;
  private failure: Error | null = null;
  private ended = false;

  constructor(
    private readonly classifier: Classifier,
    private readonly data: DatasetSplits,
    private readonly settings: Settings
  ) {
    this.optimizer = new GraphOptimizer(classifier.model, settings);
    this.compiled = compiledProgram(classifier, this.optimizer, data, settings);
    this.program = this.compiled.state.program();
  }

  get computing(): boolean {
    return this.worker !== null && !this.ended && Atomics.load(this.answered, 0) < this.asked;
  }

  async start(): Promise<void> {
    const { input } = this.classifier;
    const { validation } = this.data;
    this.pipeline = new BatchPipeline(this.data.train, input);
    this.pipeline.onError((error) => this.fail(error));
    const workerData: WorkerSetup = {
      program: this.program,
      input,
      validation: validation && {
        dataset: shared(validation),
        shape: batchShape(validation, input, validationBatchSize(validation, this.settings))
      },
      batches: this.pipeline.port,
      stop: this.stop,
      answered: this.answered
    };
    // The thread writes the graph to a file for a moment; only this thread can keep a signal from leaving it there.
    const release = holdSignals();
    try {
      this.worker = new Worker(workerFile(__dirname, 'worker'), {
        workerData,
        transferList: [this.pipeline.port]
      });
      this.worker.on('message', (reply: WorkerReply) => this.receive(reply));
      this.worker.on('error', (error) => this.fail(error));
      this.worker.on('exit', (code) => this.end(new Error(`The training thread ended with code ${code}.`)));
      await this.reply();
      await this.write();
    } finally {
      release();
    }
  }

  async begin(order: TrainingOrder): Promise<void> {
    await this.ask({ type: 'begin', order });
  }

  async step(learningRate: number): Promise<StepResult> {
    const { state } = this.compiled;
    const reply = await this.ask({ type: 'step', learningRate, random: state.randomRows() });
    state.advance(this.program.functions.train.draws);
    if (reply.type !== 'step') {
      throw unexpected(reply);
    }
    return reply.result;
  }

  async validate(signal: AbortSignal | undefined): Promise<ValidationResult | null> {
    const end = (): void => void Atomics.store(this.stop, 0, 1);
    Atomics.store(this.stop, 0, signal?.aborted ? 1 : 0);
    signal?.addEventListener('abort', end);
    try {
      const reply = await this.ask({ type: 'validate' });
      if (reply.type !== 'validation') {
        throw unexpected(reply);
      }
      return reply.result;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  /** Gives the thread the whole state, in portions: of what is on its way there are several copies. */
  private async write(): Promise<void> {
    for (const values of portions(this.compiled.state.values())) {
      await this.request({ type: 'write', values });
    }
  }

  async pull(): Promise<void> {
    const reply = await this.ask({ type: 'read' });
    if (reply.type !== 'state') {
      throw unexpected(reply);
    }
    this.compiled.state.assign(reply.values);
  }

  async dispose(): Promise<void> {
    if (this.worker && !this.ended) {
      // Frees the graph's memory, which ending the thread alone would not.
      await this.request({ type: 'dispose' }).catch(() => undefined);
    }
    this.failure ??= new Error('The training thread was ended.');
    await Promise.all([this.worker?.terminate(), this.pipeline?.dispose()]);
    this.compiled.dispose();
    this.optimizer.dispose();
  }

  private ask(request: WorkerRequest): Promise<WorkerReply> {
    if (this.failure) {
      return Promise.reject(this.failure);
    }
    return this.request(request);
  }

  private request(request: WorkerRequest): Promise<WorkerReply> {
    this.asked++;
    this.worker?.postMessage(request);
    return this.reply();
  }

  private reply(): Promise<WorkerReply> {
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

  private fail(error: Error): void {
    this.failure ??= error;
    const given = this.pending.splice(0);
    this.abandoned += given.length;
    given.forEach(({ reject }) => reject(error));
  }

  private end(error: Error): void {
    this.ended = true;
    this.fail(error);
  }
}

/** Values of a state in turn, so many bytes at once or a single larger one. */
function* portions(state: Record<string, Values>): Generator<Record<string, Values>> {
  let [portion, bytes]: [Record<string, Values>, number] = [{}, 0];
  for (const [name, values] of Object.entries(state)) {
    if (bytes > 0 && bytes + values.byteLength > PORTION_BYTES) {
      yield portion;
      [portion, bytes] = [{}, 0];
    }
    portion[name] = values;
    bytes += values.byteLength;
  }
  yield portion;
}

function unexpected({ type }: WorkerReply): Error {
  return new Error(`The training thread answered with '${type}'.`);
}
