import { GET_AGAIN, WeightFileError } from './weight-file';

/** Something a pickle names, such as `collections.OrderedDict`. It is only ever compared, never looked up. */
export class PickleName {
  constructor(
    readonly module: string,
    readonly name: string
  ) {}

  toString(): string {
    return `${this.module}.${this.name}`;
  }
}

/** An object of a class that a pickle names: what it was is known, and nothing of it is ever made or run. */
export class PickleObject {
  /** What a dictionary of that class holds. */
  readonly items = new Map<PickleKey, PickleValue>();

  constructor(readonly className: PickleName) {}
}

/** Objects are keys by identity: names of classes, tuples. */
export type PickleKey = string | number | boolean | null | object;
export type PickleValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | PickleName
  | PickleValue[]
  | Map<PickleKey, PickleValue>
  | object;

/** What a pickle may ask for besides plain values. */
export interface PickleHooks {
  /** Calls a named function: returns its result, or undefined to refuse it. */
  reduce(name: PickleName, args: PickleValue[]): PickleValue | undefined;
  /** An object of a class, before it has a state: returns what stands for it, or undefined to refuse it. */
  instance?(name: PickleName): PickleValue | undefined;
  /** Whether a name may appear at all. */
  allows(name: PickleName): boolean;
  /** What a persistent identifier stands for. */
  persistent(id: PickleValue): PickleValue;
}

/** Python's own random generators have states of 128 bits. */
const MAX_INTEGER_BYTES = 64;
/** More than any state dictionary nests. */
const MAX_STACK = 1_000_000;
/**
 * What values may take in memory beside the bytes of the pickle: opcodes of two bytes make dictionaries of hundreds.
 * A checkpoint of 5,000 tensors with its optimiser takes some 10 MB.
 */
const MAX_MEMORY = 64e6;
/** About what V8 takes for each. */
const MEMORY = { map: 200, list: 48, text: 40, object: 300, plain: 16, kept: 40, item: 16 };

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/**
 * Interprets a pickle as data: numbers, texts, lists, tuples and sets (as lists), dictionaries, and objects as the names
 * of their classes. It has no way to import or call anything; what would, is refused by name, and so is every opcode that
 * data does not need.
 *
 * Opcodes as in CPython's `pickletools`, protocols 2 to 5.
 */
