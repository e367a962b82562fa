import { EnetError } from '../../../analysis/errors';
import { allowedBytes } from '../../../files';

/** How a file of weights was written. */
export type WeightFormat = 'safetensors' | 'torch' | 'keras-weights' | 'keras-legacy' | 'keras' | 'tfjs';

/** One tensor of a file, as floats of 32 bits whatever the file has. */
export interface StoredTensor {
  shape: number[];
  /** Row-major; as many as the shape holds. */
  values: Float32Array;
}

/** What a weight file holds. */
export interface WeightFile {
  format: WeightFormat;
  /** Path, or what the bytes were called. */
  source: string;
  /** By the file's own names; Keras's are variable paths such as `stem_conv/kernel`. */
  tensors: Map<string, StoredTensor>;
  /**
   * What the file says beside its tensors, for example the configuration of a `.keras` file; of a checkpoint of PyTorch's
   * which dictionary the tensors are of (`state_dict`), the network's name (`arch`), and the classes of objects beside
   * them, of which only the names are read (`objects`).
   */
  metadata: Record<string, string>;
}

export type WeightFileErrorKind =
  /** The file can't be opened. */
  | 'unreadable'
  /** In none of the formats. */
  | 'unknown-format'
  /** Cut off, or at odds with itself. */
  | 'damaged'
  /** More than the limit allows. */
  | 'too-large'
  /** Wants to run code, or to reach other files. */
  | 'unsafe'
  /** Whole, but of a kind that is not read. */
  | 'unsupported'
  /** Several dictionaries of weights, of which the caller has to choose one. */
  | 'ambiguous';

/** A weight file that can't be used: what it held, what was expected, what to do. */
export class WeightFileError extends EnetError<string> {
  override readonly name = 'WeightFileError';

  constructor(
    readonly kind: WeightFileErrorKind,
    readonly source: string,
    got: string,
    expected: string,
    remedy: string,
    options?: { cause?: unknown }
  ) {
    super({
      place: source,
      got,
      told: short(got),
      expected: short(expected),
      remedy,
      cause: options?.cause
    });
  }
}

/** What a file says may be as long as the file. */
function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Characters of what an error tells of a file. */
const LONGEST = 800;

export const GET_AGAIN = 'Get the file again from its source.';
export const ALLOW_MORE = 'Allow more with maxBytes if you trust the file.';

/** Elements of a shape; infinite rather than wrong where they exceed exact integers. */
export function elementsOf(shape: readonly number[]): number {
  const size = shape.reduce((product, side) => product * side, 1);
  return Number.isSafeInteger(size) ? size : Infinity;
}

/**
 * What the values of a file may take that is not in memory beside them, unless its reader is given other limits. Floats of 16
 * bits take twice as much as in the file; a small one takes no more than 100 MB with what is needed to read it.
 */
export function allowedValues(fileBytes: number): number {
  return 2 * fileBytes + 50e6;
}

/** The same beside content that stays in memory meanwhile, and 10 MB of what reads it. */
export function allowedBeside(held: number, fileBytes: number): number {
  return Math.min(allowedValues(fileBytes), allowedBytes(fileBytes) - held - 10e6);
}

/** What a packed file may be unpacked to. Weights hardly pack. */
export function allowedContent(fileBytes: number): number {
  return 1.5 * fileBytes + 50e6;
}

/** Keeps what a file unpacks to within a limit. */
export class Budget {
  private left: number;

  constructor(
    private readonly maxBytes: number,
    private readonly source: string
  ) {
    this.left = maxBytes;
  }

  /** @throws WeightFileError when a tensor of so many elements is too much. */
  take(name: string, elements: number): void {
    this.left -= 4 * elements;
    // Written so that NaN fails too.
    if (!(this.left >= 0)) {
      const got = `${name} with ${elements} values`;
      const expected = `at most ${this.maxBytes} bytes of values in all`;
      throw new WeightFileError('too-large', this.source, got, expected, ALLOW_MORE);
    }
  }
}
