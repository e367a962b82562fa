/** The wire format of protocol buffers, as far as graphs need it (protobuf.dev, "Encoding"). */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Bytes of the longest varint: 64 bits, seven in each. */
const LONGEST_VARINT = 10;

/**
 * Writes a message field by field into one buffer. The generated classes that the binding's package carries make an
 * object and several copies of each message: for the thousands of nodes of a training step half a second.
 */
export class WireWriter {
  private bytes = Buffer.allocUnsafe(2 ** 16);
  private end = 0;

  /** A whole number, of up to 64 bits in two's complement; also an enumeration's value. */
  int(field: number, value: number): void {
    this.tag(field, VARINT);
    this.varint(value);
  }

  bool(field: number, value: boolean): void {
    this.int(field, value ? 1 : 0);
  }

  float(field: number, value: number): void {
    this.tag(field, FIXED_32);
    this.reserve(4);
    this.end = this.bytes.writeFloatLE(value, this.end);
  }

  text(field: number, value: string): void {
    this.tag(field, LENGTH_DELIMITED);
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.reserve(length);
    this.end += this.bytes.write(value, this.end);
  }

  content(field: number, value: Uint8Array): void {
    this.tag(field, LENGTH_DELIMITED);
    this.varint(value.length);
    this.reserve(value.length);
    this.bytes.set(value, this.end);
    this.end += value.length;
  }

  /** Whole numbers of a repeated field, packed; nothing for none. */
  ints(field: number, values: readonly number[]): void {
    if (values.length > 0) {
      this.message(field, () => values.forEach((value) => this.varint(value)));
    }
  }

  /** A message within, whose fields `write` writes. */
  message(field: number, write: () => void): void {
    this.tag(field, LENGTH_DELIMITED);
    const begin = this.end;
    write();
    // Its length stands before it, and is known only now.
    const length = this.end - begin;
    this.reserve(LONGEST_VARINT);
    this.end = begin;
    const digits = varintLength(length);
    this.bytes.copyWithin(begin + digits, begin, begin + length);
    this.varint(length);
    this.end += length;
  }

  /** An entry of a map from names to messages. */
  entry(field: number, key: string, write: () => void): void {
    this.message(field, () => {
      this.text(1, key);
      this.message(2, write);
    });
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return new Uint8Array(this.bytes.subarray(0, this.end));
  }

  private tag(field: number, kind: number): void {
    this.varint(field * 8 + kind);
  }

  private varint(value: number): void {
    this.reserve(LONGEST_VARINT);
    if (value < 0) {
      this.longVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let rest = value;
    // No shifts: they know 32 bits only.
    for (; rest > 127; rest = Math.floor(rest / 128)) {
      this.bytes[this.end++] = (rest % 128) + 128;
    }
    this.bytes[this.end++] = rest;
  }

  private longVarint(value: bigint): void {
    let rest = value;
    for (; rest > 127n; rest >>= 7n) {
      this.bytes[this.end++] = Number(rest & 127n) + 128;
    }
    this.bytes[this.end++] = Number(rest);
  }

  private reserve(count: number): void {
    if (this.end + count > this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.end + count));
      larger.set(this.bytes.subarray(0, this.end));
      this.bytes = larger;
    }
  }
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) {
    length++;
  }
  return length;
}
