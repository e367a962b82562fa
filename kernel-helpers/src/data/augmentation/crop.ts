import type { ImagePart } from '../../analysis';
import type { SeededOrder } from '../order';
import type { RandomResizedCrop } from './options';

const ATTEMPTS = 10;

/**
 * The part of an image that torchvision's RandomResizedCrop takes: an area and a ratio of sides drawn from their
 * ranges, the ratio evenly on a logarithmic scale, at any place where it fits. When ten draws don't, the largest
 * centred part whose ratio is in its range.
 */
export function randomCrop(
  width: number,
  height: number,
  { scale, ratio }: Required<RandomResizedCrop>,
  random: SeededOrder
): ImagePart {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = width * height * random.between(...scale);
    const aspect = Math.exp(random.between(Math.log(ratio[0]), Math.log(ratio[1])));
    const wide = Math.round(Math.sqrt(area * aspect));
    const high = Math.round(Math.sqrt(area / aspect));
    if (wide > 0 && high > 0 && wide <= width && high <= height) {
      const top = random.below(height - high + 1);
      return { left: random.below(width - wide + 1), top, width: wide, height: high };
    }
  }
  const aspect = Math.min(Math.max(width / height, ratio[0]), ratio[1]);
  const wide = Math.min(width, Math.max(1, Math.round(height * aspect)));
  const high = Math.min(height, Math.max(1, Math.round(width / aspect)));
  return { left: (width - wide) >> 1, top: (height - high) >> 1, width: wide, height: high };
}
