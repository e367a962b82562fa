import { type NumberType } from './numbers';
import { type PickleHooks, PickleName, PickleObject, type PickleValue } from './pickle';
import { isOfLibrary, isPlainData } from './python-modules';
import { GET_AGAIN, WeightFileError } from './weight-file';

const MAX_AXES = 8;
const MAX_ITEMS = 1_000_000;
/** Classes that are told, and the length of their names. */
const MAX_NAMES = 20;
const MAX_NAME = 100;
/** Of a name within classes within classes. */
const MAX_QUALIFIED_NAME = 1000;

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

/** Bytes of a number in storages that are not read, but may lie beside those that are. */
const OTHER_STORAGES: Readonly<Record<string, number | undefined>> = {
  ComplexDoubleStorage: 16,
  ComplexFloatStorage: 8,
  QInt32Storage: 4,
  QInt8Storage: 1,
  QUInt2x4Storage: 1,
  QUInt4x2Storage: 1,
  QUInt8Storage: 1,
  UntypedStorage: 1
};
/** The latter has the types of numbers that came later, for example float8. */
const STORAGE_MODULES = ['torch', 'torch.storage'];

/** Numbers that tensors are views of. */
export class Storage {
  constructor(
    readonly key: string,
    readonly type: NumberType,
    readonly count: number
  ) {}
}

/** A view of a storage, read when all storages are known. */
export class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[]
  ) {}
}

const REBUILD = ['torch._utils._rebuild_tensor_v2', 'torch._utils._rebuild_tensor'];
const PARAMETER = ['torch._utils._rebuild_parameter', 'torch._utils._rebuild_parameter_with_state'];
/** A function of these, and what it is given: tensors with a type or state of their own. */
const TYPED = 'torch._tensor._rebuild_from_type_v2';
const DICTIONARY = [
  'collections.OrderedDict',
  'collections.defaultdict',
  'builtins.dict',
  '__builtin__.dict'
];
const SIZE = ['torch.Size'];
/** What stands within a class: to protocols below 4 another class, to Python 3.11.0–3.11.3 and `_convert_` an enumeration's member. */
const WITHIN = ['builtins.getattr', '__builtin__.getattr'];
/** To those Pythons, a flag's members together. */
const TOGETHER = '_operator.or_';
/** Data beside the weights. */
const DESCRIPTIONS = /^torch\.(device|serialization\._get_layout|_utils\._rebuild_\w+)$/;

/**
 * Reads the tensors and dictionaries of a pickle that `torch.save` wrote. What else lies beside them, arguments, paths,
 * numbers of NumPy, objects of the author's own classes, becomes a `PickleObject`. Names of Python's own library and
 * NumPy that are no data, and calls of PyTorch's functions, are refused.
 */
export class TorchHooks implements PickleHooks {
  readonly storages = new Map<string, Storage>();
  /** Bytes of the others, by key. */
  readonly otherStorages = new Map<string, number>();
  /** Classes of objects that are kept as names, in order. */
  readonly objects = new Set<string>();
  /** Items of dictionaries that were made from lists; one list may be named many times. */
  private walked = 0;

  constructor(private readonly source: string) {}

  allows(name: PickleName): boolean {
    const text = String(name);
    return !isOfLibrary(name.module) || isPlainData(text) || WITHIN.includes(text) || text === TOGETHER;
  }

  reduce(name: PickleName, args: PickleValue[]): PickleValue | undefined {
    const text = String(name);
    if (text === TYPED) {
      const [callee, , given] = args;
      return callee instanceof PickleName && String(callee) !== TYPED && Array.isArray(given)
        ? this.reduce(callee, given as PickleValue[])
        : undefined;
    }
    if (REBUILD.includes(text)) {
      return args[0] instanceof PickleObject ? new PickleObject(name) : this.rebuild(args);
    }
    if (DICTIONARY.includes(text)) {
      return text.endsWith('defaultdict') ? new Map() : this.dictionary(args);
    }
    if (WITHIN.includes(text)) {
      return this.within(args);
    }
    if (text === TOGETHER) {
      const [one] = args;
      return one instanceof PickleName || one instanceof PickleObject ? one : undefined;
    }
    if (PARAMETER.includes(text) || SIZE.includes(text)) {
      return args[0] ?? undefined;
    }
    const described = DESCRIPTIONS.test(text);
    return described || !/^torch($|\.)/.test(name.module) ? this.object(name, !described) : undefined;
  }

  instance(name: PickleName): PickleObject {
    return this.object(name, true);
  }

  /** The name of what a class holds, if it may be named itself; nothing is looked up. */
  private within([owner, attribute]: PickleValue[]): PickleName | undefined {
    if (!(owner instanceof PickleName) || typeof attribute !== 'string') {
      return undefined;
    }
    const found = new PickleName(owner.module, `${owner.name}.${attribute}`);
    if (found.name.length > MAX_QUALIFIED_NAME || !this.allows(found)) {
      return undefined;
    }
    this.object(owner, true);
    return found;
  }

  private object(name: PickleName, told: boolean): PickleObject {
    const text = String(name);
    if (told && !isPlainData(text) && this.objects.size < MAX_NAMES && text.length <= MAX_NAME) {
      this.objects.add(text);
    }
    return new PickleObject(name);
  }

  persistent(id: PickleValue): Storage | PickleObject {
    const [kind, type, key, , count] = (Array.isArray(id) ? id : []) as PickleValue[];
    const ofTorch = type instanceof PickleName && STORAGE_MODULES.includes(type.module);
    const numbers = ofTorch ? STORAGES[type.name] : undefined;
    if (ofTorch && numbers === undefined) {
      if (typeof key === 'string' && isCount(count)) {
        this.otherStorages.set(key, count * (OTHER_STORAGES[type.name] ?? NaN));
      }
      return new PickleObject(type);
    }
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
