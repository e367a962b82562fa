import type { OptionNames } from '../../analysis/option-names';
import { DataError, requireKnown } from '../errors';

/** Crop of a random part, resized to the image's place. */
export interface RandomResizedCrop {
  /** Range of the part's share of the image's area; default [0.08, 1]. */
  scale?: [number, number];
  /** Range of its width over its height; default [3/4, 4/3]. */
  ratio?: [number, number];
}

const CROP_OPTIONS: OptionNames<RandomResizedCrop> = { scale: true, ratio: true };

/** Operations drawn from a list for each image. */
export interface RandAugment {
  /** Operations one after the other; default 2. */
  operations?: number;
  /** How strong they are, from 0 to 30; default 9. */
  magnitude?: number;
}

const RAND_AUGMENT_OPTIONS: OptionNames<RandAugment> = { operations: true, magnitude: true };

/** Augmentation of training images, in this order; each image and epoch has its own draws, decided by the seed. */
export interface Augmentation {
  /** Crops a random part of each image, as torchvision's RandomResizedCrop; default false. */
  randomResizedCrop?: boolean | RandomResizedCrop;
  /** Probability of mirroring an image left to right; default 0. Not for digits and letters. */
  flip?: number;
  /** RandAugment (Cubuk et al. 2019, arXiv 1909.13719) as torchvision defines it; default false. */
  randAugment?: boolean | RandAugment;
  /** Largest shift to each side, in pixels of the network's input; default 0. */
  shift?: number;
  /**
   * α of MixUp (Zhang et al. 2017, arXiv 1710.09412): images of a step are mixed in pairs with a share drawn from
   * Beta(α, α), and their labels with it. Common are 0.2 to 0.8; default 0, none.
   */
  mixUp?: number;
  /**
   * α of CutMix (Yun et al. 2019, arXiv 1905.04899): a rectangle of an image comes from another, and as much of its
   * label. Common is 1; default 0, none. Together with MixUp, a coin decides for each step.
   */
  cutMix?: number;
}

const AUGMENTATION_OPTIONS: OptionNames<Augmentation> = {
  randomResizedCrop: true,
  flip: true,
  randAugment: true,
  shift: true,
  mixUp: true,
  cutMix: true
};

/** Magnitudes of RandAugment, as torchvision numbers them. */
export const MAX_MAGNITUDE = 30;

/** @throws DataError naming the option that can't be. */
export function requireAugmentation(augmentation: Augmentation): void {
  requireKnown(augmentation, AUGMENTATION_OPTIONS, 'augmentation.');
  const { randomResizedCrop, randAugment } = augmentation;
  if (typeof randomResizedCrop === 'object') {
    requireKnown(randomResizedCrop, CROP_OPTIONS, 'augmentation.randomResizedCrop.');
  }
  if (typeof randAugment === 'object') {
    requireKnown(randAugment, RAND_AUGMENT_OPTIONS, 'augmentation.randAugment.');
  }
  const { shift = 0, flip = 0, mixUp = 0, cutMix = 0 } = augmentation;
  requireRange('augmentation.shift', shift, 0, 256, Number.isInteger(shift));
  requireRange('augmentation.flip', flip, 0, 1);
  requireRange('augmentation.mixUp', mixUp, 0, 100);
  requireRange('augmentation.cutMix', cutMix, 0, 100);
  const crop = cropOf(augmentation);
  if (crop) {
    requirePair('augmentation.randomResizedCrop.scale', crop.scale, 1e-3, 1);
    requirePair('augmentation.randomResizedCrop.ratio', crop.ratio, 0.01, 100);
  }
  const operations = randAugmentOf(augmentation);
  if (operations) {
    const { operations: count, magnitude } = operations;
    requireRange('augmentation.randAugment.operations', count, 1, 14, Number.isInteger(count));
    requireRange('augmentation.randAugment.magnitude', magnitude, 0, MAX_MAGNITUDE);
  }
}

/** With every default filled in; null for none. */
export function cropOf({ randomResizedCrop = false }: Augmentation): Required<RandomResizedCrop> | null {
  const given = randomResizedCrop === true ? {} : randomResizedCrop;
  return given === false ? null : { scale: given.scale ?? [0.08, 1], ratio: given.ratio ?? [3 / 4, 4 / 3] };
}

/** With every default filled in; null for none. */
export function randAugmentOf({ randAugment = false }: Augmentation): Required<RandAugment> | null {
  const given = randAugment === true ? {} : randAugment;
  return given === false ? null : { operations: given.operations ?? 2, magnitude: given.magnitude ?? 9 };
}

/** Whether labels are mixed. */
export function mixes({ mixUp = 0, cutMix = 0 }: Augmentation): boolean {
  return mixUp > 0 || cutMix > 0;
}

function requirePair(option: string, pair: [number, number], min: number, max: number): void {
  const whole = Array.isArray(pair) && pair.length === 2;
  if (!(whole && pair[0] >= min && pair[1] <= max && pair[0] <= pair[1])) {
    const expected = `two numbers from ${min} to ${max}, the smaller one first`;
    throw new DataError('bad-option', option, JSON.stringify(pair) ?? 'none', expected, 'Correct the range.');
  }
}

function requireRange(option: string, value: number, min: number, max: number, fits = true): void {
  // Written so that NaN fails too.
  if (!(typeof value === 'number' && value >= min && value <= max && fits)) {
    const expected = `a ${Number.isInteger(max) && max > 1 ? 'number' : 'share'} from ${min} to ${max}`;
    throw new DataError('bad-option', option, String(value), expected, 'Correct it, or leave it out.');
  }
}
