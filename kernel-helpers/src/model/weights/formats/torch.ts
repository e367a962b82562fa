import { allowedBytes, withZip, ZipError } from '../../../files';
import { bytesOf, fillFloats, numberAt } from './numbers';
import { PickleObject, type PickleValue, Unpickler } from './pickle';
import { chooseState, type StateChoice } from './state-dict';
import { type Storage, TensorView, TorchHooks } from './torch-pickle';
import {
  ALLOW_MORE,
  allowedContent,
  Budget,
  elementsOf,
  GET_AGAIN,
  type StoredTensor,
  type WeightFile,
  WeightFileError
} from './weight-file';

/** First of the pickles in PyTorch's older form (torch/serialization.py, `MAGIC_NUMBER`). */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const MAX_ENTRIES = 20_000;

/** An archive of a size, and what may be made of it. */
export interface ArchiveReading {
  size: number;
  /** Bytes of values; null for what the size allows. */
  most: number | null;
  choice: StateChoice;
}

type TorchContents = Pick<WeightFile, 'tensors' | 'metadata'>;

/** Whether bytes begin as a pickle that `torch.save` wrote before it wrote zip archives. */
export function isOldTorch(start: Uint8Array): boolean {
  return start[0] === 0x80 && start[1] === 2 && start[2] === 0x8a && start[3] === 10;
}

/**
 * Tensors of a zip archive that `torch.save` wrote: `<name>/data.pkl` and `<name>/data/<key>`. The pickle is
 * interpreted as data, see `Unpickler`. Beside the tensors a piece of a storage is in memory, or one whole storage where
 * tensors take its numbers in another order.
 * @throws WeightFileError naming what is wrong or unsafe.
 */
export async function decodeTorchZip(
  archive: string | Uint8Array,
  source: string,
  { size, most, choice }: ArchiveReading
): Promise<TorchContents> {
  const wanted = (name: string): boolean => /(^|\/)(data\.pkl|data\/\d+|byteorder)$/.test(name);
  const limits = { wanted, maxBytes: allowedContent, maxEntries: MAX_ENTRIES };
  return withZip(archive, source, limits, async (files) => {
    const pickle = [...files.sizes.keys()].find((name) => name.endsWith('data.pkl'));
    if (pickle === undefined) {
      const got = 'a zip archive without data.pkl';
      throw new WeightFileError('unknown-format', source, got, 'what torch.save writes', GET_AGAIN);
    }
    const folder = pickle.slice(0, -'data.pkl'.length);
    const order = `${folder}byteorder`;
    if (files.sizes.has(order) && Buffer.from(await files.read(order)).toString('ascii') !== 'little') {
      const remedy = 'Save it again on a little-endian machine.';
      throw new WeightFileError('unsupported', source, 'big-endian numbers', 'little-endian ones', remedy);
    }
    const hooks = new TorchHooks(source);
    const root = new Unpickler(await files.read(pickle), source, hooks).read();
    const bytes = (key: string): number => files.sizes.get(`${folder}data/${key}`) ?? 0;
    const pass: Storages['pass'] = (key, take) => files.pass(`${folder}data/${key}`, take);
    const whole: Storages['whole'] = async (keys, use) => {
      // The next one's memory would be taken before the last one's is collected.
      const room = new Uint8Array(keys.reduce((most, key) => Math.max(most, bytes(key)), 0));
      for (const key of keys) {
        await pass(key, (piece, at) => room.set(piece, at));
        use(key, room.subarray(0, bytes(key)));
      }
    };
    const storages = { bytes, pass, whole };
    const held = (bytes: number): number => most ?? allowedBytes(size) - bytes;
    return contentsOf(root, hooks, { source, choice, storages, mostBeside: held });
  }).catch((error: unknown) => {
    throw error instanceof ZipError ? explained(error) : error;
  });
}

/**
 * Tensors of PyTorch's older form: pickles of a magic number, a protocol, the machine and the object, then the keys of
 * the storages, and each as its length and its numbers.
 * @throws WeightFileError naming what is wrong or unsafe.
 */
