import type { RecordDocumentSource } from '@efficientnet-lab/kernel-helpers/views';
import { runInWorker } from '../dom/worker-task';

/** What is sent to the worker. */
export interface RecordsRequest {
  name: string;
  /** Day of the last change. */
  date: string;
  blob: Blob;
}

/**
 * Reads one file in a worker; an abort ends it at once.
 * @throws Error with a message for the reader of the page: what is wrong in the file, or that it can't be read.
 */
export function readRecords(
  request: RecordsRequest,
  onProgress: (share: number) => void,
  signal: AbortSignal
): Promise<RecordDocumentSource> {
  const makeWorker = (): Worker =>
    new Worker(new URL('./records.worker.js', import.meta.url), { name: 'efficientnet-lab-records' });
  return runInWorker<RecordDocumentSource>(makeWorker, request, signal, onProgress);
}
