import { workerData } from 'node:worker_threads';
import type { Batch } from '../batch';
import { trainingBatches } from '../batches';
import { DataError, type DataFault } from '../errors';
import { batchImages } from '../prepared-images';
import type { PipelineReply, PipelineRequest, PipelineSetup } from './protocol';

/** Batches made before they are asked for: enough to hide how long one takes, few enough to hold in memory. */
const AHEAD = 3;

const { dataset, input, port } = workerData as PipelineSetup;
const images = batchImages(dataset, input, { keep: true });

/** Batches of an epoch as they are asked for. */
interface Epoch {
  id: number;
  batches: AsyncIterator<Batch, void>;
  /** Batches that may be made now. */
  wanted: number;
  busy: boolean;
}

let current: Epoch | null = null;

async function make(epoch: Epoch): Promise<void> {
  if (epoch.busy) {
    return;
  }
  epoch.busy = true;
  while (epoch === current && epoch.wanted > 0) {
    epoch.wanted--;
    const reply = await next(epoch);
    // Another epoch may have begun while an image was decoded.
    if (epoch === current) {
      post(reply);
    }
  }
  epoch.busy = false;
}

function post(reply: PipelineReply): void {
  if (reply.type === 'batch') {
    const { pixels, labels, places } = reply.batch;
    port.postMessage(
      reply,
      [pixels, labels, places].map(({ buffer }) => buffer as ArrayBuffer)
    );
  } else {
    port.postMessage(reply);
    current = null;
  }
}

async function next({ id, batches }: Epoch): Promise<PipelineReply> {
  try {
    const { done, value } = await batches.next();
    return done ? { type: 'end', id } : { type: 'batch', id, batch: value };
  } catch (error) {
    return { type: 'error', id, fault: faultOf(error) };
  }
}

function faultOf(error: unknown): DataFault {
  if (error instanceof DataError) {
    return error.fault;
  }
  const got = error instanceof Error ? error.message : String(error);
  return {
    kind: 'bad-batch',
    source: 'batch',
    got,
    expected: 'a batch of images',
    remedy: 'Look at the data.'
  };
}

port.on('message', (request: PipelineRequest) => {
  if (request.type === 'order') {
    const batches = trainingBatches(dataset, input, request.order, images);
    current = { id: request.id, batches, wanted: AHEAD, busy: false };
    void make(current);
  } else if (current && request.id === current.id) {
    current.wanted++;
    void make(current);
  }
});
