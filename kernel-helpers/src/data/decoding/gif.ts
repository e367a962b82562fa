import type { Pixels } from '../../analysis';

/** The first frame of a GIF file. */
export interface GifFrame {
  /** The file without transparency in that frame, which the decoder would make black. */
  opaque: Uint8Array;
  /** Gives what the frame leaves free the colour that Pillow gives it: the transparent one, or the first. */
  background(image: Pixels): Pixels;
}

const [EXTENSION, IMAGE, GRAPHIC_CONTROL] = [0x21, 0x2c, 0xf9];

/**
 * Finds the first frame (GIF89a specification, sections 18, 20 and 23).
 * @throws Error in words for a file without one, or whose frame has no colours or leaves the screen.
 */
export function firstFrame(bytes: Uint8Array): GifFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const opaque = new Uint8Array(bytes);
  const table = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  const globalTable = table(bytes[10]);
  let at = 13 + globalTable;
  let transparent = 0;
  while (bytes[at] === EXTENSION) {
    if (bytes[at + 1] === GRAPHIC_CONTROL && bytes[at + 3] & 1) {
      opaque[at + 3] &= ~1;
      transparent = bytes[at + 6];
    }
    for (at += 2; bytes[at] > 0; at += bytes[at] + 1);
    at++;
  }
  if (bytes[at] !== IMAGE || at + 10 > bytes.length) {
    throw new Error('a GIF without a frame');
  }
  const [left, top, wide, high] = [1, 3, 5, 7].map((place) => view.getUint16(at + place, true));
  const [right, bottom] = [left + wide, top + high];
  const ownTable = table(bytes[at + 9]);
  if (ownTable + globalTable === 0 || right > view.getUint16(6, true) || bottom > view.getUint16(8, true)) {
    throw new Error(
      `a GIF whose frame ${ownTable + globalTable === 0 ? 'has no colours' : 'leaves the screen'}`
    );
  }
  const colour = (ownTable > 0 ? at + 10 : 13) + 3 * transparent;
  const background = (image: Pixels): Pixels => {
    const { width, height, channels, pixels } = image;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (x < left || x >= right || y < top || y >= bottom) {
          pixels.set(bytes.subarray(colour, colour + channels), (y * width + x) * channels);
        }
      }
    }
    return image;
  };
  return { opaque, background };
}