export class Unpickler {
  private at: number;
  private readonly view: DataView;
  private stack: Slot[] = [];
  private memory: number;
  private readonly memo = new Map<number, PickleValue>();
  /** Lists that are tuples: only these may be keys. */
  private readonly tuples = new WeakSet<object>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly source: string,
    private readonly hooks: PickleHooks,
    start = 0
  ) {
    this.at = start;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.memory = MAX_MEMORY;
  }

  /** Where the next thing begins. */
  get position(): number {
    return this.at;
  }

  /** Reads one pickle. @throws WeightFileError for code, for opcodes that aren't known and for damage. */
  read(): PickleValue {
    this.stack = [];
    this.memo.clear();
    for (;;) {
      const place = this.at;
      const opcode = this.byte();
      if (opcode === 0x2e) {
        return this.pop();
      }
      this.step(opcode, place);
      if (this.stack.length > MAX_STACK) {
        throw this.damaged('a stack of a million values');
      }
    }
  }

  private step(opcode: number, place: number): void {
    const name = OPCODES[opcode];
    const run = name === undefined ? undefined : this.actions[name];
    if (run === undefined) {
      const code = `0x${opcode.toString(16).padStart(2, '0')}`;
      const known = REFUSED[opcode];
      const got = known
        ? `opcode ${known} at byte ${place}, which runs code`
        : `opcode ${code} at byte ${place}`;
      throw known ? this.unsafe(got) : this.damaged(got);
    }
    run();
  }

  private readonly actions: Readonly<Record<string, () => void>> = {
    PROTO: () => void this.byte(),
    FRAME: () => void this.length(8),
    MARK: () => void this.stack.push(MARK),
    POP: () => void this.stack.pop(),
    NONE: () => this.push(null),
    NEWTRUE: () => this.push(true),
    NEWFALSE: () => this.push(false),
    EMPTY_DICT: () => {
      this.take(MEMORY.map);
      this.push(new Map());
    },
    EMPTY_LIST: () => this.list([]),
    EMPTY_TUPLE: () => this.tuple([]),
    EMPTY_SET: () => this.list([]),
    BININT: () => this.push(this.view.getInt32(this.advance(4), true)),
    BININT1: () => this.push(this.byte()),
    BININT2: () => this.push(this.view.getUint16(this.advance(2), true)),
    LONG1: () => this.push(this.long(this.byte())),
    LONG4: () => this.push(this.long(this.length(4))),
    BINFLOAT: () => this.push(this.view.getFloat64(this.advance(8), false)),
    BINUNICODE: () => this.push(this.text(this.length(4))),
    SHORT_BINUNICODE: () => this.push(this.text(this.byte())),
    BINUNICODE8: () => this.push(this.text(this.length(8))),
    BINSTRING: () => this.push(this.text(this.length(4))),
    SHORT_BINSTRING: () => this.push(this.text(this.byte())),
    BINBYTES: () => this.push(this.slice(this.length(4))),
    SHORT_BINBYTES: () => this.push(this.slice(this.byte())),
    BINBYTES8: () => this.push(this.slice(this.length(8))),
    BYTEARRAY8: () => this.push(this.slice(this.length(8))),
    TUPLE: () => this.tuple(this.marked()),
    TUPLE1: () => this.tuple(this.popMany(1)),
    TUPLE2: () => this.tuple(this.popMany(2)),
    TUPLE3: () => this.tuple(this.popMany(3)),
    FROZENSET: () => this.tuple(this.marked()),
    BINGET: () => this.recall(this.byte()),
    LONG_BINGET: () => this.recall(this.length(4)),
    BINPUT: () => this.remember(this.byte()),
    LONG_BINPUT: () => this.remember(this.length(4)),
    MEMOIZE: () => this.remember(this.memo.size),
    APPEND: () => this.append(this.popMany(1)),
    APPENDS: () => this.append(this.marked()),
    ADDITEMS: () => this.append(this.marked()),
    SETITEM: () => this.setItems(this.popMany(2)),
    SETITEMS: () => this.setItems(this.marked()),
    GLOBAL: () => this.name(this.line(), this.line()),
    STACK_GLOBAL: () => {
      const [module, name] = this.popMany(2);
      // Never spelt out: nested values could take forever.
      if (typeof module !== 'string' || typeof name !== 'string') {
        throw this.unsafe('opcode STACK_GLOBAL of something else than texts');
      }
      this.name(module, name);
    },
    REDUCE: () => this.reduce(),
    NEWOBJ: () => {
      const [className] = this.popMany(2);
      this.instance('NEWOBJ', className);
    },
    NEWOBJ_EX: () => {
      const [className] = this.popMany(3);
      this.instance('NEWOBJ_EX', className);
    },
    // The state of an object, or of a dictionary that has attributes: of no use here.
    BUILD: () => {
      this.pop();
      const built = this.top();
      if (!(built instanceof Map || built instanceof PickleObject)) {
        throw this.unsafe('opcode BUILD on something else than a dictionary, which runs code');
      }
    },
    BINPERSID: () => this.push(this.hooks.persistent(this.pop()))
  };

  private name(module: string, name: string): void {
    this.take(MEMORY.object);
    const found = new PickleName(module, name);
    if (!this.hooks.allows(found)) {
      throw this.unsafe(`opcode GLOBAL ${found}`);
    }
    this.push(found);
  }

  private reduce(): void {
    const [callee, args] = this.popMany(2);
    const result =
      callee instanceof PickleName && Array.isArray(args) ? this.hooks.reduce(callee, args) : undefined;
    if (result === undefined) {
      throw this.unsafe(`opcode REDUCE of ${callee instanceof PickleName ? String(callee) : typeof callee}`);
    }
    this.take(MEMORY.object);
    this.push(result);
  }

  private instance(opcode: string, className: PickleValue): void {
    const made = className instanceof PickleName ? this.hooks.instance?.(className) : undefined;
    if (made === undefined) {
      const of = className instanceof PickleName ? String(className) : typeof className;
      throw this.unsafe(`opcode ${opcode} of ${of}`);
    }
    this.take(MEMORY.object);
    this.push(made);
  }

  private list(items: PickleValue[]): void {
    this.take(MEMORY.list + MEMORY.item * items.length);
    this.push(items);
  }

  private tuple(items: PickleValue[]): void {
    // Its place among the tuples too.
    this.take(MEMORY.kept);
    this.tuples.add(items);
    this.list(items);
  }

  private append(items: PickleValue[]): void {
    const list = this.top();
    if (list instanceof PickleObject) {
      return;
    }
    if (!Array.isArray(list)) {
      throw this.damaged('APPEND without a list');
    }
    this.take(MEMORY.item * items.length);
    for (const item of items) {
      list.push(item);
    }
  }

  private setItems(items: PickleValue[]): void {
    const owner = this.top();
    const dictionary = owner instanceof PickleObject ? owner.items : owner;
    if (!(dictionary instanceof Map) || items.length % 2 !== 0) {
      throw this.damaged('SETITEM without a dictionary');
    }
    this.take(MEMORY.kept * items.length);
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      if (!this.isKey(key)) {
        throw this.damaged('a key that is a list or dictionary');
      }
      dictionary.set(typeof key === 'bigint' ? Number(key) : key, items[i + 1]);
    }
  }

  private isKey(value: PickleValue): boolean {
    const mutable = Array.isArray(value) || value instanceof Map;
    return !mutable || this.tuples.has(value);
  }

  private remember(index: number): void {
    this.take(MEMORY.kept);
    this.memo.set(index, this.top());
  }

  private recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) {
      throw this.damaged(`a reference to ${index}, which is not there`);
    }
    this.push(value);
  }

  private push(value: PickleValue): void {
    this.take(MEMORY.plain);
    this.stack.push(value);
  }

  private top(): PickleValue {
    const value = this.stack[this.stack.length - 1];
    if (value === undefined || value === MARK) {
      throw this.damaged('a value that is missing');
    }
    return value;
  }

  private pop(): PickleValue {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  private popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  private marked(): PickleValue[] {
    const from = this.stack.lastIndexOf(MARK);
    if (from < 0) {
      throw this.damaged('a list without beginning');
    }
    const items = this.stack.splice(from).slice(1);
    return items.filter((item): item is PickleValue => item !== MARK);
  }

  private byte(): number {
    return this.bytes[this.advance(1)];
  }

  private length(size: 4 | 8): number {
    const at = this.advance(size);
    return size === 4 ? this.view.getUint32(at, true) : Number(this.view.getBigUint64(at, true));
  }

  private slice(length: number): Uint8Array {
    const at = this.advance(length);
    this.take(MEMORY.list);
    return this.bytes.subarray(at, at + length);
  }

  private text(length: number): string {
    this.take(MEMORY.text);
    return Buffer.from(this.slice(length)).toString('utf8');
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) {
      throw this.damaged('a name without end');
    }
    const text = this.text(end - this.at);
    this.advance(1);
    return text;
  }

  private long(length: number): number | bigint {
    if (length > MAX_INTEGER_BYTES) {
      throw this.damaged(`a whole number of ${length} bytes`);
    }
    const digits = this.slice(length);
    let value = 0n;
    for (let i = digits.length - 1; i >= 0; i--) {
      value = value * 256n + BigInt(digits[i]);
    }
    const signed = BigInt.asIntN(8 * Math.max(1, length), value);
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  /** @throws WeightFileError before values take more memory than they may. */
  private take(bytes: number): void {
    this.memory -= bytes;
    if (this.memory < 0) {
      const got = `a pickle whose values take more than ${MAX_MEMORY} bytes`;
      const remedy = 'Save the state_dict() alone, or as safetensors.';
      throw new WeightFileError('too-large', this.source, got, 'tensors and little beside', remedy);
    }
  }

  /** Where `length` bytes begin, which are passed by. */
  private advance(length: number): number {
    const at = this.at;
    // Written so that NaN fails too.
    if (!(at + length <= this.bytes.length)) {
      throw this.damaged('an end in the middle');
    }
    this.at = at + length;
    return at;
  }

  private damaged(got: string): WeightFileError {
    return new WeightFileError('damaged', this.source, got, 'a pickle of tensors', GET_AGAIN);
  }

  private unsafe(got: string): WeightFileError {
    const remedy =
      'Only data is read: tensors, dictionaries, and objects as names. If you trust the file, save its state_dict() as safetensors.';
    return new WeightFileError('unsafe', this.source, got, 'data without code', remedy);
  }
}

