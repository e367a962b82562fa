import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { workerFile } from '../../tensorflow';
import type { InputShape } from '../batches';
import type { ImageDataset } from '../dataset';
import type { PipelineSetup } from './protocol';

/**
 * A thread that makes the batches of training epochs ahead of their use. What a batch holds depends on seed, epoch and
 * step alone, never on timing.
 */
export class BatchPipeline {
  /** For a BatchSource, here or in another thread. */
  readonly port: MessagePort;
  private readonly worker: Worker;

  constructor(dataset: ImageDataset, input: InputShape) {
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
export function shared(dataset: ImageDataset): ImageDataset {
  const copy = (values: Uint8Array): Uint8Array => {
    if (values.buffer instanceof SharedArrayBuffer) {
      return values;
    }
    const target = new Uint8Array(new SharedArrayBuffer(values.length));
    target.set(values);
    return target;
  };
  return { ...dataset, images: copy(dataset.images), labels: copy(dataset.labels) };
}
