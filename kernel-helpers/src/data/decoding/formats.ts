/** Formats that are decoded, whatever a file is called. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'TIFF' | 'GIF' | 'AVIF' | 'BMP';

/** What the beginning of a file tells. */
export interface Recognised {
  /** As people call it: `PNG`, `SVG`. */
  name: string;
  /** Null for formats that are not decoded. */
  format: ImageFormat | null;
}

/** As much of a file as tells its format. */
export const HEAD_BYTES = 512;

/** Names that files of those formats end in. */
export const IMAGE_EXTENSIONS =
  '.png .apng .jpg .jpeg .jpe .jfif .webp .tif .tiff .gif .avif .bmp .dib'.split(' ');

const DECODED: ReadonlyArray<[ImageFormat, (head: Head) => boolean]> = [
  ['PNG', (head) => head.starts('\x89PNG\r\n\x1a\n')],
  ['JPEG', (head) => head.starts('\xff\xd8\xff')],
  ['WebP', (head) => head.starts('RIFF') && head.text.startsWith('WEBP', 8)],
  ['TIFF', (head) => head.starts('II*\0', 'MM\0*', 'II+\0', 'MM\0+')],
  ['GIF', (head) => head.starts('GIF87a', 'GIF89a')],
  ['AVIF', (head) => /^(avif|avis)/.test(head.brand)],
  // Two letters begin texts too: the size of the second header tells.
  ['BMP', (head) => head.starts('BM') && /^[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0/.test(head.text.slice(14))]
];

/**
 * Told apart only to be named. SVG is no picture but a program that draws one, at the size that it likes and with what
 * it refers to; the others need decoders that are not there.
 */
const OTHERS: ReadonlyArray<[string, (head: Head) => boolean]> = [
  [
    'SVG',
    (head) =>
      /^(\xef\xbb\xbf)?\s*<(\?xml|!--|!DOCTYPE svg|svg)/i.test(head.text) && head.text.includes('<svg')
  ],
  ['JPEG 2000', (head) => head.starts('\0\0\0\x0cjP  \r\n\x87\n', '\xff\x4f\xff\x51')],
  ['JPEG XL', (head) => head.starts('\xff\x0a', '\0\0\0\x0cJXL \r\n\x87\n')],
  ['HEIC', (head) => /^(hei[cmsx]|hev[cmsx]|mif1|msf1)/.test(head.brand)],
  ['PNM', (head) => /^P[1-7fF]\s/.test(head.text)],
  ['ICO', (head) => head.starts('\0\0\x01\0')],
  ['PSD', (head) => head.starts('8BPS')],
  ['OpenEXR', (head) => head.starts('\x76\x2f\x31\x01')],
  ['Radiance HDR', (head) => head.starts('#?RADIANCE', '#?RGBE')],
  ['DICOM', (head) => head.text.startsWith('DICM', 128)],
  ['FITS', (head) => head.starts('SIMPLE  =')],
  ['PDF', (head) => head.starts('%PDF-')],
  // As clipboards and programs of Windows hold it: sizes, one plane, and the bits of a pixel.
  [
    'BMP without the 14 bytes that begin with BM',
    (head) => /^[\x28\x38\x40\x6c\x7c]\0\0\0[^]{8}\x01\0[\x01\x04\x08\x10\x18\x20]\0/.test(head.text)
  ]
];

/** The format of an image file by its first bytes; null for what is no image that is known. */
export function recognised(bytes: Uint8Array): Recognised | null {
  const head = new Head(bytes);
  const format = DECODED.find(([, test]) => test(head))?.[0];
  if (format !== undefined) {
    return { name: format, format };
  }
  const name = OTHERS.find(([, test]) => test(head))?.[0];
  return name === undefined ? null : { name, format: null };
}

/** Whether a file may hold more than 8 bits a value: PNG that says so, and every TIFF. */
export function holdsDeepValues(bytes: Uint8Array): boolean {
  const format = recognised(bytes)?.format;
  return format === 'TIFF' || (format === 'PNG' && bytes[24] === 16);
}

/** The first bytes of a file, as characters of one byte each. */
class Head {
  readonly text: string;

  constructor(bytes: Uint8Array) {
    this.text = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  }

  starts(...signatures: string[]): boolean {
    return signatures.some((signature) => this.text.startsWith(signature));
  }

  /** What an ISO media file says that it is. */
  get brand(): string {
    return this.text.startsWith('ftyp', 4) ? this.text.slice(8) : '';
  }
}
