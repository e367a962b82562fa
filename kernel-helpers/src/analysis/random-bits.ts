import { LIMITS, requireNumber } from './validate';

/** Seeded 32-bit numbers: xoshiro128** (Blackman and Vigna, 2018, public domain), equal in kernel and browser. */
export class RandomBits {
  private readonly state = new Uint32Array(4);

  /** @throws SpecError unless the seed is a whole number from 0 to 2³² − 1. */
  constructor(seed: number) {
    requireNumber('seed', seed, LIMITS.seed);
    // Never all zero: the finaliser is a bijection, and four counters differ.
    for (let i = 0; i < 4; i++) {
      this.state[i] = finalized(Math.imul(seed, 4) + i + Math.imul(finalized(seed), 0x9e3779b9));
    }
  }

  /** A whole number from 0 to 2³² − 1. */
  next(): number {
    const { state } = this;
    const product = Math.imul(state[1], 5);
    const bits = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = (state[3] << 11) | (state[3] >>> 21);
    return bits;
  }

  /** A whole number from 0 to `limit` − 1, each but for `limit`/2³² as likely as another. */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }
}

/** Every bit of the result depends on every bit given (MurmurHash3's finaliser, public domain). */
function finalized(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
