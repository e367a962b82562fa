import { SeededOrder } from '../../kernel-helpers/src/data/order';

/** Bytes at a file's beginning and end where formats keep their structure. */
const STRUCTURE = 4096;
/** Sizes, signs and limits go wrong at these first. */
const TELLING = [0, 1, 0x7f, 0x80, 0xff];

/**
 * A file with one to eight wounds: bytes and numbers changed, pieces repeated, swapped, taken out or cut off; at places
 * that the seed chooses, half of them where a format keeps its structure.
 */
export function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  const random = new SeededOrder(seed, 'mutation');
  let copy = Uint8Array.from(bytes);
  const place = (length: number): number => {
    const structure = Math.min(STRUCTURE, length);
    return [
      random.below(length),
      random.below(structure),
      random.below(length),
      length - 1 - random.below(structure)
    ][random.below(4)];
  };
  for (let wounds = 1 + random.below(8); wounds > 0 && copy.length > 0; wounds--) {
    const from = place(copy.length);
    const to = Math.min(copy.length, from + 1 + random.below(16));
    switch (random.below(8)) {
      case 0:
        copy[from] = random.below(256);
        break;
      case 1:
        copy[from] ^= 1 << random.below(8);
        break;
      case 2:
        copy.fill(TELLING[random.below(TELLING.length)], from, Math.min(to, from + 8));
        break;
      case 3:
        copy.copyWithin(place(copy.length), from, to);
        break;
      case 4:
        copy = Uint8Array.from([...copy.subarray(0, from), ...copy.subarray(to)]);
        break;
      case 5:
        copy = Uint8Array.from([...copy.subarray(0, to), ...copy.subarray(from)]);
        break;
      case 6:
        copy[from] = (copy[from] + (random.below(2) === 0 ? 1 : 255)) & 0xff;
        break;
      default:
        if (random.below(4) === 0) {
          copy = copy.slice(0, from);
        }
    }
  }
  return copy;
}

/** Numbers at which sizes, offsets and counts overflow, wrap, or ask for everything. */
const EXTREMES = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 63n - 1n
];
/** What a number in a text becomes. */
const LONG_NUMBERS = ['0', '-1', '65536', '99999999', '4294967296', '1e400', '9'.repeat(60)];
/** Copies of a piece that is repeated, and the longest file that comes of it. */
const REPEATS = [2, 64, 4096, 65_536];
const LONGEST = 2 ** 22;

/**
 * A file whose structure is turned against its reader: a number of two, four or eight bytes, or one in text, becomes an
 * extreme; a piece is repeated thousands of times; the end is cut off. Every third is `mutated` instead.
 */
export function distorted(bytes: Uint8Array, seed: number): Uint8Array {
  const random = new SeededOrder(seed, 'distortion');
  let copy: Uint8Array = Uint8Array.from(bytes);
  for (let wounds = 1 + random.below(3); wounds > 0 && copy.length > 0; wounds--) {
    const structure = Math.min(STRUCTURE, copy.length);
    const from = [
      random.below(copy.length),
      random.below(structure),
      copy.length - 1 - random.below(structure)
    ][random.below(3)];
    switch (random.below(6)) {
      case 0:
      case 1:
        copy = withNumber(copy, from, [2, 4, 8][random.below(3)], EXTREMES[random.below(EXTREMES.length)], {
          little: random.below(2) === 0
        });
        break;
      case 2:
        copy = withDigits(copy, from, LONG_NUMBERS[random.below(LONG_NUMBERS.length)]);
        break;
      case 3: {
        const piece = copy.subarray(from, from + 1 + random.below(64));
        const times = Math.min(REPEATS[random.below(REPEATS.length)], Math.floor(LONGEST / piece.length));
        const rest = copy.length < LONGEST ? times : 1;
        copy = Buffer.concat([
          copy.subarray(0, from),
          ...new Array<Uint8Array>(rest).fill(piece),
          copy.subarray(from)
        ]);
        break;
      }
      case 4:
        copy = random.below(3) === 0 ? copy.slice(0, from) : copy;
        break;
      default:
        copy = mutated(copy, seed);
    }
  }
  return copy;
}

function withNumber(
  bytes: Uint8Array,
  from: number,
  size: number,
  value: bigint,
  { little }: { little: boolean }
): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let i = 0; i < size && from + i < copy.length; i++) {
    copy[from + i] = Number((value >> BigInt(8 * (little ? i : size - 1 - i))) & 0xffn);
  }
  return copy;
}

/** The first number in digits behind a place becomes another. */
function withDigits(bytes: Uint8Array, from: number, number: string): Uint8Array {
  const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
  const start = bytes.subarray(from, from + STRUCTURE).findIndex(isDigit);
  if (start < 0) {
    return bytes;
  }
  const length = bytes.subarray(from + start).findIndex((byte) => !isDigit(byte));
  const end = length < 0 ? bytes.length : from + start + length;
  return Buffer.concat([bytes.subarray(0, from + start), Buffer.from(number), bytes.subarray(end)]);
}
