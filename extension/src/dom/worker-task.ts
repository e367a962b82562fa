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

/** Between two reports of progress, ms. */
const PROGRESS_INTERVAL = 100;

/**
 * The worker's side: answers each request with what its steps lead to, and reports the share done on the way.
 * @param begin - makes steps that yield the share done and return the result
 */
export function answerTask<Request, T>(begin: (request: Request) => Promise<Generator<number, T>>): void {
  const reply = (message: TaskReply<T>): void => self.postMessage(message);
  const answer = async (request: Request): Promise<void> => {
    const steps = await begin(request);
    let told = performance.now();
    let next = steps.next();
    while (!next.done) {
      if (performance.now() - told > PROGRESS_INTERVAL) {
        told = performance.now();
        reply({ kind: 'progress', share: next.value });
      }
      next = steps.next();
    }
    reply({ kind: 'done', result: next.value });
  };
  self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
    answer(data).catch((error: unknown) =>
      reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    );
  });
}
