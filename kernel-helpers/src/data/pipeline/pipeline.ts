import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { workerFile } from '../../tensorflow';
import { type Dataset, inMemory, type Labels } from '../dataset';
import type { InputShape } from '../prepare';
import type { PipelineSetup } from './protocol';

/**
 * A thread that makes the batches of training epochs ahead of their use. What a batch holds depends on seed, epoch and
 * step alone, never on timing.
 */
export class BatchPipeline {
  /** For a BatchSource, here or in another thread. */
  readonly port: MessagePort;
  private readonly worker: Worker;

  constructor(dataset: Dataset, input: InputShape) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const workerData: PipelineSetup = { dataset: shared(dataset), input, port: port2 };
    this.worker = new Worker(workerFile(__dirname, 'worker'), { workerData, transferList: [port2] });
  }

  /** Calls back with what ended the thread; that its consumer is gone is no error. */
  onError(listener: (error: Error) => void): void {
    this.worker.on('error', listener);
    this.worker.on('exit', (code) => {
      if (code !== 0) {
        listener(new Error(`The thread that makes batches ended with code ${code}.`));
      }
    });
  }

  async dispose(): Promise<void> {
    await this.worker.terminate();
  }
}

/** The data set with pixels and labels in memory that threads share; copied once unless they are there already. */
export function shared<T extends Dataset>(dataset: T): T;
export function shared(dataset: Dataset): Dataset {
  const labels = sharedCopy(dataset.labels);
  return inMemory(dataset)
    ? { ...dataset, images: sharedCopy(dataset.images), labels }
    : { ...dataset, labels, digests: sharedCopy(dataset.digests) };
}

function sharedCopy<T extends Labels>(values: T): T;
function sharedCopy(values: Labels): Labels {
  if (values.buffer instanceof SharedArrayBuffer) {
    return values;
  }
  const memory = new SharedArrayBuffer(values.byteLength);
  const target = values instanceof Uint8Array ? new Uint8Array(memory) : new Uint16Array(memory);
  target.set(values);
  return target;
}
