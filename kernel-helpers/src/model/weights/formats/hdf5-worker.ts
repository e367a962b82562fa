import { parentPort } from 'node:worker_threads';
import type { Attribute, Dataset, File, Group } from 'h5wasm' with { 'resolution-mode': 'import' };
import type {
  Hdf5Attribute,
  Hdf5Begun,
  Hdf5Contents,
  Hdf5Refusal,
  Hdf5Reply,
  Hdf5Request
} from './hdf5-protocol';
import { elementsOf } from './weight-file';

/** More groups and datasets than any network has. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 24;
/** Characters of one attribute; a network's configuration takes some hundred thousand. */
const MAX_ATTRIBUTE = 64 * 2 ** 20;
/** HDF5's classes of numbers. */
const INTEGER = 0;
const FLOAT = 1;
const TEXT = 3;
/** Where Keras keeps what an optimiser remembers, twice as much as the weights. */
const OPTIMIZERS = ['optimizer', 'optimizer_weights'];
/** Bytes of a dataset that are read at once. */
const AT_ONCE = 4 * 2 ** 20;
const PLACE = '/file.h5';

class Refusal extends Error {
  constructor(
    readonly kind: Hdf5Refusal,
    message: string
  ) {
    super(message);
  }
}

type ReadRequest = Extract<Hdf5Request, { type: 'read' }>;
type Library = typeof import('h5wasm', { with: { 'resolution-mode': 'import' } }).default;

let library: Promise<Library> | null = null;
/** Another file that the one being read wanted: by a link, or as the place of a dataset's bytes. */
let wanted: string | null = null;

/** What the library may take, which unpacks a chunk whole; the file and the values lie beside it. */
const WORKING_BYTES = 48 * 2 ** 20;
const PAGE_BYTES = 2 ** 16;
let memoryLimit = Infinity;
/** Whether more was wanted, which the library tells as some damage of the file. */
let limited = false;

/** What is used here of what every Node has, and TypeScript tells of for browsers alone. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
declare const WebAssembly: { Memory: { prototype: Memory } };

/** Sizes in a damaged file would make the library take all the memory there is; so it gets none beyond the limit. */
function limitMemory(): void {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  prototype.grow = function (this: Memory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE_BYTES > memoryLimit) {
      limited = true;
      throw new RangeError(`more than ${memoryLimit} bytes of memory`);
    }
    return grow.call(this, pages);
  };
}

/** The build with a file system in memory, which has no file but the one being read. */
async function loaded(): Promise<Library> {
  // The library tells each error at length here too, and a thread's streams would keep the process alive.
  console.error = console.log = () => undefined;
  limitMemory();
  const { default: h5wasm } = await import('h5wasm');
  const { FS } = await h5wasm.ready;
  const open = FS.open.bind(FS);
  FS.open = (...request: Parameters<typeof open>) => {
    if (request[0] !== PLACE) {
      wanted = request[0];
    }
    return open(...request);
  };
  return h5wasm;
}

class Reader {
  readonly contents: Hdf5Contents = { groups: new Map(), tensors: new Map() };
  private nodes = 0;
  private left: number;

  constructor(
    private readonly h5wasm: Library,
    private readonly maxBytes: number
  ) {
    this.left = maxBytes;
  }

  group(group: Group, path: string, depth: number): void {
    if (depth > MAX_DEPTH) {
      throw new Refusal('damaged', `groups nested deeper than ${MAX_DEPTH}`);
    }
    this.contents.groups.set(path, this.attributes(group));
    for (const name of group.keys()) {
      const own = path === '' ? name : `${path}/${name}`;
      if (OPTIMIZERS.includes(own)) {
        continue;
      }
      if (++this.nodes > MAX_NODES) {
        throw new Refusal('too-large', `more than ${MAX_NODES} groups and datasets`);
      }
      const entity = group.get(name);
      if (entity instanceof this.h5wasm.Group) {
        this.group(entity, own, depth + 1);
      } else if (entity instanceof this.h5wasm.Dataset) {
        this.dataset(entity, own);
      } else {
        throw new Refusal('unsafe', `${own}, which is a link or a type, not a dataset`);
      }
    }
  }

  private dataset(dataset: Dataset, path: string): void {
    const { shape, metadata } = dataset;
    const { type, size } = metadata;
    if (shape === null || (type !== INTEGER && type !== FLOAT)) {
      return;
    }
    if (type === FLOAT && size < 4) {
      throw new Refusal('unsupported', `${path} of floats of ${8 * size} bits`);
    }
    const count = elementsOf(shape);
    this.left -= Math.max(4, size) * count;
    if (!(this.left >= 0)) {
      throw new Refusal('too-large', `${path} of shape [${shape}], more than ${this.maxBytes} bytes in all`);
    }
    if (metadata.virtual_sources !== undefined) {
      throw new Refusal('unsafe', `${path}, which is made of other files`);
    }
    const values = this.values(dataset, path, count);
    if (values.length !== count) {
      throw new Refusal('damaged', `${path} with ${values.length} values for shape [${shape}]`);
    }
    this.contents.tensors.set(path, { shape: [...shape], values });
  }

