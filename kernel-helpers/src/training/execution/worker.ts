import { parentPort, workerData } from 'node:worker_threads';
import { BatchSource, DataError } from '../../data';
import { GraphSession, loadBinding, type Program, type Values } from '../../tensorflow';
import type { RunSetup, StepResult, ThreadSetup, WorkerReply, WorkerRequest } from './protocol';
import { validated } from './validation';

/** Owns a compiled training program and its state: TensorFlow blocks this thread, not the one that people talk to. */
const { stop, answered } = workerData as ThreadSetup;

/** A run in progress. */
interface OpenRun extends RunSetup {
  source: BatchSource;
}

let graph: GraphSession | null = null;
let run: OpenRun | null = null;

function session(): GraphSession {
  if (graph === null) {
    throw new Error('The training thread holds no graph.');
  }
  return graph;
}

function current(): OpenRun {
  if (run === null) {
    throw new Error('The training thread has no run.');
  }
  return run;
}

function open(program: Program | null, setup: RunSetup): void {
  if (program === null) {
    session().forgetState();
  } else {
    graph?.dispose();
    graph = null;
    graph = new GraphSession(program);
  }
  run = { ...setup, source: new BatchSource(setup.batches) };
}

function close(): void {
  run?.batches.close();
  run = null;
}

async function step({
  learningRate,
  random
}: {
  learningRate: number;
  random: Int32Array;
}): Promise<StepResult> {
  const batch = await current().source.next();
  if (batch === null) {
    throw new Error('The epoch has no more batches.');
  }
  const inputs: Values[] = [batch.pixels, batch.labels, Float32Array.of(learningRate)];
  if (batch.mixing) {
    inputs.push(batch.mixing.labels, batch.mixing.share);
  }
  const [loss, accuracy, taken, lossScale] = session()
    .run('train', inputs, random)
    .map(([value]) => value);
  return { loss, accuracy, taken: taken === 1, lossScale, unreadable: batch.unreadable };
}

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  switch (request.type) {
    case 'open':
      open(request.program, request.run);
      return { type: 'done' };
    case 'write':
      session().writeState(request.values);
      return { type: 'done' };
    case 'begin':
      current().source.begin(request.order);
      return { type: 'done' };
    case 'step':
      return { type: 'step', result: await step(request) };
    case 'validate': {
      const { validation, input } = current();
      const score = (inputs: [Float32Array, Int32Array]): Values[] => session().run('evaluate', inputs);
      const stopped = (): boolean => Atomics.load(stop, 0) !== 0;
      const result = validation && (await validated(validation, input, score, stopped));
      return { type: 'validation', result };
    }
    case 'read':
      return { type: 'state', values: session().readState() };
    case 'close':
      close();
      return { type: 'done' };
    case 'dispose':
      graph?.dispose();
      graph = null;
      close();
      return { type: 'done' };
  }
}

/** Before its reply: an interrupt of the other thread may end what hears that. */
function respond(reply: WorkerReply): void {
  Atomics.add(answered, 0, 1);
  parentPort?.postMessage(reply);
}

// While the other thread records the graph.
loadBinding();

let queue = Promise.resolve();
parentPort?.on('message', (request: WorkerRequest) => {
  queue = queue.then(async () => {
    try {
      respond(await answer(request));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      respond({ type: 'error', message, ...(error instanceof DataError ? { fault: error.fault } : {}) });
    }
  });
});
