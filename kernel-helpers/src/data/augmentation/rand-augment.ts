import type { SeededOrder } from '../order';
import type { Pixels } from '../read-image';
import {
  affine,
  autoContrasted,
  brightened,
  coloured,
  contrasted,
  equalized,
  posterized,
  rotated,
  sharpened,
  solarized
} from './operations';
import { MAX_MAGNITUDE, type RandAugment } from './options';

interface Operation {
  /** Its number at the strength `share`, from 0 to 1. */
  level: (share: number, image: Pixels) => number;
  /** A coin decides the number's sign. */
  signed: boolean;
  apply: (image: Pixels, level: number) => Pixels;
}

const enhancement = (apply: (image: Pixels, factor: number) => Pixels): Operation => ({
  level: (share) => 0.9 * share,
  signed: true,
  apply: (image, level) => apply(image, 1 + level)
});
const still = (apply: (image: Pixels) => Pixels): Operation => ({ level: () => 0, signed: false, apply });

/** torchvision's list of operations with their ranges, which are those of AutoAugment. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  identity: still((image) => image),
  shearX: {
    level: (share) => 0.3 * share,
    signed: true,
    apply: (image, level) => affine(image, [1, level, 0, 0, 1, 0])
  },
  shearY: {
    level: (share) => 0.3 * share,
    signed: true,
    apply: (image, level) => affine(image, [1, 0, 0, level, 1, 0])
  },
  translateX: {
    level: (share, { width }) => (150 / 331) * width * share,
    signed: true,
    apply: (image, level) => affine(image, [1, 0, -Math.trunc(level), 0, 1, 0])
  },
  translateY: {
    level: (share, { height }) => (150 / 331) * height * share,
    signed: true,
    apply: (image, level) => affine(image, [1, 0, 0, 0, 1, -Math.trunc(level)])
  },
  rotate: { level: (share) => 30 * share, signed: true, apply: rotated },
  brightness: enhancement(brightened),
  color: enhancement(coloured),
  contrast: enhancement(contrasted),
  sharpness: enhancement(sharpened),
  posterize: { level: (share) => 8 - Math.round(4 * share), signed: false, apply: posterized },
  solarize: { level: (share) => 255 * (1 - share), signed: false, apply: solarized },
  autoContrast: still(autoContrasted),
  equalize: still(equalized)
};

/** Operations drawn one after the other, each as strong as the magnitude says, to either side. */
export function randAugmented(
  image: Pixels,
  { operations, magnitude }: Required<RandAugment>,
  random: SeededOrder
): Pixels {
  const all = Object.values(OPERATIONS);
  let result = image;
  for (let i = 0; i < operations; i++) {
    const { level, signed, apply } = all[random.below(all.length)];
    const sign = signed && random.below(2) === 1 ? -1 : 1;
    result = apply(result, sign * level(magnitude / MAX_MAGNITUDE, result));
  }
  return result;
}
