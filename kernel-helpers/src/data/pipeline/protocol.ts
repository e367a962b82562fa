import type { MessagePort } from 'node:worker_threads';
import type { Batch, TrainingOrder } from '../batch';
import type { Dataset } from '../dataset';
import type { DataFault } from '../errors';
import type { InputShape } from '../prepare';

/** What the pipeline's thread is started with. */
export interface PipelineSetup {
  /** Pixels in shared memory, or the names of files. */
  dataset: Dataset;
  input: InputShape;
  /** To whom batches go and from whom requests come. */
  port: MessagePort;
}

/** From the consumer of batches. */
export type PipelineRequest =
  /** Begins the batches of an epoch; those of an earlier one are of no use any more. */
  | { type: 'order'; id: number; order: TrainingOrder }
  /** A batch was taken: another may be made. */
  | { type: 'taken'; id: number };

/** To the consumer of batches. */
export type PipelineReply =
  | { type: 'batch'; id: number; batch: Batch }
  | { type: 'end'; id: number }
  | { type: 'error'; id: number; fault: DataFault };
