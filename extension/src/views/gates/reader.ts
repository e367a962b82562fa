import { runInWorker } from '../../dom/worker-task';
import type { ReadGates } from './model';

/** What is sent to the worker. */
export interface GatesRequest {
  name: string;
  blob: Blob;
}

/**
 * Reads gates in a worker; an abort ends it at once.
 * @throws Error with a message for the reader of the page: what is wrong in the file, or that it can't be read.
 */
export function readGatesFile(
  request: GatesRequest,
  onProgress: (share: number) => void,
  signal: AbortSignal
): Promise<ReadGates> {
  const makeWorker = (): Worker =>
    new Worker(new URL('./gates.worker.js', import.meta.url), { name: 'efficientnet-lab-gates' });
  return runInWorker<ReadGates>(makeWorker, request, signal, onProgress);
}
