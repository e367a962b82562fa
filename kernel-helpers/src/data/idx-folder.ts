import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageDataset, imageDataset } from './dataset';
import { readIdx } from './idx';

/** Training or test images of a set in MNIST's layout: four IDX files, plain or compressed with gzip. */
export async function readIdxPart(
  folder: string,
  part: 'train' | 't10k',
  name: string,
  classes: string[],
  maxBytes?: number
): Promise<ImageDataset> {
  const sources = {
    images: present(join(folder, `${part}-images-idx3-ubyte`)),
    labels: present(join(folder, `${part}-labels-idx1-ubyte`))
  };
  const [images, labels] = await Promise.all([
    readIdx(sources.images, maxBytes),
    readIdx(sources.labels, maxBytes)
  ]);
  return imageDataset(`${name} ${part === 'train' ? 'train' : 'test'}`, images, labels, classes, sources);
}

/** The compressed file if only that is there. */
function present(path: string): string {
  return !existsSync(path) && existsSync(`${path}.gz`) ? `${path}.gz` : path;
}
