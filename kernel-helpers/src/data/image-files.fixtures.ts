import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type ImageDataset, imageDataset } from './dataset';
import { SeededOrder } from './order';

/** Images of noise, the brighter half telling the class, one after the other of each class. */
export function noisyHalves(count: number, side: number, channels: 1 | 3): ImageDataset {
  const random = new SeededOrder(4, 'noisy halves');
  const labels = Uint8Array.from({ length: count }, (_, i) => (2 * i < count ? 0 : 1));
  const size = side * side * channels;
  const values = Uint8Array.from({ length: count * size }, (_, i) => {
    const right = Math.floor(i / channels) % side >= side / 2;
    return (right === (labels[Math.floor(i / size)] === 1) ? 130 : 10) + random.below(120);
  });
  const shape = [count, side, side, channels];
  const names = ['left', 'right'];
  return imageDataset('halves', { shape, values }, { shape: [count], values: labels }, names);
}

/**
 * Writes the images as PNG files, `folder/<class>/<number>.png`, numbered so that sorting keeps the order.
 * @returns Their paths in the order of the data set, which is sorted by class.
 */
export async function writeTree(folder: string, dataset: ImageDataset): Promise<string[]> {
  const [count, height, width, channels] = dataset.shape;
  await Promise.all(dataset.classes.map((name) => mkdir(join(folder, name), { recursive: true })));
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const size = height * width * channels;
      const pixels = dataset.images.subarray(i * size, (i + 1) * size);
      const path = join(folder, dataset.classes[dataset.labels[i]], `${1000 + i}.png`);
      const raw = { width, height, channels: channels as 1 | 3 };
      await writeFile(path, await sharp(pixels, { raw }).png().toBuffer());
      return path;
    })
  );
}

/** A BMP file of 24 bits: rows from the bottom up, blue first (MSDN, "Bitmap Storage"). */
export function bmpOf(pixels: Uint8Array, side: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(54));
  header.setUint16(0, 0x424d);
  header.setUint32(10, 54, true);
  [40, side, side].forEach((value, i) => header.setUint32(14 + 4 * i, value, true));
  header.setUint16(26, 1, true);
  header.setUint16(28, 24, true);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...pixels]);
}

/** A TIFF file of one grey channel of 16 bits, in one strip (TIFF 6.0, section 3). */
export function grey16Tiff(values: Uint16Array, side: number): Uint8Array {
  const fields = [
    [256, side],
    [257, side],
    [258, 16],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, side],
    [279, 2 * values.length]
  ];
  const directory = 8 + 2 * values.length;
  const file = new DataView(new ArrayBuffer(directory + 2 + 12 * fields.length + 4));
  file.setUint32(0, 0x49492a00);
  file.setUint32(4, directory, true);
  values.forEach((value, i) => file.setUint16(8 + 2 * i, value, true));
  file.setUint16(directory, fields.length, true);
  fields.forEach(([tag, value], i) => {
    const at = directory + 2 + 12 * i;
    file.setUint16(at, tag, true);
    file.setUint16(at + 2, 3, true);
    file.setUint32(at + 4, 1, true);
    file.setUint16(at + 8, value, true);
  });
  return new Uint8Array(file.buffer);
}
