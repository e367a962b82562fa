import { readZip, ZipError } from '../../../files';
import { bytesOf, type NumberType, toFloats } from './numbers';
import { type PickleHooks, PickleName, type PickleValue, Unpickler } from './pickle';
import { ALLOW_MORE, Budget, elementsOf, GET_AGAIN, type StoredTensor, WeightFileError } from './weight-file';

/** First of the pickles in PyTorch's older form (torch/serialization.py, `MAGIC_NUMBER`). */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const MAX_ENTRIES = 20_000;
/** Dictionaries in which checkpoints keep the weights; averaged ones first, as evaluation uses them. */
const WRAPPERS = ['state_dict_ema', 'model_ema', 'state_dict', 'model'];
const MAX_NESTING = 4;
const MAX_AXES = 8;
const MAX_ITEMS = 1_000_000;

const STORAGES: Readonly<Record<string, NumberType | undefined>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL'
};

/** Numbers that tensors are views of. */
class Storage {
  constructor(
    readonly key: string,
    readonly type: NumberType,
    readonly count: number
  ) {}
}

/** A view of a storage, read when all storages are known. */
class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[]
  ) {}
}

const REBUILD = ['torch._utils._rebuild_tensor_v2', 'torch._utils._rebuild_tensor'];
const PARAMETER = ['torch._utils._rebuild_parameter'];
const DICTIONARY = ['collections.OrderedDict', 'builtins.dict', '__builtin__.dict'];
const SIZE = ['torch.Size'];

class TorchHooks implements PickleHooks {
  readonly storages = new Map<string, Storage>();
  /** Items of dictionaries that were made from lists; one list may be named many times. */
  private walked = 0;

  constructor(private readonly source: string) {}

  allows(name: PickleName): boolean {
    const text = String(name);
    const storage = name.module === 'torch' && STORAGES[name.name] !== undefined;
    return storage || [...REBUILD, ...PARAMETER, ...DICTIONARY, ...SIZE].includes(text);
  }

  reduce(name: PickleName, args: PickleValue[]): PickleValue | undefined {
    const text = String(name);
    if (REBUILD.includes(text)) {
      return this.rebuild(args);
    }
    if (DICTIONARY.includes(text)) {
      return this.dictionary(args);
    }
    if (PARAMETER.includes(text) || SIZE.includes(text)) {
      return args[0] ?? undefined;
    }
    return undefined;
  }

  persistent(id: PickleValue): Storage {
    const [kind, type, key, , count] = Array.isArray(id) ? id : [];
    const numbers = type instanceof PickleName ? STORAGES[type.name] : undefined;
    if (kind !== 'storage' || typeof key !== 'string' || numbers === undefined || !isCount(count)) {
      throw this.damaged('a persistent identifier of something else', 'storages of numbers');
    }
    const known = this.storages.get(key) ?? new Storage(key, numbers, count);
    this.storages.set(key, known);
    return known;
  }

  private rebuild([storage, offset, shape, strides]: PickleValue[]): TensorView {
    const counts = (value: PickleValue): value is number[] =>
      Array.isArray(value) && value.length <= MAX_AXES && value.every(isCount);
    if (!(storage instanceof Storage) || !isCount(offset) || !counts(shape) || !counts(strides)) {
      throw this.damaged(
        'a tensor without storage, offset, shape and strides',
        `all four, at most ${MAX_AXES} axes`
      );
    }
    if (shape.length !== strides.length) {
      throw this.damaged(`shape [${shape}] with strides [${strides}]`, 'as many of both');
    }
    return new TensorView(storage, offset, shape, strides);
  }

  private dictionary([items = []]: PickleValue[]): PickleValue | undefined {
    const pairs = Array.isArray(items) ? items : null;
    this.walked += pairs?.length ?? 0;
    if (this.walked > MAX_ITEMS) {
      throw this.damaged('dictionaries that repeat one long list', `at most ${MAX_ITEMS} items in all`);
    }
    const map = new Map<string, PickleValue>();
    for (const pair of pairs ?? []) {
      if (!Array.isArray(pair) || typeof pair[0] !== 'string') {
        return undefined;
      }
      map.set(pair[0], pair[1]);
    }
    return pairs ? map : undefined;
  }

