/**
 * Seeded whole numbers for orders and shifts: a 32-bit counter through MurmurHash3's finaliser. Equal on
 * every machine, and each purpose has its own sequence.
 */
export class SeededOrder {
  private state: number;

  /** @param purpose Keeps the sequences of one seed apart, for example `epoch 3`. */
  constructor(seed: number, purpose: string) {
    let state = mix(seed | 0);
    for (let i = 0; i < purpose.length; i++) {
      state = mix(state ^ purpose.charCodeAt(i));
    }
    this.state = state;
  }

  /** A whole number from 0 to `limit` − 1; `limit` at most 2³². */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** A number from `min` to below `max`, one of 2³² evenly spaced ones. */
  between(min: number, max: number): number {
    return min + this.unit() * (max - min);
  }

  /** The numbers 0 to `count` − 1 in random order (Fisher and Yates). */
  shuffled(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** From 0 to below 1. */
  private unit(): number {
    // The golden ratio's 32 bits step through all states before one repeats.
    this.state = (this.state + 0x9e3779b9) | 0;
    return (mix(this.state) >>> 0) / 2 ** 32;
  }
}

/** Every bit of the result depends on every bit given (MurmurHash3, public domain). */
function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
