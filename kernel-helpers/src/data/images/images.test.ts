import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluationCrop, type Pixels, variant } from '../../analysis';
import { turnedInPlace } from '../decoding/turned';
import { DataError } from '../errors';
import { SeededOrder } from '../order';
import { IMAGENET_LABELS, loadImage, prepareImages } from './index';

const [WIDTH, HEIGHT] = [12, 8];
const random = new SeededOrder(3, 'images');
const noise = Buffer.from(Array.from({ length: WIDTH * HEIGHT * 3 }, () => random.below(256)));
const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
const image: Pixels = { ...raw, pixels: noise };

let folder: string;
let png: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-test-'));
  png = await sharp(noise, { raw }).png().toBuffer();
});
afterAll(() => rm(folder, { recursive: true }));

/** One row of pixels as they are read from a PNG file of so many channels. */
async function row(values: number[], channels: 1 | 2 | 3 | 4): Promise<number[]> {
  const shape = { width: values.length / channels, height: 1, channels };
  const bytes = await sharp(Buffer.from(values), { raw: shape }).png().toBuffer();
  return [...(await loadImage(bytes)).pixels];
}

describe('an image', () => {
  it('is read the same from a file and from bytes, also as WebP', async () => {
    const path = join(folder, 'image.png');
    await writeFile(path, png);
    expect(await loadImage(path)).toEqual(image);
    expect(await loadImage(new Uint8Array(png))).toEqual(image);
    expect(await loadImage(await sharp(png).webp({ lossless: true }).toBuffer())).toEqual(image);
  });

  it('is colour whatever it was: grey, transparent, 16 bits', async () => {
    expect(await row([7, 250], 1)).toEqual([7, 7, 7, 250, 250, 250]);
    expect(await row([7, 0, 250, 255], 2)).toEqual([7, 7, 7, 250, 250, 250]);
    expect(await row([1, 2, 3, 0, 4, 5, 6, 128], 4)).toEqual([1, 2, 3, 4, 5, 6]);
    const deep = new Uint16Array([0x01ff, 0x8000, 0xffff]);
    const bytes = await sharp(deep, { raw: { width: 1, height: 1, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect([...(await loadImage(bytes)).pixels]).toEqual([1, 128, 255]);
  });

  it('stands upright by its EXIF orientation', async () => {
    // 6: the camera was turned; the first row is the right edge.
    const turned = await loadImage(await sharp(png).withMetadata({ orientation: 6 }).png().toBuffer());
    expect([turned.width, turned.height]).toEqual([HEIGHT, WIDTH]);
    expect([...turned.pixels.subarray((HEIGHT - 1) * 3, HEIGHT * 3)]).toEqual([...noise.subarray(0, 3)]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands upright by orientation %s in place too', async (orientation) => {
    const whole = await loadImage(await sharp(png).withMetadata({ orientation }).png().toBuffer());
    const copy = { ...image, pixels: Uint8Array.from(noise) };
    expect(turnedInPlace(copy, orientation)).toEqual({ ...whole, pixels: new Uint8Array(whole.pixels) });
  });

  it('has no more pixels than maxPixels, which allows more than the size of its file does', async () => {
    expect(await loadImage(png, { maxPixels: WIDTH * HEIGHT })).toEqual(image);
    await expect(loadImage(png, { maxPixels: WIDTH * HEIGHT - 1 })).rejects.toThrow(
      'image: got 12 × 8 pixels, more than maxPixels, 95, expected an image that can be decoded: PNG, JPEG, WebP, ' +
        'TIFF, GIF, BMP or AVIF. Make it smaller, or allow more pixels with maxPixels if you trust the file.'
    );
    const side = 3200;
    const flat = sharp({ create: { width: side, height: side, channels: 3, background: 'teal' } });
    const large = await flat.webp({ lossless: true, effort: 0 }).toBuffer();
    await expect(loadImage(large)).rejects.toThrow(
      /got 3200 × 3200 pixels, which take 1\d\d MB, where WebP of 1 MB/
    );
    expect((await loadImage(large, { maxPixels: side * side })).pixels.length).toBe(3 * side * side);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 40, '5' as unknown as number])(
    'is refused with maxPixels %s',
    async (maxPixels) => {
      await expect(loadImage(png, { maxPixels })).rejects.toMatchObject({ kind: 'bad-option' });
    }
  );

  it('that is truncated, foreign or missing is an error with its name', async () => {
    const path = join(folder, 'short.png');
    await writeFile(path, png.subarray(0, png.length / 2));
    await expect(loadImage(path)).rejects.toMatchObject({ name: 'DataError', source: path });
    await expect(loadImage(new TextEncoder().encode('no image'))).rejects.toThrow(DataError);
    await expect(loadImage(new Uint8Array(0))).rejects.toThrow(/0 bytes/);
    await expect(loadImage(join(folder, 'none.png'))).rejects.toMatchObject({ kind: 'unreadable' });
    await expect(loadImage(folder)).rejects.toThrow(/got a folder,/);
    const jpeg = await sharp(Buffer.alloc(256), { raw: { width: 16, height: 16, channels: 1 } })
      .jpeg({ progressive: true })
      .toBuffer();
    await loadImage(jpeg);
    const refined = Buffer.concat([jpeg, ...new Array<Buffer>(101).fill(Buffer.from([0xff, 0xda]))]);
    await expect(loadImage(refined)).rejects.toThrow(/more than 100 scans/);
  });
});

describe('images for a network', () => {
  const spec = variant('b0', { resolution: 32 });

  it('are what evaluation looks at, from any source', async () => {
    const batch = await prepareImages([png, image], spec);
    const { pixels } = evaluationCrop(image, spec);
    expect(batch.shape).toEqual([2, 32, 32, 3]);
    expect([...batch.dataSync()]).toEqual([...pixels, ...pixels]);
    batch.dispose();
  });

  it('have the channels of the network', async () => {
    const batch = await prepareImages([image], variant('b0', { resolution: 32, inputChannels: 1 }));
    expect(batch.shape).toEqual([1, 32, 32, 1]);
    batch.dispose();
    await expect(prepareImages([image], variant('b0', { inputChannels: 2 }))).rejects.toThrow(/2 channels/);
  });

  it('are refused when there are none, or when they are not whole', async () => {
    await expect(prepareImages([], spec)).rejects.toMatchObject({ kind: 'empty' });
    const short = { ...image, pixels: noise.subarray(1) };
    await expect(prepareImages([short], spec)).rejects.toMatchObject({ source: 'images[0]' });
  });
});

it("ImageNet's classes have their names", () => {
  expect(IMAGENET_LABELS).toHaveLength(1000);
  // Places from the lists of Keras and timm.
  expect([0, 1, 281, 985, 999].map((place) => IMAGENET_LABELS[place])).toEqual([
    'tench',
    'goldfish',
    'tabby',
    'daisy',
    'toilet tissue'
  ]);
  expect(IMAGENET_LABELS.every((name) => /^[A-Za-z][A-Za-z' .-]*$/.test(name))).toBe(true);
});

it.each<[string, unknown, unknown, RegExp]>([
  ['in the other order', variant('b0'), [], /^images: got a specification, .*prepareImages\(images, spec\)/],
  ['with one path', 'a.png', variant('b0'), /^images: got "a\.png", .*\[image\]/],
  ['without a specification', [image], undefined, /^spec: got undefined, .*prepareImages\(images, spec\)/],
  ['with a list for it', [image], [], /^spec: got a list/],
  ['with a model for it', [image], { getUserDefinedMetadata: null }, /^spec: got a model, .*modelDescription/]
])('images for a network given %s are refused', async (_, sources, spec, told) => {
  await expect(prepareImages(sources as never, spec as never)).rejects.toThrow(told);
});

it('a bitmap without its file header is told by its name', async () => {
  for (const [size, bits] of [
    [40, 24],
    [124, 32],
    [40, 1]
  ]) {
    const header = Buffer.alloc(size + 16);
    header.writeUInt32LE(size, 0);
    header.writeInt32LE(2, 4);
    header.writeInt32LE(2, 8);
    header.writeUInt16LE(1, 12);
    header.writeUInt16LE(bits, 14);
    await expect(loadImage(header)).rejects.toThrow('a file in BMP without the 14 bytes that begin with BM');
  }
  await expect(loadImage(Buffer.from('(\0\0\0 is how a text may begin, too'))).rejects.toThrow(
    'content of no known image format'
  );
});
