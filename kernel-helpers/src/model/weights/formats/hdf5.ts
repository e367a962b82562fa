import { Worker } from 'node:worker_threads';
import { workerFile } from '../../../tensorflow';
import type { Hdf5Begun, Hdf5Contents, Hdf5Reply, Hdf5Request } from './hdf5-protocol';
import { ALLOW_MORE, allowedBeside, GET_AGAIN, WeightFileError } from './weight-file';

const SIGNATURE = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
/**
 * Damaged files can make the library turn in circles: one that takes far longer than a slow machine is refused, so that
 * with the end of its thread no file takes two seconds beside what its size takes. Times are of this process's work,
 * because the clock runs on while the machine does other things.
 */
const LIMIT_MS = 1_800;
const MS_PER_BYTE = 1e-3;
/** For the thread and its library. */
const START_MS = 60_000;
/** What the library takes while it unpacks a file. */
const LIBRARY_BYTES = 40e6;
/** The library never gives memory back: after larger files its thread ends. */
const KEEP_BELOW_BYTES = 2 ** 24;

export function isHdf5(start: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => start[i] === byte);
}

export interface Hdf5Limits {
  /** Of values, as the caller wants it; null for what the size of the file in which it lies allows. */
  most: number | null;
  /** Of that file. */
  size: number;
  /** Whether the bytes may be handed over to the thread, and are gone here then. */
  owned: boolean;
}

/**
 * Reads an HDF5 file with the HDF Group's library in a thread of its own, so that a file that breaks the library breaks
 * nothing else. Links to other files are refused, and none could be reached.
 * @param bytes Left as they are unless they are owned.
 * @throws WeightFileError for damage and for more than `maxBytes` of values.
 */
export async function readHdf5(
  bytes: Uint8Array,
  source: string,
  { most, size, owned }: Hdf5Limits
): Promise<Hdf5Contents> {
  const { length } = bytes;
  const maxBytes = most ?? allowedBeside(length + LIBRARY_BYTES, size);
  const request = { type: 'read', bytes, maxBytes, chunkBytes: most ?? 0 } as const;
  const reply = await queued(request, length, owned ? [bytes.buffer] : []);
  if (reply.type === 'contents') {
    return reply.contents;
  }
  const [kind, got] =
    reply.type === 'error' ? [reply.kind, reply.message] : (['damaged', 'nothing'] as const);
  if (kind === 'unsupported') {
    const remedy = 'Save it with the policy float32, or as safetensors.';
    throw new WeightFileError(kind, source, got, 'floats of 32 or 64 bits', remedy);
  }
  const remedy = kind === 'too-large' ? ALLOW_MORE : GET_AGAIN;
  throw new WeightFileError(kind, source, got, 'an HDF5 file of numbers', remedy);
}

/** The bytes of an HDF5 file with the given groups and datasets. */
export async function encodeHdf5(
  contents: Omit<Extract<Hdf5Request, { type: 'write' }>, 'type'>
): Promise<Uint8Array> {
  const size = [...contents.tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
  const reply = await queued({ type: 'write', ...contents }, size);
  if (reply.type === 'bytes') {
    return reply.bytes;
  }
  throw new Error(reply.type === 'error' ? reply.message : 'No HDF5 file was made.');
}

/** Calls back once this process has worked for so long in all its threads. @returns what cancels it. */
function afterWork(milliseconds: number, callback: () => void): () => void {
  const before = process.cpuUsage();
  let timer: NodeJS.Timeout;
  const look = (wait: number): void => {
    timer = setTimeout(() => {
      const { user, system } = process.cpuUsage(before);
      const left = milliseconds - (user + system) / 1000;
      if (left > 0) {
        look(left);
      } else {
        callback();
      }
    }, wait);
  };
  look(milliseconds);
  return () => clearTimeout(timer);
}

/** A thread with the library, and who waits for its answer. */
class Hdf5Thread {
  private readonly worker: Worker;
  private waiting: ((reply: Hdf5Reply) => void) | null = null;
  private begun: (() => void) | null = null;

  constructor() {
    this.worker = new Worker(workerFile(__dirname, 'hdf5-worker'));
    this.worker.on('message', (message: Hdf5Reply | Hdf5Begun) =>
      message.type === 'begun' ? this.begun?.() : this.waiting?.(message)
    );
    this.worker.on('error', (error) => this.fail(error.message));
    this.worker.on('exit', (code) => this.fail(`a file that ended the reader with code ${code}`));
  }

  async ask(request: Hdf5Request, limitMs: number, handedOver: ArrayBufferLike[]): Promise<Hdf5Reply> {
    this.worker.ref();
    const expire = (): void => this.fail('a file without end');
    let stop = afterWork(START_MS, expire);
    this.begun = () => {
      stop();
      stop = afterWork(limitMs, expire);
    };
    try {
      return await new Promise<Hdf5Reply>((resolve) => {
        this.waiting = resolve;
        this.worker.postMessage(request, handedOver as ArrayBuffer[]);
      });
    } finally {
      stop();
      this.waiting = null;
      // An idle reader keeps no process alive.
      this.worker.unref();
    }
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(message: string): void {
    this.waiting?.({ type: 'error', kind: 'damaged', message, fatal: true });
  }
}

let thread: Hdf5Thread | null = null;
let last: Promise<unknown> = Promise.resolve();

/** One after the other: the library has one file system. */
function queued(request: Hdf5Request, bytes: number, handedOver: ArrayBufferLike[] = []): Promise<Hdf5Reply> {
  const next = last.then(async () => {
    thread ??= new Hdf5Thread();
    const reply = await thread.ask(request, LIMIT_MS + MS_PER_BYTE * bytes, handedOver);
    if (bytes > KEEP_BELOW_BYTES || (reply.type === 'error' && reply.fatal)) {
      const used = thread;
      thread = null;
      await used.end();
    }
    return reply;
  });
  last = next.catch(() => undefined);
  return next;
}