export async function decodeOldTorch(
  bytes: Uint8Array,
  source: string,
  maxBytes: number,
  choice: StateChoice = {}
): Promise<TorchContents> {
  const hooks = new TorchHooks(source);
  const unpickler = new Unpickler(bytes, source, hooks);
  const [magic, protocol] = [unpickler.read(), unpickler.read()];
  if (magic !== MAGIC || protocol !== PROTOCOL) {
    const got = 'another magic number or protocol';
    throw new WeightFileError('unknown-format', source, got, `${MAGIC}, ${PROTOCOL}`, GET_AGAIN);
  }
  const machine = unpickler.read();
  if (machine instanceof Map && machine.get('little_endian') === false) {
    const remedy = 'Save it again on a little-endian machine.';
    throw new WeightFileError('unsupported', source, 'big-endian numbers', 'little-endian ones', remedy);
  }
  const root = unpickler.read();
  const keys = unpickler.read();
  const contents = storedNumbers(bytes, unpickler.position, Array.isArray(keys) ? keys : [], hooks, source);
  const content = (key: string): Uint8Array => contents.get(key) ?? new Uint8Array(0);
  const storages: Storages = {
    bytes: (key) => content(key).length,
    pass: async (key, take) => take(content(key), 0),
    whole: async (keys, use) => keys.forEach((key) => use(key, content(key)))
  };
  return contentsOf(root, hooks, { source, choice, storages, mostBeside: () => maxBytes });
}

function storedNumbers(
  bytes: Uint8Array,
  start: number,
  keys: PickleValue[],
  hooks: TorchHooks,
  source: string
): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const contents = new Map<string, Uint8Array>();
  let at = start;
  for (const key of keys) {
    const storage = typeof key === 'string' ? hooks.storages.get(key) : undefined;
    const count = at + 8 <= bytes.length ? Number(view.getBigInt64(at, true)) : -1;
    const beside = typeof key === 'string' ? hooks.otherStorages.get(key) : undefined;
    if (storage === undefined && beside !== undefined && at + 8 + beside <= bytes.length) {
      at += 8 + beside;
      continue;
    }
    const size = storage ? count * bytesOf(storage.type) : 0;
    if (!storage || count !== storage.count || !(at + 8 + size <= bytes.length)) {
      const got = `a storage of ${count} numbers at byte ${at}`;
      const expected = storage ? `${storage.count} within the file` : 'a storage that some tensor has';
      throw new WeightFileError('damaged', source, got, expected, GET_AGAIN);
    }
    contents.set(storage.key, bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size;
  }
  return contents;
}

/** The numbers that tensors are views of, by the keys that the pickle gives them. */
interface Storages {
  /** 0 where the file has none. */
  bytes(key: string): number;
  /** Gives the bytes in pieces, each with the number of bytes before it, of which `take` keeps nothing. */
  pass(key: string, take: (piece: Uint8Array, at: number) => void): Promise<void>;
  /** Gives the bytes of each as a whole, of which `use` keeps nothing. */
  whole(keys: readonly string[], use: (key: string, content: Uint8Array) => void): Promise<void>;
}

interface Reading {
  source: string;
  choice: StateChoice;
  storages: Storages;
  /** Bytes of values that may be there beside a storage of so many. */
  mostBeside(bytes: number): number;
}

/** The tensors of the dictionary that holds the weights, and which it is. */
async function contentsOf(
  root: PickleValue,
  { objects }: TorchHooks,
  { source, choice, storages, mostBeside }: Reading
): Promise<TorchContents> {
  const { path, items } = chooseState(root, source, choice);
  const views: Array<[string, TensorView]> = [];
  for (const [name, value] of items) {
    if (typeof name === 'string' && value instanceof TensorView) {
      views.push([name, value]);
    } else if (value instanceof PickleObject && /^_rebuild_/.test(value.className.name)) {
      const got = `${String(name).slice(0, 100)} as ${String(value.className).slice(0, 100)}`;
      const remedy = 'Save it as a dense tensor of floats.';
      throw new WeightFileError('unsupported', source, got, 'plain tensors', remedy);
    }
  }
  // All are known to fit before memory is taken for the first.
  const largest = views.reduce((most, [, { storage }]) => Math.max(most, storages.bytes(storage.key)), 0);
  const budget = new Budget(mostBeside(largest), source);
  for (const [name, view] of views) {
    budget.take(name, elementsOf(view.shape));
    requireWithin(name, view, source, storages.bytes(view.storage.key));
  }
  const values = await gatheredAll(views, storages);
  const tensors = new Map(views.map(([name, view]) => [name, values.get(view) as StoredTensor]));
  const architecture = root instanceof Map ? root.get('arch') : undefined;
  return {
    tensors,
    metadata: {
      ...(path === '' ? {} : { state_dict: path }),
      ...(typeof architecture === 'string' ? { arch: architecture } : {}),
      ...(objects.size > 0 ? { objects: [...objects].join(', ') } : {})
    }
  };
}

