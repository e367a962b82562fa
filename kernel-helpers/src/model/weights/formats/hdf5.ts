import { Worker } from 'node:worker_threads';
import { workerFile } from '../../../tensorflow';
import type { Hdf5Contents, Hdf5Reply, Hdf5Request } from './hdf5-protocol';
import { ALLOW_MORE, GET_AGAIN, WeightFileError } from './weight-file';

const SIGNATURE = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
/** A file that takes longer makes the library turn in circles; the slowest disk reads ten times as fast. */
const LIMIT_MS = 60_000;
const MS_PER_BYTE = 1e-4;
/** The library never gives memory back: after larger files its thread ends. */
const KEEP_BELOW_BYTES = 2 ** 24;

export function isHdf5(start: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => start[i] === byte);
}

/**
 * Reads an HDF5 file with the HDF Group's library in a thread of its own, so that a file that breaks the library breaks
 * nothing else. Links to other files are refused, and none could be reached.
 * @param bytes Left as they are.
 * @throws WeightFileError for damage and for more than `maxBytes` of values.
 */
export async function readHdf5(bytes: Uint8Array, source: string, maxBytes: number): Promise<Hdf5Contents> {
  const limit = LIMIT_MS + MS_PER_BYTE * bytes.length;
  const reply = await queued(() => ask({ type: 'read', bytes, maxBytes }, limit), bytes.length);
  if (reply.type === 'contents') {
    return reply.contents;
  }
  const [kind, got] =
    reply.type === 'error' ? [reply.kind, reply.message] : (['damaged', 'nothing'] as const);
  const remedy = kind === 'too-large' ? ALLOW_MORE : GET_AGAIN;
  throw new WeightFileError(kind, source, got, 'an HDF5 file of numbers', remedy);
}

/** The bytes of an HDF5 file with the given groups and datasets. */
export async function encodeHdf5(
  contents: Omit<Extract<Hdf5Request, { type: 'write' }>, 'type'>
): Promise<Uint8Array> {
  const size = [...contents.tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
  const limit = LIMIT_MS + MS_PER_BYTE * size;
  const reply = await queued(() => ask({ type: 'write', ...contents }, limit), size);
  if (reply.type === 'bytes') {
    return reply.bytes;
  }
  throw new Error(reply.type === 'error' ? reply.message : 'No HDF5 file was made.');
}

let worker: Worker | null = null;
let last: Promise<unknown> = Promise.resolve();

/** One after the other: the library has one file system. */
function queued(work: () => Promise<Hdf5Reply>, bytes: number): Promise<Hdf5Reply> {
  const next = last.then(work).then(async (reply) => {
    if (bytes > KEEP_BELOW_BYTES || (reply.type === 'error' && reply.fatal)) {
      await end();
    }
    return reply;
  });
  last = next.catch(() => undefined);
  return next;
}

async function ask(request: Hdf5Request, limitMs: number): Promise<Hdf5Reply> {
  // The library tells its errors on standard error too, at length.
  const thread = (worker ??= new Worker(workerFile(__dirname, 'hdf5-worker'), {
    stderr: true,
    stdout: true
  }));
  thread.ref();
  let timer: NodeJS.Timeout | null = null;
  const answered = new Promise<Hdf5Reply>((resolve) => {
    const failed = (message: string): void =>
      resolve({ type: 'error', kind: 'damaged', message, fatal: true });
    thread.once('message', resolve);
    thread.once('error', (error) => failed(error.message));
    thread.once('exit', (code) => failed(`a file that ended the reader with code ${code}`));
    timer = setTimeout(() => failed('a file without end'), limitMs);
  });
  thread.postMessage(request);
  try {
    return await answered;
  } finally {
    clearTimeout(timer ?? undefined);
    thread.removeAllListeners();
    // An idle reader keeps no process alive.
    thread.unref();
  }
}

async function end(): Promise<void> {
  const thread = worker;
  worker = null;
  await thread?.terminate();
}
