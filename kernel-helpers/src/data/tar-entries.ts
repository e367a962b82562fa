import { DataError } from './errors';

const BLOCK = 512;
/** Bytes of the longest name and of the longest list of attributes. */
const MAX_NAMED = 2 ** 20;
/** Links, devices, folders and pipes: whatever size stands there, no content follows. */
const WITHOUT_CONTENT = ['1', '2', '3', '4', '5', '6'];
/** GNU's files without their holes, of which blocks with places of the content may follow the header. */
const SPARSE = 'S';
/** Headers of these kinds describe the entry that follows. */
const [LONG_NAME, LONG_LINK, ATTRIBUTES, OLD_ATTRIBUTES] = ['L', 'K', 'x', 'X'];

/** Something in an archive. */
export interface TarEntry {
  name: string;
  /** As POSIX numbers it: `0` a file, `5` a folder; `S` a file of which only what lies between its holes is there. */
  type: string;
  /** Bytes of content in the archive. */
  size: number;
  /** What was not read when the next entry is asked for is passed over. */
  content: AsyncIterable<Buffer>;
}

/** What the headers before an entry say of it. */
interface Attributes {
  name?: string;
  size?: number;
  sparse?: true;
}

/**
 * The entries of a tar archive in the forms that are in use: v7, POSIX's ustar and pax, GNU's. As GNU tar does, it
 * passes over blocks between entries that are none, goes on after one block of zeros, and ends at two. All of `archive`
 * is read, so that checksums of whoever unpacked it are met.
 * @param source Names the archive in errors.
 * @throws DataError for what does not begin with an entry, and for a name longer than a megabyte.
 */
export async function* tarEntries(archive: AsyncIterable<Buffer>, source: string): AsyncGenerator<TarEntry> {
  const bytes = new Bytes(archive[Symbol.asyncIterator]());
  let attributes: Attributes = {};
  let [zeros, begun] = [0, false];
  while (zeros < 2) {
    const block = await bytes.read(BLOCK);
    if (block.length < BLOCK) {
      return;
    }
    if (block.every((byte) => byte === 0)) {
      zeros++;
      continue;
    }
    zeros = 0;
    if (!isHeader(block)) {
      if (!begun) {
        const remedy = 'Get the archive again from its source.';
        throw new DataError('truncated', source, 'a block that is no entry', 'a tar archive', remedy);
      }
      continue;
    }
    begun = true;
    const header = headerOf(block, attributes);
    const { type } = header;
    if (type === LONG_NAME || type === LONG_LINK || type === ATTRIBUTES || type === OLD_ATTRIBUTES) {
      if (header.size > MAX_NAMED) {
        const got = `a name or attributes of ${header.size} bytes`;
        throw new DataError('too-large', source, got, `at most ${MAX_NAMED}`, 'Give files shorter names.');
      }
      const content = await bytes.read(header.size);
      attributes = { ...attributes, ...described(type, content) };
      await bytes.skip(padding(header.size));
      continue;
    }
    attributes = {};
    // The places of its content go on in blocks that its size does not count.
    for (let goesOn = type === SPARSE && block[482] !== 0; goesOn;) {
      const places = await bytes.read(BLOCK);
      goesOn = places.length === BLOCK && places[504] !== 0;
    }
    const content = bytes.take(header.size);
    yield { ...header, type: header.sparse ? SPARSE : type, content };
    for await (const _ of content) {
      // Passed over.
    }
    await bytes.skip(padding(header.size));
  }
  await bytes.skip(Infinity);
}

/** Bytes that come in pieces of any length. */
class Bytes {
  private held: Buffer = Buffer.alloc(0);

  constructor(private readonly source: AsyncIterator<Buffer, unknown>) {}

