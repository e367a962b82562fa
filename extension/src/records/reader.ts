import type { RecordDocumentSource } from '@efficientnet-lab/kernel-helpers/contract';

/** What is sent to the worker. */
export interface RecordsRequest {
  name: string;
  /** Day of the last change. */
  date: string;
  blob: Blob;
}

/** What the worker answers; `refused` for what is wrong in the file, `failed` for anything else. */
export type RecordsReply =
  | { kind: 'progress'; share: number }
  | { kind: 'done'; source: RecordDocumentSource }
  | { kind: 'refused' | 'failed'; message: string };

/**
 * Reads one file in a worker; an abort ends it at once.
 * @throws Error with a message for the reader of the page: what is wrong in the file, or that it can't be read.
 */
export function readRecords(
  request: RecordsRequest,
  onProgress: (share: number) => void,
  signal: AbortSignal
): Promise<RecordDocumentSource> {
  const worker = new Worker(new URL('./records.worker.js', import.meta.url));
  return new Promise<RecordDocumentSource>((resolve, reject) => {
    const fail = (message: string): void => reject(new Error(message));
    signal.addEventListener('abort', () => fail('aborted'), { once: true });
    worker.addEventListener('error', ({ message }) => fail(message || 'The reader of files did not start.'));
    worker.addEventListener('message', ({ data }: MessageEvent<RecordsReply>) => {
      if (data.kind === 'progress') {
        onProgress(data.share);
      } else if (data.kind === 'done') {
        resolve(data.source);
      } else {
        fail(data.message);
      }
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
