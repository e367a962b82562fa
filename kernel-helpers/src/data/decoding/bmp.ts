import type { Pixels } from '../../analysis';

/** Where the parts of a file lie and how its pixels are coded. */
interface Header {
  width: number;
  height: number;
  topDown: boolean;
  bits: number;
  /** Masks of red, green and blue; null for the usual places. */
  masks: number[] | null;
  /** Where colours of a palette begin, how many there are and their bytes. */
  palette: { at: number; colours: number; bytes: number };
  pixelsAt: number;
}

const [RGB, BITFIELDS] = [0, 3];
const COMPRESSIONS = new Map([
  [1, 'run lengths'],
  [2, 'run lengths'],
  [4, 'JPEG'],
  [5, 'PNG']
]);
/** Red, green and blue of 5 bits each, the order without masks, or with 6 bits of green. */
const MASKS_16 = [
  [0x7c00, 0x3e0, 0x1f],
  [0xf800, 0x7e0, 0x1f]
];
const MASKS_32 = [0xff0000, 0xff00, 0xff];

/**
 * Decodes a BMP file without compression: 1, 4 or 8 bits with a palette, 16, 24 or 32 with or without masks, of Windows
 * or OS/2 (MSDN, "Bitmap Header Types"). Its fourth channel is dropped. Of the decoders on npm none gives these pixels:
 * bmp-ts 1.0.9 ends at the first row of odd width, fast-bmp 4.0.1 ignores palettes.
 * @param check Throws for a size that is too large.
 * @throws Error in words for other files, and those that end early; what `check` throws.
 */
export function decodeBmp(
  bytes: Uint8Array,
  check: (size: { width: number; height: number }) => void
): Pixels {
  const header = readHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const { width, height, topDown, bits, pixelsAt } = header;
  if (width < 1 || height < 1) {
    throw new Error(`a BMP of ${width} × ${height} pixels`);
  }
  check({ width, height });
  const rowBytes = ((width * bits + 31) >> 5) << 2;
  // The last row may lack its padding.
  const end = pixelsAt + rowBytes * (height - 1) + ((width * bits + 7) >> 3);
  if (end > bytes.length) {
    throw new Error(`a BMP of ${bytes.length} bytes that should have ${end}`);
  }
  const pixels = new Uint8Array(width * height * 3);
  const colourOf = bits <= 8 ? paletteReader(bytes, header) : directReader(bytes, header);
  for (let y = 0; y < height; y++) {
    const row = pixelsAt + rowBytes * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      colourOf(row, x, pixels, (y * width + x) * 3);
    }
  }
  return { width, height, channels: 3, pixels };
}

function readHeader(view: DataView): Header {
  try {
    const [size, pixelsAt] = [view.getUint32(14, true), view.getUint32(10, true)];
    const old = size === 12;
    const bits = view.getUint16(old ? 24 : 28, true);
    const compression = old ? RGB : view.getUint32(30, true);
    const depths = compression === BITFIELDS ? [16, 24, 32] : [1, 4, 8, 16, 24, 32];
    if ((compression !== RGB && compression !== BITFIELDS) || !depths.includes(bits)) {
      const coded = COMPRESSIONS.get(compression) ?? (compression <= BITFIELDS ? null : `way ${compression}`);
      throw new Error(`a BMP of ${bits} bits a pixel${coded ? `, compressed by ${coded}` : ''}`);
    }
    const rows = old ? view.getUint16(20, true) : view.getInt32(22, true);
    const colours = (old ? 0 : view.getUint32(46, true)) || 2 ** bits;
    // Behind a header of 40 bytes, or in a longer one at that place.
    const masks = compression === BITFIELDS ? [54, 58, 62].map((at) => view.getUint32(at, true)) : null;
    return {
      width: old ? view.getUint16(18, true) : view.getInt32(18, true),
      height: Math.abs(rows),
      topDown: rows < 0,
      bits,
      masks: masks?.every((mask) => mask === 0) ? null : masks,
      palette: { at: 14 + size, colours, bytes: old ? 3 : 4 },
      pixelsAt
    };
  } catch (error) {
    throw error instanceof RangeError ? new Error('a BMP without a whole header', { cause: error }) : error;
  }
}

/** Writes the colour of the x-th pixel of the row that begins at `row`. */
type ColourReader = (row: number, x: number, target: Uint8Array, to: number) => void;

function paletteReader(bytes: Uint8Array, { bits, palette, pixelsAt }: Header): ColourReader {
  const perByte = 8 / bits;
  if (palette.at + palette.bytes * palette.colours > pixelsAt) {
    throw new Error(`a BMP whose ${palette.colours} colours end behind the beginning of its pixels`);
  }
  return (row, x, target, to) => {
    const byte = bytes[row + Math.floor(x / perByte)];
    const index = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1);
    // What names no colour is black.
    if (index < palette.colours) {
      const at = palette.at + index * palette.bytes;
      [target[to], target[to + 1], target[to + 2]] = [bytes[at + 2], bytes[at + 1], bytes[at]];
    }
  };
}

function directReader(bytes: Uint8Array, { bits, masks }: Header): ColourReader {
  const own = masks ?? (bits === 16 ? MASKS_16[0] : MASKS_32);
  const usual = MASKS_16.some((known) => known.every((mask, i) => mask === own[i]));
  const whole = own.every((mask) => [0xff, 0xff00, 0xff0000, 0xff000000].includes(mask));
  if (bits === 16 ? !usual : !whole) {
    throw new Error(
      `a BMP of ${bits} bits a pixel with masks ${own.map((mask) => mask.toString(16)).join(', ')}`
    );
  }
  const [step, view] = [bits / 8, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)];
  const parts = own.map((mask) => ({
    shift: 31 - Math.clz32(mask & -mask),
    most: mask >>> (31 - Math.clz32(mask & -mask))
  }));
  return (row, x, target, to) => {
    const at = row + x * step;
    const low = view.getUint16(at, true);
    const value =
      bits === 16 ? low : low + 65536 * (bits === 24 ? bytes[at + 2] : view.getUint16(at + 2, true));
    parts.forEach(({ shift, most }, i) => {
      target[to + i] = Math.floor((((value >>> shift) & most) * 255) / most);
    });
  };
}
