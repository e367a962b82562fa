import { parentPort, workerData } from 'node:worker_threads';
import { BatchSource, DataError } from '../../data';
import { GraphSession, type Values } from '../../tensorflow';
import type { StepResult, WorkerReply, WorkerRequest, WorkerSetup } from './protocol';
import { validated } from './validation';

/** Owns a compiled training program and its state: TensorFlow blocks this thread, not the one that people talk to. */
const { program, input, validation, batches, stop, answered } = workerData as WorkerSetup;

const session = new GraphSession(program);
const source = new BatchSource(batches);

async function step({
  learningRate,
  random
}: {
  learningRate: number;
  random: Int32Array;
}): Promise<StepResult> {
  const batch = await source.next();
  if (batch === null) {
    throw new Error('The epoch has no more batches.');
  }
  const inputs: Values[] = [batch.pixels, batch.labels, Float32Array.of(learningRate)];
  if (batch.mixing) {
    inputs.push(batch.mixing.labels, batch.mixing.share);
  }
  const [loss, accuracy, taken, lossScale] = session.run('train', inputs, random).map(([value]) => value);
  return { loss, accuracy, taken: taken === 1, lossScale, unreadable: batch.unreadable };
}

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  switch (request.type) {
    case 'write':
      session.writeState(request.values);
      return { type: 'done' };
    case 'begin':
      source.begin(request.order);
      return { type: 'done' };
    case 'step':
      return { type: 'step', result: await step(request) };
    case 'validate': {
      const run = (inputs: [Float32Array, Int32Array]): Values[] => session.run('evaluate', inputs);
      const stopped = (): boolean => Atomics.load(stop, 0) !== 0;
      const result = validation && (await validated(validation, input, run, stopped));
      return { type: 'validation', result };
    }
    case 'read':
      return { type: 'state', values: session.readState() };
    case 'dispose':
      session.dispose();
      batches.close();
      return { type: 'done' };
  }
}

function post(reply: WorkerReply): void {
  parentPort?.postMessage(reply);
}

/** Before its reply: an interrupt of the other thread may end what hears that. */
function respond(reply: WorkerReply): void {
  Atomics.add(answered, 0, 1);
  post(reply);
}

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
post({ type: 'loaded' });