  /** So many bytes, or as many as there are. */
  async read(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.take(count)) {
      if (piece.length === count) {
        return piece;
      }
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async skip(count: number): Promise<void> {
    for await (const _ of this.take(count)) {
      // Passed over.
    }
  }

  /** So many bytes in pieces; what is left of them comes when it is asked for again. */
  take(count: number): AsyncIterableIterator<Buffer, void> {
    let rest = count;
    const next = async (): Promise<IteratorResult<Buffer, void>> => {
      while (rest > 0 && this.held.length === 0) {
        const { done, value } = await this.source.next();
        if (done) {
          return { done, value: undefined };
        }
        this.held = value;
      }
      if (rest <= 0) {
        return { done: true, value: undefined };
      }
      const piece = this.held.subarray(0, rest);
      this.held = this.held.subarray(piece.length);
      rest -= piece.length;
      return { done: false, value: piece };
    };
    const iterator: AsyncIterableIterator<Buffer, void> = { next, [Symbol.asyncIterator]: () => iterator };
    return iterator;
  }
}

/** Content is filled up to whole blocks. */
const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** Whether its checksum is that of its bytes; some old programs added them up as signed ones. */
function isHeader(block: Buffer): boolean {
  const stored = numberAt(block, 148, 8);
  if (stored === null) {
    return false;
  }
  let [sum, signed] = [0, 0];
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : block[i];
    sum += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return stored === sum || stored === signed;
}

function headerOf(block: Buffer, given: Attributes): Omit<TarEntry, 'content'> & { sparse: boolean } {
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? textAt(block, 345, 155) : '';
  const own = prefix === '' ? textAt(block, 0, 100) : `${prefix}/${textAt(block, 0, 100)}`;
  const { name = own, sparse = false } = given;
  const written = String.fromCharCode(block[156]);
  // Of old a file had none of the numbers, or one for where it lies on the disk, and a folder was told by its name.
  const type = written === '\0' || written === '7' ? (name.endsWith('/') ? '5' : '0') : written;
  const size = WITHOUT_CONTENT.includes(type) ? 0 : (given.size ?? numberAt(block, 124, 12) ?? 0);
  return { name, type, size, sparse };
}

function textAt(block: Buffer, from: number, length: number): string {
  return untilZero(block.subarray(from, from + length));
}

function untilZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

/** Octal digits, or GNU's whole number of base 256, told by its first bit; null for what is neither. */
function numberAt(block: Buffer, from: number, length: number): number | null {
  const field = block.subarray(from, from + length);
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((sum, byte) => 256 * sum + byte, 0);
    return Number.isSafeInteger(value) ? value : null;
  }
  const [, digits] = /^[ \0]*([0-7]+)[ \0]*$/.exec(field.toString('latin1')) ?? [];
  return digits === undefined ? null : parseInt(digits, 8);
}

/** What a header's content says of the next entry. */
function described(type: string, content: Buffer): Attributes {
  if (type === LONG_NAME) {
    return { name: untilZero(content) };
  }
  return type === LONG_LINK ? {} : paxAttributes(content);
}

/** Lines `length key=value`, as POSIX describes them; those after a damaged one are not read. */
function paxAttributes(content: Buffer): Attributes {
  const found: Attributes = {};
  for (let at = 0; at < content.length;) {
    const blank = content.indexOf(' ', at);
    const length = blank < 0 ? NaN : Number(content.toString('latin1', at, blank));
    if (!(Number.isInteger(length) && at + length > blank + 1 && at + length <= content.length)) {
      break;
    }
    const line = content.toString('utf8', blank + 1, at + length - 1);
    const equals = line.indexOf('=');
    const [key, value] = [line.slice(0, equals), line.slice(equals + 1)];
    if (key === 'path' || key === 'GNU.sparse.name') {
      found.name = value;
    } else if (key === 'size' && /^\d{1,15}$/.test(value)) {
      found.size = Number(value);
    }
    if (key.startsWith('GNU.sparse.')) {
      found.sparse = true;
    }
    at += length;
  }
  return found;
}
