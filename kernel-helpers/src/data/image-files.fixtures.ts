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
