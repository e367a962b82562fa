import { crc32, deflateRawSync } from 'node:zlib';

/** One tensor of a state dictionary: a view of a storage of its own. */
export interface Written {
  name: string;
  /** PyTorch's class, for example `FloatStorage`. */
  storage: string;
  content: Uint8Array;
  /** Numbers in the storage, as the pickle says. */
  count: number;
  offset?: number;
  shape: number[];
  strides: number[];
}

/** A little-endian whole number. */
function whole(value: number, bytes: 2 | 4 | 8): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(BigInt(value));
  return buffer.subarray(0, bytes);
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const text = (value: string): Buffer => Buffer.concat([ascii('X'), whole(value.length, 4), ascii(value)]);
const number = (value: number): Buffer => Buffer.concat([ascii('J'), whole(value, 4)]);
const tuple = (values: number[]): Buffer => Buffer.concat([ascii('('), ...values.map(number), ascii('t')]);

function tensor({ storage, count, offset = 0, shape, strides }: Written, key: number, old: boolean): Buffer {
  return Buffer.concat([
    ascii('ctorch._utils\n_rebuild_tensor_v2\n(('),
    text('storage'),
    ascii(`ctorch\n${storage}\n`),
    text(String(key)),
    text('cpu'),
    number(count),
    ascii(old ? 'NtQ' : 'tQ'),
    number(offset),
    tuple(shape),
    tuple(strides),
    ascii('\x89ccollections\nOrderedDict\n)RtR')
  ]);
}

/** The pickle of a state dictionary, within dictionaries of the given keys. */
function statePickle(tensors: Written[], wrappers: string[] = [], old = false): Buffer {
  const items = tensors.flatMap((one, key) => [text(one.name), tensor(one, key, old)]);
  return Buffer.concat([
    ascii('\x80\x02'),
    ...wrappers.flatMap((key) => [ascii('}'), text(key)]),
    ascii('ccollections\nOrderedDict\n)R('),
    ...items,
    ascii('u'),
    ...wrappers.map(() => ascii('s')),
    ascii('.')
  ]);
}

export interface ZipFixture {
  name: string;
  content: Uint8Array;
  /** In the place of the true one. */
  crc?: number;
  size?: number;
}

/** A zip archive of files as they are, not compressed. */
export function zipOf(files: ZipFixture[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, crc = crc32(content), size = content.length } of files) {
    const method = size === content.length ? 0 : 8;
    const common = Buffer.concat([
      whole(20, 2),
      whole(0, 2),
      whole(method, 2),
      whole(0, 4),
      whole(crc, 4),
      whole(content.length, 4),
      whole(size, 4),
      whole(name.length, 2),
      whole(0, 2)
    ]);
    const local = Buffer.concat([whole(0x04034b50, 4), common, ascii(name), content]);
    directory.push(
      Buffer.concat([whole(0x02014b50, 4), whole(20, 2), common, Buffer.alloc(10), whole(at, 4), ascii(name)])
    );
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const counts = [whole(files.length, 2), whole(files.length, 2)];
  const end = [whole(0x06054b50, 4), Buffer.alloc(4), ...counts, whole(central.length, 4), whole(at, 4)];
  return Buffer.concat([...parts, central, ...end, Buffer.alloc(2)]);
}

function torchFiles(tensors: Written[], wrappers: string[]): ZipFixture[] {
  const storages = tensors.map(({ content }, key) => ({ name: `archive/data/${key}`, content }));
  return [{ name: 'archive/data.pkl', content: statePickle(tensors, wrappers) }, ...storages];
}

/** What `torch.save` writes. */
export function torchZip(tensors: Written[], wrappers: string[] = []): Buffer {
  return zipOf(torchFiles(tensors, wrappers));
}

/** The same after another tool has compressed it. */
export function torchPacked(tensors: Written[], wrappers: string[] = []): Buffer {
  const packed = ({ name, content }: ZipFixture): ZipFixture => {
    const crc = crc32(content);
    return { name, content: deflateRawSync(content), crc, size: content.length };
  };
  return zipOf(torchFiles(tensors, wrappers).map(packed));
}

/** What `torch.save` writes without its zip archive. */
export function torchOld(tensors: Written[], wrappers: string[] = []): Buffer {
  const keys = tensors.map((_, key) => text(String(key)));
  return Buffer.concat([
    Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex'),
    Buffer.from('80024de9032e', 'hex'),
    ascii('\x80\x02}'),
    text('little_endian'),
    ascii('\x88s.'),
    statePickle(tensors, wrappers, true),
    ascii('\x80\x02]('),
    ...keys,
    ascii('e.'),
    ...tensors.flatMap(({ count, content }) => [whole(count, 8), Buffer.from(content)])
  ]);
}