const OPCODES: Readonly<Record<number, string | undefined>> = {
  0x80: 'PROTO',
  0x95: 'FRAME',
  0x28: 'MARK',
  0x30: 'POP',
  0x4e: 'NONE',
  0x88: 'NEWTRUE',
  0x89: 'NEWFALSE',
  0x7d: 'EMPTY_DICT',
  0x5d: 'EMPTY_LIST',
  0x29: 'EMPTY_TUPLE',
  0x8f: 'EMPTY_SET',
  0x90: 'ADDITEMS',
  0x91: 'FROZENSET',
  0x4a: 'BININT',
  0x4b: 'BININT1',
  0x4d: 'BININT2',
  0x8a: 'LONG1',
  0x8b: 'LONG4',
  0x47: 'BINFLOAT',
  0x58: 'BINUNICODE',
  0x8c: 'SHORT_BINUNICODE',
  0x8d: 'BINUNICODE8',
  0x54: 'BINSTRING',
  0x55: 'SHORT_BINSTRING',
  0x42: 'BINBYTES',
  0x43: 'SHORT_BINBYTES',
  0x8e: 'BINBYTES8',
  0x96: 'BYTEARRAY8',
  0x74: 'TUPLE',
  0x85: 'TUPLE1',
  0x86: 'TUPLE2',
  0x87: 'TUPLE3',
  0x68: 'BINGET',
  0x6a: 'LONG_BINGET',
  0x71: 'BINPUT',
  0x72: 'LONG_BINPUT',
  0x94: 'MEMOIZE',
  0x61: 'APPEND',
  0x65: 'APPENDS',
  0x73: 'SETITEM',
  0x75: 'SETITEMS',
  0x63: 'GLOBAL',
  0x93: 'STACK_GLOBAL',
  0x52: 'REDUCE',
  0x81: 'NEWOBJ',
  0x92: 'NEWOBJ_EX',
  0x62: 'BUILD',
  0x51: 'BINPERSID'
};

/** Opcodes that import or call. */
const REFUSED: Readonly<Record<number, string | undefined>> = {
  0x69: 'INST',
  0x6f: 'OBJ',
  0x82: 'EXT1',
  0x83: 'EXT2',
  0x84: 'EXT4',
  0x50: 'PERSID'
};
