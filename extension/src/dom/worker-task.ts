/** What a worker answers to its one request; the last answer is `done` or `failed`. */
export type TaskReply<T> =
  { kind: 'progress'; share: number } | { kind: 'done'; result: T } | { kind: 'failed'; message: string };

/**
 * Sends one request to a worker and waits for its result; then, or at an abort, the worker ends.
 * @param makeWorker - to be written as `() => new Worker(new URL('./x.worker.js', import.meta.url))` where it is
 *   used, because the bundler reads it
 * @throws Error with a message for the reader of the page: what the worker says has failed, or that it can't start.
 */
export function runInWorker<T>(
  makeWorker: () => Worker,
  request: unknown,
  signal: AbortSignal,
  onProgress: (share: number) => void = () => undefined
): Promise<T> {
  const worker = makeWorker();
  return new Promise<T>((resolve, reject) => {
    const fail = (message: string): void => reject(new Error(message));
    signal.addEventListener('abort', () => fail('aborted'), { once: true });
    worker.addEventListener('error', ({ message }) => fail(message || 'The reader of files did not start.'));
    worker.addEventListener('message', ({ data }: MessageEvent<TaskReply<T>>) => {
      if (data.kind === 'progress') {
        onProgress(data.share);
      } else if (data.kind === 'done') {
        resolve(data.result);
      } else {
        fail(data.message);
      }
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}
