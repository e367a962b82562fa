/** Reads files of records beside the page, which goes on answering meanwhile. */
import { recordsSteps } from './read-records';
import type { RecordsReply, RecordsRequest } from './reader';

const PROGRESS_INTERVAL = 100;

const reply = (message: RecordsReply): void => self.postMessage(message);

async function answer({ name, blob, date }: RecordsRequest): Promise<void> {
  const steps = recordsSteps({ name, date, text: await blob.text() });
  let told = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      reply({ kind: 'done', result: value });
      return;
    }
    if (performance.now() - told > PROGRESS_INTERVAL) {
      told = performance.now();
      reply({ kind: 'progress', share: value });
    }
  }
}

self.addEventListener('message', ({ data }: MessageEvent<RecordsRequest>) => {
  answer(data).catch((error: unknown) =>
    reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  );
});
