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
