import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Answers one request; the request is recorded before. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What a test asks of a server on this machine. */
export interface TestServer {
  /** For example `http://127.0.0.1:40123`. */
  origin: string;
  requests: IncomingMessage[];
  /** Takes effect for the next request. */
  answer: Answer;
  close(): Promise<void>;
}

export async function startServer(answer: Answer): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    started.requests.push(request);
    started.answer(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const started: TestServer = {
    origin: '',
    requests: [],
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      })
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return started;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Serves bytes as ordinary servers do: ETag, ranges, If-Range, HEAD. `cutAfter` bytes the line breaks. */
export function serveBytes(
  bytes: Uint8Array,
  { etag = `"${sha256(bytes).slice(0, 16)}"`, cutAfter = Infinity } = {}
): Answer {
  return (request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    const asked = /^bytes=(\d+)-$/.exec(range ?? '');
    const from = asked && (ifRange === undefined || ifRange === etag) ? Number(asked[1]) : 0;
    if (from >= bytes.length && from > 0) {
      response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
      return;
    }
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      'accept-ranges': 'bytes',
      'content-length': bytes.length - from,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {})
    });
    if (request.method === 'HEAD') {
      response.end();
    } else if (bytes.length - from > cutAfter) {
      response.write(bytes.subarray(from, from + cutAfter), () => setTimeout(() => response.destroy(), 20));
    } else {
      response.end(bytes.subarray(from));
    }
  };
}

/** Bytes that repeat nowhere within a file, so that a hole or a doubled part shows. */
export function sampleBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
