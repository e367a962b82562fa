import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

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
      response.write(bytes.subarray(from, from + cutAfter), () => response.destroy());
    } else {
      response.end(bytes.subarray(from));
    }
  };
}

/** Sends bytes in pieces of 10,000, then breaks the line, and raises a flag once nothing more will come. */
const BREAKING = `
  const { createServer } = require('node:http');
  const { parentPort, workerData: { bytes, total, flag, etag } } = require('node:worker_threads');
  const server = createServer((request, response) => {
    response.socket.on('close', () => {
      Atomics.store(flag, 0, 1);
      Atomics.notify(flag, 0);
    });
    response.writeHead(200, { etag, 'content-length': total });
    const send = (from) =>
      from < bytes.length
        ? response.write(bytes.subarray(from, from + 10_000), () => send(from + 10_000))
        : response.destroy();
    send(0);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** A server in a thread of its own, which works on while this thread does something else. */
export interface BreakingServer {
  origin: string;
  /** Blocks this thread until the server has sent its bytes and broken the line. */
  waitUntilBroken(): void;
  close(): Promise<number>;
}

/** Starts a server that sends bytes as the first of a file, and breaks the line after them. */
export async function startBreakingServer(
  bytes: Uint8Array,
  { total, etag }: { total: number; etag: string }
): Promise<BreakingServer> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(BREAKING, { eval: true, workerData: { bytes, total, flag, etag } });
  const port = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  return {
    origin: `http://127.0.0.1:${port}`,
    waitUntilBroken: () => void Atomics.wait(flag, 0, 0),
    close: () => worker.terminate()
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
