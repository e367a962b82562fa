/** Reads gates beside the page, which goes on answering meanwhile. */
import { gatesFrom } from './read-gates';
import type { GatesReply, GatesRequest } from './reader';

const reply = (message: GatesReply): void => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<GatesRequest>) => {
  data.blob
    .text()
    .then((text) => reply({ kind: 'done', result: gatesFrom(text, data.name) }))
    .catch((error: unknown) =>
      reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    );
});