  /** Piece after piece, or a large dataset would be in the library's memory too. */
  private values(dataset: Dataset, path: string, count: number): Float32Array {
    const { metadata } = dataset;
    const shape = dataset.shape ?? [];
    const read = (value: unknown): Float32Array => {
      const found = floats(value);
      if (found === null) {
        throw new Refusal('damaged', `${path} without values for shape [${shape}]`);
      }
      return found;
    };
    const axis = shape.findIndex((side) => side > 1);
    const perPlace = axis < 0 ? count : count / shape[axis];
    // Places of the same chunks together, which the library unpacks whole.
    const together = metadata.chunks?.[axis] ?? 1;
    const atOnce = together * Math.max(1, Math.floor(AT_ONCE / (metadata.size * perPlace * together)));
    if (axis < 0 || !(count > 0) || shape[axis] <= atOnce) {
      return read(dataset.value);
    }
    const values = new Float32Array(count);
    const before = new Array<[]>(axis).fill([]);
    for (let from = 0; from < shape[axis]; from += atOnce) {
      const part = read(dataset.slice([...before, [from, Math.min(shape[axis], from + atOnce)]]));
      values.set(part, from * perPlace);
    }
    return values;
  }

  private attributes({ attrs }: Group): Record<string, Hdf5Attribute> {
    const found: Record<string, Hdf5Attribute> = {};
    for (const [name, attribute] of Object.entries(attrs)) {
      const value = this.text(name, attribute);
      if (value !== null) {
        found[name] = value;
      }
    }
    return found;
  }

  private text(name: string, { metadata, shape, value }: Attribute): Hdf5Attribute | null {
    if (shape !== null && elementsOf(shape) > MAX_NODES) {
      throw new Refusal('too-large', `attribute ${name} of shape [${shape}]`);
    }
    if (metadata.type !== TEXT) {
      return shape !== null && elementsOf(shape) === 0 ? [] : null;
    }
    const texts = Array.isArray(value) ? value.map(String) : String(value);
    if ((Array.isArray(texts) ? texts.join('') : texts).length > MAX_ATTRIBUTE) {
      throw new Refusal('too-large', `attribute ${name}`);
    }
    return texts;
  }
}

function floats(value: unknown): Float32Array | null {
  if (value instanceof Float32Array) {
    return value;
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Float32Array.of(Number(value));
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Float32Array.from(value as unknown as ArrayLike<number>, Number);
  }
  return null;
}

async function read({ bytes, maxBytes, chunkBytes }: ReadRequest): Promise<Hdf5Contents> {
  const h5wasm = await (library ??= loaded());
  const { FS } = await h5wasm.ready;
  memoryLimit = WORKING_BYTES + chunkBytes;
  limited = false;
  // It is a copy already. Not among the types of the library's file system, which is Emscripten's.
  FS.writeFile(PLACE, bytes, { canOwn: true } as object);
  let file: File | null = null;
  try {
    file = new h5wasm.File(PLACE, 'r');
    const reader = new Reader(h5wasm, maxBytes);
    wanted = null;
    reader.group(file, '', 0);
    if (wanted !== null) {
      throw new Refusal('unsafe', `datasets that lie in another file, ${wanted}`);
    }
    return reader.contents;
  } finally {
    file?.close();
    FS.unlink(PLACE);
  }
}

async function write({ groups, tensors }: Extract<Hdf5Request, { type: 'write' }>): Promise<Uint8Array> {
  const h5wasm = await (library ??= loaded());
  const { FS } = await h5wasm.ready;
  memoryLimit = Infinity;
  const file = new h5wasm.File(PLACE, 'w');
  const groupAt = (path: string): Group =>
    path
      .split('/')
      .filter((part) => part !== '')
      .reduce<Group>((group, part) => {
        const found = group.keys().includes(part) ? group.get(part) : group.create_group(part);
        return found as Group;
      }, file);
  try {
    for (const [path, attributes] of groups) {
      const group = groupAt(path);
      for (const [name, value] of Object.entries(attributes)) {
        group.create_attribute(name, value);
      }
    }
    for (const [path, { shape, values }] of tensors) {
      const at = path.lastIndexOf('/');
      const dtype = values instanceof Uint32Array ? '<I' : '<f';
      groupAt(path.slice(0, at)).create_dataset({ name: path.slice(at + 1), data: values, shape, dtype });
    }
    file.flush();
  } finally {
    file.close();
  }
  const bytes = FS.readFile(PLACE) as Uint8Array;
  FS.unlink(PLACE);
  return bytes;
}

/** An error of WebAssembly itself, after which its memory is in an unknown state. */
function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

async function answer(request: Hdf5Request): Promise<Hdf5Reply> {
  try {
    await (library ??= loaded());
    parentPort?.postMessage({ type: 'begun' } satisfies Hdf5Begun);
    return request.type === 'read'
      ? { type: 'contents', contents: await read(request) }
      : { type: 'bytes', bytes: await write(request) };
  } catch (error) {
    if (error instanceof Refusal) {
      return { type: 'error', kind: error.kind, message: error.message, fatal: false };
    }
    if (limited) {
      const message = `content that takes more than ${memoryLimit} bytes to unpack`;
      return { type: 'error', kind: 'too-large', message, fatal: true };
    }
    const told = error instanceof Error ? error.message : String(error);
    const message = `what HDF5's library can't read (${told})`;
    return { type: 'error', kind: 'damaged', message, fatal: isTrap(error) };
  }
}

/** What is handed over in place of being copied. */
function buffersOf(reply: Hdf5Reply): ArrayBuffer[] {
  const values =
    reply.type === 'contents' ? [...reply.contents.tensors.values()].map((tensor) => tensor.values) : [];
  return [...new Set(values.map(({ buffer }) => buffer as ArrayBuffer))];
}

parentPort?.on('message', (request: Hdf5Request) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply, buffersOf(reply)));
});
