import { BatchPipeline, batchShape, type DatasetSplits, shared, type TrainingOrder } from '../../data';
import type { Classifier } from '../../evaluation';
import type { Program, Values } from '../../tensorflow';
import { GraphOptimizer } from '../optimizer';
import type { Settings } from '../options';
import type { TrainingProgram } from '../program';
import { compiledProgram } from './compiled-execution';
import type { Execution, StepResult, ValidationResult } from './execution';
import type { WorkerReply, WorkerRequest } from './protocol';
import { TrainingThread } from './training-thread';
import { validationBatchSize } from './validation';

/**
 * A compiled program in a thread of its own, fed by another that makes the batches: this thread stays free for
 * messages however long a step takes.
 */
export class WorkerExecution implements Execution {
  readonly optimizer: GraphOptimizer;
  readonly compiles = true;
  private running: {
    thread: TrainingThread;
    pipeline: BatchPipeline;
    compiled: TrainingProgram | null;
  } | null = null;
  private draws: readonly number[] = [];

  constructor(
    private readonly classifier: Classifier,
    private readonly data: DatasetSplits,
    private readonly settings: Settings
  ) {
    this.optimizer = new GraphOptimizer(classifier.model, settings);
  }

  get computing(): boolean {
    return this.running?.thread.computing ?? false;
  }

  async start(): Promise<void> {
    const { classifier, data, settings } = this;
    const { input } = classifier;
    // Both threads get ready while this one records the graph.
    const thread = TrainingThread.take();
    const pipeline = new BatchPipeline(data.train, input);
    this.running = { thread, pipeline, compiled: null };
    // A pipeline that this run has ended itself is no failure of a thread that waits for the next one.
    pipeline.onError((error) => this.running?.thread.fail(error));
    const compiled = compiledProgram(classifier, this.optimizer, data, settings);
    this.running.compiled = compiled;
    const program = compiled.state.program();
    this.draws = program.functions.train.draws;
    const validation = data.validation && {
      dataset: shared(data.validation),
      shape: batchShape(data.validation, input, validationBatchSize(data.validation, settings))
    };
    const opened = thread.open(program, { input, validation, batches: pipeline.port });
    // The values are read and sent while TensorFlow reads the graph.
    await Promise.all([opened, this.write(program, compiled.state.values())]);
  }

  async begin(order: TrainingOrder): Promise<void> {
    await this.ask({ type: 'begin', order });
  }

  async step(learningRate: number): Promise<StepResult> {
    const { state } = this.started().compiled;
    const reply = await this.ask({ type: 'step', learningRate, random: state.randomRows() });
    state.advance(this.draws);
    if (reply.type !== 'step') {
      throw unexpected(reply);
    }
    return reply.result;
  }

  async validate(signal: AbortSignal | undefined): Promise<ValidationResult | null> {
    const { thread } = this.started();
    const end = (): void => thread.setStopped(true);
    thread.setStopped(signal?.aborted ?? false);
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
  private async write({ writes }: Program, state: Record<string, Values>): Promise<void> {
    for (const { variables } of writes) {
      const values = Object.fromEntries(variables.map((name) => [name, state[name]]));
      await this.ask({ type: 'write', values });
    }
  }

  async pull(): Promise<void> {
    const reply = await this.ask({ type: 'read' });
    if (reply.type !== 'state') {
      throw unexpected(reply);
    }
    this.started().compiled.state.assign(reply.values);
  }

  async dispose(): Promise<void> {
    const { running } = this;
    this.running = null;
    await Promise.all([running?.thread.close(), running?.pipeline.dispose()]);
    running?.compiled?.dispose();
    this.optimizer.dispose();
  }

  private ask(request: WorkerRequest): Promise<WorkerReply> {
    return this.started().thread.ask(request);
  }

  private started(): { thread: TrainingThread; compiled: TrainingProgram } {
    const { running } = this;
    if (!running?.compiled) {
      throw new Error('The training thread was not started.');
    }
    return { thread: running.thread, compiled: running.compiled };
  }
}

function unexpected({ type }: WorkerReply): Error {
  return new Error(`The training thread answered with '${type}'.`);
}
