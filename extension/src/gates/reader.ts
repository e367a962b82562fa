import type { ReadGates } from './model';

/** What is sent to the worker. */
export interface GatesRequest {
  name: string;
  blob: Blob;
}

export type GatesReply = { kind: 'done'; read: ReadGates } | { kind: 'failed'; message: string };

/**
 * Reads gates in a worker; an abort ends it at once.
 * @throws Error with a message for the reader of the page: what is wrong in the file, or that it can't be read.
 */
export function readGatesFile(request: GatesRequest, signal: AbortSignal): Promise<ReadGates> {
  const worker = new Worker(new URL('./gates.worker.js', import.meta.url));
  return new Promise<ReadGates>((resolve, reject) => {
    const fail = (message: string): void => reject(new Error(message));
    signal.addEventListener('abort', () => fail('aborted'), { once: true });
    worker.addEventListener('error', ({ message }) => fail(message || 'The reader of files did not start.'));
    worker.addEventListener('message', ({ data }: MessageEvent<GatesReply>) =>
      data.kind === 'done' ? resolve(data.read) : fail(data.message)
    );
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
