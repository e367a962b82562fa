/** A TIFF file whose values are read right. */
export interface TiffForm {
  /** Whether its values tell how dark a pixel is, not how bright. */
  whiteIsZero: boolean;
  /** Rows of a tile; 0 where it lies in strips. */
  tileRows: number;
  /** A copy of the file that calls its values unsigned. */
  unsigned(): Uint8Array;
}

const TAG = {
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  tileLength: 323,
  extraSamples: 338,
  sampleFormat: 339
};
/** TIFF 6.0 and its supplements. */
const SAMPLE_FORMATS = new Map([
  [1, 'unsigned'],
  [2, 'signed'],
  [3, 'float'],
  [4, 'undefined'],
  [5, 'complex'],
  [6, 'complex']
]);
const PHOTOMETRIC = new Map([
  [4, 'a transparency mask'],
  [8, 'CIE L*a*b*'],
  [9, 'ICC L*a*b*'],
  [10, 'ITU L*a*b*'],
  [32803, 'a colour filter array'],
  [32844, 'LogL'],
  [32845, 'LogLuv'],
  [34892, 'linear raw']
]);
const [WHITE_IS_ZERO, RGB, PALETTE, SEPARATED, YCBCR] = [0, 2, 3, 5, 6];
const JPEG_COMPRESSIONS = [6, 7];
/** Depths of each kind that the decoder reads right: it takes float of 16 bits for zeros. */
const DEPTHS: ReadonlyArray<readonly number[]> = [[], [1, 2, 4, 8, 16, 32], [8, 16, 32], [32]];
const ALPHA = [1, 2];
/** More fields than any writer makes. */
const MAX_FIELDS = 4096;

/**
 * How a TIFF file stores its values, by its first directory.
 * @throws Error in words for files whose values would be misread: other colours, kinds or depths, and channels that are
 *   neither colour nor transparency.
 */
export function tiffForm(bytes: Uint8Array): TiffForm {
  const fields = readFields(bytes);
  const first = (tag: number, absent: number): number => fields.get(tag)?.values[0] ?? absent;
  const bitsPerSample = first(TAG.bitsPerSample, 1);
  const samplesPerPixel = first(TAG.samplesPerPixel, 1);
  const sampleFormat = first(TAG.sampleFormat, 1);
  const photometric = first(TAG.photometric, WHITE_IS_ZERO);
  const kind = `${SAMPLE_FORMATS.get(sampleFormat) ?? `kind ${sampleFormat}`} values`;
  const refuse = (got: string): never => {
    throw new Error(`a TIFF of ${got}`);
  };
  if (photometric > YCBCR || PHOTOMETRIC.has(photometric)) {
    refuse(PHOTOMETRIC.get(photometric) ?? `photometric interpretation ${photometric}`);
  }
  if (photometric === YCBCR && !JPEG_COMPRESSIONS.includes(first(TAG.compression, 1))) {
    refuse('YCbCr that is not compressed as JPEG');
  }
  const alike = [TAG.bitsPerSample, TAG.sampleFormat].every(
    (tag) => new Set(fields.get(tag)?.values).size <= 1
  );
  if (!alike) {
    refuse('channels of differing depths');
  }
  if (!DEPTHS[sampleFormat]?.includes(bitsPerSample)) {
    const read = DEPTHS[sampleFormat]?.join(', ') ?? 'none';
    refuse(`${kind} of ${bitsPerSample} bits (read are ${read})`);
  }
  if (sampleFormat !== 1 && photometric !== RGB && photometric !== 1) {
    refuse(`${kind}, neither grey from black nor RGB`);
  }
  const extra = fields.get(TAG.extraSamples)?.values ?? [];
  const [least, most] = { [RGB]: [3, 4], [PALETTE]: [1, 1], [SEPARATED]: [4, 4], [YCBCR]: [3, 3] }[
    photometric
  ] ?? [1, ALPHA.includes(extra[0]) ? 2 : 1];
  if (samplesPerPixel < least || samplesPerPixel > most) {
    refuse(`${samplesPerPixel} channels, not grey, RGB or CMYK with or without transparency`);
  }
  const unsigned = (): Uint8Array => {
    const copy = new Uint8Array(bytes);
    fields.get(TAG.sampleFormat)?.fill(copy, 1);
    return copy;
  };
  return { whiteIsZero: photometric === WHITE_IS_ZERO, tileRows: first(TAG.tileLength, 0), unsigned };
}

/** A field of whole numbers. */
interface Field {
  values: number[];
  /** Writes a number below 256, where one below 256 stands, into each of its places in a copy of the file. */
  fill(copy: Uint8Array, value: number): void;
}

/** Bytes of a number and how it is read and written, by the type's number: BYTE, SHORT and LONG. */
const NUMBERS: Partial<Record<number, { bytes: number; get: 'getUint8' | 'getUint16' | 'getUint32' }>> = {
  1: { bytes: 1, get: 'getUint8' },
  3: { bytes: 2, get: 'getUint16' },
  4: { bytes: 4, get: 'getUint32' }
};

/** The tags above that are there. */
function readFields(bytes: Uint8Array): Map<number, Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0x49;
  const wanted = Object.values(TAG);
  const fields = new Map<number, Field>();
  try {
    const big = view.getUint16(2, little) === 43;
    const offset = (at: number): number =>
      big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
    const start = offset(big ? 8 : 4);
    const [count, head, size] = big
      ? [Number(view.getBigUint64(start, little)), 8, 20]
      : [view.getUint16(start, little), 2, 12];
    for (let i = 0; i < Math.min(count, MAX_FIELDS); i++) {
      const at = start + head + i * size;
      const tag = view.getUint16(at, little);
      const type = NUMBERS[view.getUint16(at + 2, little)];
      const length = offset(at + 4);
      if (wanted.includes(tag) && type && length <= MAX_FIELDS) {
        const inline = at + (big ? 12 : 8);
        const from = length * type.bytes <= (big ? 8 : 4) ? inline : offset(inline);
        const places = Array.from({ length }, (_, place) => from + type.bytes * place);
        const fill: Field['fill'] = (copy, value) =>
          places.forEach((place) => copy.set([value], little ? place : place + type.bytes - 1));
        fields.set(tag, { values: places.map((place) => view[type.get](place, little)), fill });
      }
    }
  } catch (error) {
    throw new Error('a TIFF whose directory lies outside the file', { cause: error });
  }
  return fields;
}
