import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageFileSize, requireImageFile } from './image-file';

const address = (type: string, bytes: Uint8Array): string =>
  `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;
const blank = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#369' } });

describe('the size that a file claims', () => {
  it('is that of files that libvips writes', async () => {
    const image = blank(37, 90);
    for (const [type, bytes] of [
      ['png', await image.png().toBuffer()],
      ['png', await image.png({ palette: true }).toBuffer()],
      ['jpeg', await image.jpeg().toBuffer()],
      ['jpeg', await image.jpeg({ progressive: true }).toBuffer()],
      ['jpeg', await image.withMetadata({ orientation: 6 }).jpeg().toBuffer()]
    ] as const) {
      expect(imageFileSize(address(type, bytes)), type).toEqual({ width: 37, height: 90 });
    }
  });

  it('is none for other files, other types, and files that are cut off', async () => {
    const [png, jpeg] = [await blank(9, 9).png().toBuffer(), await blank(9, 9).jpeg().toBuffer()];
    expect(imageFileSize(address('png', jpeg))).toBeNull();
    expect(imageFileSize(address('jpeg', png))).toBeNull();
    expect(imageFileSize(address('gif', await blank(9, 9).gif().toBuffer()))).toBeNull();
    expect(imageFileSize(`${address('png', png)}"onerror=`)).toBeNull();
    for (let length = 0; length < 23; length++) {
      expect(imageFileSize(address('png', png.subarray(0, length)))).toBeNull();
      expect(imageFileSize(address('jpeg', jpeg.subarray(0, length)))).toBeNull();
    }
  });

  it('is found, or not, in any bytes: it always ends', async () => {
    const jpeg = await blank(9, 9).jpeg().toBuffer();
    for (let at = 0; at < jpeg.length; at++) {
      for (const byte of [0, 1, 0xff]) {
        const damaged = Buffer.from(jpeg);
        damaged[at] = byte;
        const size = imageFileSize(address('jpeg', damaged));
        expect(size === null || size.width >= 0).toBe(true);
      }
    }
  });
});

describe('a file in a document', () => {
  it('is refused where it claims more pixels than are decoded at once', async () => {
    const png = await blank(9, 9).png().toBuffer();
    expect(() => requireImageFile('file', address('png', png), 10_000)).not.toThrow();
    png.writeUInt32BE(100_000, 16);
    expect(() => requireImageFile('file', address('png', png), 10_000)).toThrow(/100000 × 9 pixels/);
    png.writeUInt32BE(0, 16);
    expect(() => requireImageFile('file', address('png', png), 10_000)).toThrow(/0 × 9 pixels/);
    expect(() => requireImageFile('file', address('png', png), 10)).toThrow(/at most 10/);
  });
});