  private damaged(got: string, expected: string): WeightFileError {
    return new WeightFileError('damaged', this.source, got, expected, GET_AGAIN);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Whether bytes begin as a pickle that `torch.save` wrote before it wrote zip archives. */
export function isOldTorch(start: Uint8Array): boolean {
  return start[0] === 0x80 && start[1] === 2 && start[2] === 0x8a && start[3] === 10;
}

/**
 * Tensors of a zip archive that `torch.save` wrote: `<name>/data.pkl` and `<name>/data/<key>`. The pickle is
 * interpreted as data, see `Unpickler`.
 * @throws WeightFileError naming what is wrong or unsafe.
 */
export async function decodeTorchZip(
  archive: string | Uint8Array,
  source: string,
  maxBytes: number
): Promise<Map<string, StoredTensor>> {
  const wanted = (name: string): boolean => /(^|\/)(data\.pkl|data\/\d+|byteorder)$/.test(name);
  const files = await readZip(archive, source, wanted, { maxBytes, maxEntries: MAX_ENTRIES }).catch(
    (error: unknown) => {
      throw error instanceof ZipError ? explained(error) : error;
    }
  );
  const pickle = [...files.keys()].find((name) => name.endsWith('data.pkl'));
  if (pickle === undefined) {
    const got = 'a zip archive without data.pkl';
    throw new WeightFileError('unknown-format', source, got, 'what torch.save writes', GET_AGAIN);
  }
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = files.get(`${folder}byteorder`);
  if (order && Buffer.from(order).toString('ascii') !== 'little') {
    const remedy = 'Save it again on a little-endian machine.';
    throw new WeightFileError('unsupported', source, 'big-endian numbers', 'little-endian ones', remedy);
  }
  const hooks = new TorchHooks(source);
  const root = new Unpickler(files.get(pickle) as Uint8Array, source, hooks).read();
  return tensorsOf(root, source, maxBytes, (key) => files.get(`${folder}data/${key}`) ?? null);
}

/**
 * Tensors of PyTorch's older form: pickles of a magic number, a protocol, the machine and the object, then the keys of
 * the storages, and each as its length and its numbers.
 * @throws WeightFileError naming what is wrong or unsafe.
 */
export function decodeOldTorch(
  bytes: Uint8Array,
  source: string,
  maxBytes: number
): Map<string, StoredTensor> {
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
  return tensorsOf(root, source, maxBytes, (key) => contents.get(key) ?? null);
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

function tensorsOf(
  root: PickleValue,
  source: string,
  maxBytes: number,
  content: (key: string) => Uint8Array | null
): Map<string, StoredTensor> {
  const budget = new Budget(maxBytes, source);
  const tensors = new Map<string, StoredTensor>();
  // Storages of views that are not contiguous, decoded once however many there are.
  const wholes = new Map<Storage, Float32Array>();
  for (const [name, value] of stateOf(root, source)) {
    if (typeof name === 'string' && value instanceof TensorView) {
      budget.take(name, elementsOf(value.shape));
      tensors.set(name, gathered(name, value, source, content(value.storage.key), wholes));
    }
  }
  return tensors;
}

/** The dictionary that holds tensors, itself or within what checkpoints wrap around it. */
function stateOf(root: PickleValue, source: string): Map<unknown, PickleValue> {
  let found = root;
  for (let depth = 0; depth < MAX_NESTING && found instanceof Map; depth++) {
    const values = [...found.values()];
    if (values.some((value) => value instanceof TensorView)) {
      return found;
    }
    const inner = WRAPPERS.map((key) => (found as Map<unknown, PickleValue>).get(key));
    found = inner.find((value) => value instanceof Map) ?? null;
  }
  const expected = 'a state_dict, or a dictionary with one';
  const remedy = 'Save model.state_dict() with torch.save, or as safetensors.';
  throw new WeightFileError('unsupported', source, 'no tensors by name', expected, remedy);
}

/** Copies a view's numbers in row-major order. */
function gathered(
  name: string,
  { storage, offset, shape, strides }: TensorView,
  source: string,
  content: Uint8Array | null,
  wholes: Map<Storage, Float32Array>
): StoredTensor {
  const size = bytesOf(storage.type);
  const available = content ? Math.min(storage.count, Math.floor(content.length / size)) : 0;
  const count = elementsOf(shape);
  const last = shape.reduce((sum, side, axis) => sum + (side - 1) * strides[axis], offset);
  if (count > 0 && !(last < available)) {
    const got = `${name} up to number ${last} of storage ${storage.key}`;
    throw new WeightFileError('damaged', source, got, `at most its ${available}`, GET_AGAIN);
  }
  if (content === null || count === 0) {
    return { shape, values: new Float32Array(0) };
  }
  if (isContiguous(shape, strides)) {
    const part = content.subarray(offset * size, (offset + count) * size);
    return { shape, values: toFloats(part, storage.type, count) };
  }
  const all = wholes.get(storage) ?? toFloats(content, storage.type, available);
  wholes.set(storage, all);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    let rest = i;
    let place = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    values[i] = all[place];
  }
  return { shape, values };
}

function isContiguous(shape: number[], strides: number[]): boolean {
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