/** Each storage is read once. */
async function gatheredAll(
  views: ReadonlyArray<readonly [string, TensorView]>,
  storages: Storages
): Promise<Map<TensorView, StoredTensor>> {
  const byKey = new Map<string, TensorView[]>();
  const found = new Map<TensorView, StoredTensor>();
  for (const [, view] of views) {
    const values = new Float32Array(elementsOf(view.shape));
    found.set(view, { shape: view.shape, values });
    if (values.length > 0) {
      const own = byKey.get(view.storage.key) ?? [];
      own.push(view);
      byKey.set(view.storage.key, own);
    }
  }
  const valuesOf = (view: TensorView): Float32Array => (found.get(view) as StoredTensor).values;
  const whole: string[] = [];
  for (const [key, own] of byKey) {
    if (own.every(isContiguous)) {
      const rows = own.map((view) => ({ offset: view.offset, values: valuesOf(view) }));
      const taker = new RowTaker(own[0].storage, rows);
      await storages.pass(key, (piece) => taker.take(piece));
    } else {
      whole.push(key);
    }
  }
  await storages.whole(whole, (key, content) =>
    byKey.get(key)?.forEach((view) => gather(valuesOf(view), view, content))
  );
  return found;
}

/** Fills tensors that are rows of a storage's numbers, as its bytes come. */
class RowTaker {
  /** Sorted by where they begin, and without those that are filled. */
  private open: Array<{ offset: number; values: Float32Array }>;
  /** Of a number of which the end is still to come. */
  private begun: Uint8Array = new Uint8Array(0);
  private passed = 0;

  constructor(
    private readonly storage: Storage,
    rows: Array<{ offset: number; values: Float32Array }>
  ) {
    this.open = rows.sort((a, b) => a.offset - b.offset);
  }

  take(piece: Uint8Array): void {
    const { type } = this.storage;
    const size = bytesOf(type);
    const bytes = this.begun.length > 0 ? Buffer.concat([this.begun, piece]) : piece;
    const count = Math.floor(bytes.length / size);
    const [from, to] = [this.passed, this.passed + count];
    for (const { offset, values } of this.open) {
      if (offset >= to) {
        break;
      }
      const start = Math.max(from, offset);
      const part = values.subarray(start - offset, to - offset);
      fillFloats(part, bytes.subarray((start - from) * size), type);
    }
    this.open = this.open.filter(({ offset, values }) => offset + values.length > to);
    this.begun = Uint8Array.from(bytes.subarray(count * size));
    this.passed = to;
  }
}

/** @throws WeightFileError where a view reaches beyond its storage of so many bytes. */
function requireWithin(
  name: string,
  { storage, offset, shape, strides }: TensorView,
  source: string,
  bytes: number
): void {
  const available = Math.min(storage.count, Math.floor(bytes / bytesOf(storage.type)));
  const last = shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis], offset);
  if (elementsOf(shape) > 0 && !(last < available)) {
    const got = `${name} up to number ${last} of storage ${storage.key}`;
    throw new WeightFileError('damaged', source, got, `at most its ${available}`, GET_AGAIN);
  }
}

/** Takes a view's numbers in row-major order. */
function gather(
  values: Float32Array,
  { storage, offset, shape, strides }: TensorView,
  content: Uint8Array
): void {
  const read = numberAt(content, storage.type);
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    let place = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    values[i] = read(place);
  }
}

function isContiguous({ shape, strides }: TensorView): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) {
      return false;
    }
    expected *= shape[axis];
  }
  return true;
}

/** An archive's error in words of weight files. */
export function explained(error: ZipError): WeightFileError {
  const kind = error.kind;
  const remedy = kind === 'too-large' ? ALLOW_MORE : GET_AGAIN;
  return new WeightFileError(kind, error.source, error.got, error.expected, remedy, { cause: error });
}
