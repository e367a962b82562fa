import { RandomBits } from '../random-bits';

/**
 * Seeded standard normal numbers by Marsaglia's polar method. The same seed gives the same numbers in kernel and
 * browser.
 */
export class RandomNormal {
  private readonly bits: RandomBits;
  private spare = 0;
  private hasSpare = false;

  /** @throws SpecError unless the seed is a whole number from 0 to 2³² − 1. */
  constructor(seed: number) {
    this.bits = new RandomBits(seed);
  }

  /** The next number. */
  next(): number {
    if (this.hasSpare) {
      this.hasSpare = false;
      return this.spare;
    }
    for (;;) {
      const x = this.uniform();
      const y = this.uniform();
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        this.spare = y * factor;
        this.hasSpare = true;
        return x * factor;
      }
    }
  }

  /** Between −1 and 1, both left out, symmetric around 0. */
  private uniform(): number {
    return (this.bits.next() + 0.5) / 2 ** 31 - 1;
  }
}
