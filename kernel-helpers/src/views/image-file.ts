import { SpecError } from '../analysis';

/** Longer side of an image file in a document, pixels: what it claims is believed by whoever decodes it. */
const LONGEST_FILE_SIDE = 1024;

const DATA_ADDRESS = /^data:image\/(png|jpeg);base64,([A-Za-z0-9+/]+={0,2})$/;

/**
 * The size in pixels that a PNG or JPEG file in a data address claims; null for anything else. Nothing is decoded.
 * PNG: the first chunk is the header (W3C PNG specification, 11.2.2); JPEG: the first frame header (ITU-T T.81, B.2.2).
 */
export function imageFileSize(address: string): { width: number; height: number } | null {
  const [, type, base64] = DATA_ADDRESS.exec(address) ?? [];
  if (base64 === undefined || base64.length % 4 !== 0) {
    return null;
  }
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return type === 'png' ? pngSize(bytes) : jpegSize(bytes);
}

/** @throws SpecError for anything that is not such a file, for a longer side than documents hold, and for more characters. */
export function requireImageFile(field: string, address: string, most: number): void {
  if (address.length > most) {
    const got = `${address.length} characters`;
    throw new SpecError(field, got, `at most ${most}`, 'Make it smaller, or leave it out.');
  }
  const size = imageFileSize(address);
  if (size === null) {
    const expected = 'data:image/png or data:image/jpeg with the file in base64';
    throw new SpecError(field, address.slice(0, 40), expected, 'Write it as PNG or JPEG, or leave it out.');
  }
  const { width, height } = size;
  if (!(Math.min(width, height) >= 1 && Math.max(width, height) <= LONGEST_FILE_SIDE)) {
    const expected = `1 to ${LONGEST_FILE_SIDE} pixels to a side`;
    throw new SpecError(field, `${width} × ${height} pixels`, expected, 'Make it smaller, or leave it out.');
  }
}

const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

function pngSize(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 24 || PNG_START.some((byte, i) => bytes[i] !== byte)) {
    return null;
  }
  const view = new DataView(bytes.buffer);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Start of frame 0 to 15, but the markers between them that begin tables. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

function jpegSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) {
    return null;
  }
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) {
      return null;
    }
    if (FRAMES.has(bytes[at + 1])) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
