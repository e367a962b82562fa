import { SeededOrder } from './order';

/** Bytes changed, cut off or put in, at places that the seed chooses. */
export function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  const random = new SeededOrder(seed, 'mutation');
  const copy = Uint8Array.from(bytes);
  for (let i = random.below(4); i >= 0; i--) {
    copy[random.below(copy.length)] = random.below(256);
  }
  return random.below(4) === 0 ? copy.subarray(0, random.below(copy.length)) : copy;
}
