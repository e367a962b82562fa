import type { MessagePort } from 'node:worker_threads';
import type { Batch, TrainingOrder } from '../batch';
import { DataError } from '../errors';
import type { PipelineReply, PipelineRequest } from './protocol';

/** The consumer's end of a pipeline: batches in their order, made ahead in another thread. */
export class BatchSource {
  private id = 0;
  private readonly ready: PipelineReply[] = [];
  private waiting: (() => void) | null = null;
  private closed = false;

  constructor(private readonly port: MessagePort) {
    port.on('close', () => {
      this.closed = true;
      this.waiting?.();
    });
    port.on('message', (reply: PipelineReply) => {
      if (reply.id === this.id) {
        this.ready.push(reply);
        this.waiting?.();
      }
    });
  }

  /** Begins an epoch, whatever is left of the last one. */
  begin(order: TrainingOrder): void {
    this.ready.length = 0;
    this.post({ type: 'order', id: ++this.id, order });
  }

  /** The next batch; null at the end of the epoch. @throws DataError with what the making of it said. */
  async next(): Promise<Batch | null> {
    if (this.ready.length === 0 && !this.closed) {
      await new Promise<void>((resolve) => (this.waiting = resolve));
      this.waiting = null;
    }
    const reply = this.ready.shift();
    if (reply?.type === 'batch') {
      this.post({ type: 'taken', id: this.id });
      return reply.batch;
    }
    if (reply?.type === 'error') {
      throw DataError.of(reply.fault);
    }
    if (reply === undefined) {
      throw new Error('The thread that makes batches ended.');
    }
    return null;
  }

  private post(request: PipelineRequest): void {
    this.port.postMessage(request);
  }
}
