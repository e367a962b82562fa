import { describe, expect, it } from 'vitest';
import { type PickleHooks, PickleName, PickleObject, type PickleValue, Unpickler } from './pickle';
import { WeightFileError } from './weight-file';

const HOOKS: PickleHooks = {
  allows: (name) => String(name) === 'collections.OrderedDict',
  reduce: (_, args) => (args.length === 0 ? new Map() : undefined),
  persistent: (id) => ['kept', id]
};

/** Bytes of a pickle from text, with `\x..` for others, and the opcode that ends it. */
const pickle = (text: string): Uint8Array => Buffer.from(`${text}.`, 'latin1');
const read = (text: string): PickleValue => new Unpickler(pickle(text), 'file', HOOKS).read();

function kindOf(bytes: Uint8Array): string {
  try {
    new Unpickler(bytes, 'file', HOOKS).read();
  } catch (error) {
    return error instanceof WeightFileError ? error.kind : String(error);
  }
  return 'read';
}

const DICTIONARY = 'ccollections\nOrderedDict\n)R';

describe('pickle', () => {
  it.each<[string, string, PickleValue]>([
    ['NONE', 'N', null],
    ['NEWTRUE', '\x88', true],
    ['NEWFALSE', '\x89', false],
    ['BININT', 'J\xfe\xff\xff\xff', -2],
    ['BININT1', 'K\xff', 255],
    ['BININT2', 'M\x01\x02', 513],
    ['LONG1 of nothing', '\x8a\x00', 0],
    ['LONG1', '\x8a\x01\x80', -128],
    ['LONG1 beyond exact integers', '\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x40', 2n ** 62n],
    ['LONG4', '\x8b\x02\x00\x00\x00\x00\x01', 256],
    ['BINFLOAT', 'G\x3f\xf8\x00\x00\x00\x00\x00\x00', 1.5],
    ['BINUNICODE', 'X\x02\x00\x00\x00ab', 'ab'],
    ['SHORT_BINUNICODE', '\x8c\x02\xc3\xa9', 'é'],
    ['BINUNICODE8', '\x8d\x01\x00\x00\x00\x00\x00\x00\x00a', 'a'],
    ['BINSTRING', 'T\x01\x00\x00\x00a', 'a'],
    ['SHORT_BINSTRING', 'U\x01a', 'a'],
    ['PROTO and FRAME', '\x80\x04\x95\x01\x00\x00\x00\x00\x00\x00\x00N', null],
    ['TUPLE', '(K\x01K\x02t', [1, 2]],
    ['TUPLE1', 'K\x01\x85', [1]],
    ['TUPLE2', 'K\x01K\x02\x86', [1, 2]],
    ['TUPLE3', 'K\x01K\x02K\x03\x87', [1, 2, 3]],
    ['EMPTY_TUPLE', ')', []],
    ['APPEND', ']K\x01a', [1]],
    ['APPENDS', '](K\x01K\x02e', [1, 2]],
    ['SETITEM', '}K\x01Ns', new Map([[1, null]])],
    [
      'SETITEMS',
      '}(U\x01aK\x01U\x01bK\x02u',
      new Map([
        ['a', 1],
        ['b', 2]
      ])
    ],
    ['POP', 'NK\x010', null],
    ['BINPUT and BINGET', 'K\x07q\x000h\x00', 7],
    ['LONG_BINPUT and LONG_BINGET', 'K\x07r\x00\x01\x00\x000j\x00\x01\x00\x00', 7],
    ['MEMOIZE', 'K\x07\x940h\x00', 7],
    ['REDUCE', DICTIONARY, new Map()],
    [
      'STACK_GLOBAL',
      '\x8c\x0bcollections\x8c\x0bOrderedDict\x93',
      new PickleName('collections', 'OrderedDict')
    ],
    ['BUILD on a dictionary', `${DICTIONARY}}b`, new Map()],
    ['BINPERSID', 'K\x05Q', ['kept', 5]],
    ['EMPTY_SET and ADDITEMS', '\x8f(K\x01K\x02\x90', [1, 2]],
    ['FROZENSET', '(K\x01\x91', [1]],
    ['a tuple as a key', '}K\x01\x85Ns', new Map([[[1], null]])]
  ])('reads %s', (_, text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('reads bytes', () => {
    const eight = '\x01\x00\x00\x00\x00\x00\x00\x00\xff';
    const texts = ['B\x01\x00\x00\x00\xff', 'C\x01\xff', `\x8e${eight}`, `\x96${eight}`];
    const found = texts.map(read) as Uint8Array[];
    expect(found.map((bytes) => [...bytes])).toEqual([[255], [255], [255], [255]]);
  });

  it.each([
    ['os.system', 'cos\nsystem\nU\x02id\x85R'],
    ['builtins.eval by STACK_GLOBAL', '\x8c\x08builtins\x8c\x04eval\x93U\x011\x85R'],
    ['a name that is only mentioned', 'cposix\nsystem\n'],
    ['names within an allowed module', 'ccollections\nnamedtuple\n'],
    ['arguments that the function does not take', 'ccollections\nOrderedDict\nK\x01\x85R'],
    ['a call of what is no name', 'K\x01)R'],
    ['INST', '(ios\nsystem\n'],
    ['OBJ', '(No'],
    ['NEWOBJ', 'ccollections\nOrderedDict\n)\x81'],
    ['NEWOBJ_EX', 'ccollections\nOrderedDict\n)}\x92'],
    ['EXT1', '\x82\x01'],
    ['EXT2', '\x83\x01\x00'],
    ['EXT4', '\x84\x01\x00\x00\x00'],
    ['PERSID', 'Pa\n'],
    ['BUILD on a list', ']}b']
  ])('refuses %s as unsafe', (_, text) => {
    expect(kindOf(pickle(text))).toBe('unsafe');
  });

  it.each([
    ['an unknown opcode', '\xff'],
    ['an empty stack', ''],
    ['a list without beginning', 't'],
    ['a reference to nothing', 'h\x00'],
    ['a text beyond the end', 'X\xff\xff\xff\xffa'],
    ['a text of 2^64 - 1 bytes', '\x8d\xff\xff\xff\xff\xff\xff\xff\xffa'],
    ['a number of 255 bytes', `\x8a\xff${'\x01'.repeat(255)}`],
    ['APPEND to a number', 'K\x01K\x01a'],
    ['an odd number of items', '}(K\x01u'],
    ['a list as a key', '}]Ns'],
    ['a name without end', 'cos']
  ])('refuses %s as damaged', (_, text) => {
    expect(kindOf(pickle(text))).toBe('damaged');
  });

  it('keeps objects as names, with what a dictionary of their class holds', () => {
    const hooks = { ...HOOKS, allows: () => true, instance: (name: PickleName) => new PickleObject(name) };
    const kept = (text: string): PickleValue => new Unpickler(pickle(text), 'file', hooks).read();
    const object = new PickleObject(new PickleName('own', 'Arguments'));
    expect(kept('cown\nArguments\n)\x81}U\x01aK\x01sb')).toEqual(object);
    expect(kept('cown\nArguments\n)}\x92')).toEqual(object);
    // What is appended to a list of that class is passed over.
    expect(kept('cown\nArguments\n)\x81(K\x01K\x02e')).toEqual(object);
    object.items.set('a', 1);
    expect(kept('cown\nArguments\n)\x81(U\x01aK\x01u')).toEqual(object);
  });

  it('reads a list that holds itself', () => {
    const list = read(']q\x00h\x00a') as PickleValue[];
    expect(list[0]).toBe(list);
  });

  it('spells no nested values as a name', () => {
    const doubled = `K\x01${'q\x00h\x00\x86'.repeat(60)}`;
    expect(kindOf(pickle(`${doubled}U\x01a\x93`))).toBe('unsafe');
    expect(kindOf(pickle(`K\x01${'\x85'.repeat(200_000)}U\x01a\x93`))).toBe('unsafe');
  });

  it('refuses every truncation', () => {
    const whole = pickle(
      `\x80\x02${DICTIONARY}(X\x01\x00\x00\x00a](K\x01M\x01\x02eU\x01bG${'\0'.repeat(8)}u`
    );
    expect(kindOf(whole)).toBe('read');
    for (let length = 0; length < whole.length; length++) {
      expect(kindOf(whole.subarray(0, length)), String(length)).toBe('damaged');
    }
  });
});
