import { workerData } from 'node:worker_threads';
import { type Batch, trainingBatches } from '../batches';
import type { PipelineReply, PipelineRequest, PipelineSetup } from './protocol';

/** Batches made before they are asked for: enough to hide how long one takes, few enough to hold in memory. */
const AHEAD = 3;

const { dataset, input, port } = workerData as PipelineSetup;

let current: { id: number; batches: Iterator<Batch, void> } | null = null;

function make(count: number): void {
  for (let i = 0; i < count && current; i++) {
    const { id, batches } = current;
    const reply = next(id, batches);
    if (reply.type === 'batch') {
      port.postMessage(reply, [
        reply.batch.pixels.buffer as ArrayBuffer,
        reply.batch.labels.buffer as ArrayBuffer
      ]);
    } else {
      port.postMessage(reply);
      current = null;
    }
  }
}

function next(id: number, batches: Iterator<Batch, void>): PipelineReply {
  try {
    const { done, value } = batches.next();
    return done ? { type: 'end', id } : { type: 'batch', id, batch: value };
  } catch (error) {
    return { type: 'error', id, message: error instanceof Error ? error.message : String(error) };
  }
}

port.on('message', (request: PipelineRequest) => {
  if (request.type === 'order') {
    current = { id: request.id, batches: trainingBatches(dataset, input, request.order) };
    make(AHEAD);
  } else if (request.id === current?.id) {
    make(1);
  }
});
