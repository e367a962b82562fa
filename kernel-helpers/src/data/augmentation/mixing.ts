import type { Batch, Mixing } from '../batch';
import type { SeededOrder } from '../order';
import { type Augmentation } from './options';

/**
 * Mixes the images of a batch in pairs, the first with the last and so on, as timm does, by MixUp or CutMix. Changes
 * the batch's pixels in place.
 * @returns The batch with what its labels are mixed of.
 */
export function mixed(batch: Batch, { mixUp = 0, cutMix = 0 }: Augmentation, random: SeededOrder): Batch {
  const cuts = cutMix > 0 && (mixUp === 0 || random.below(2) === 1);
  const drawn = beta(cuts ? cutMix : mixUp, random);
  const share = cuts ? cutIn(batch, drawn, random) : blendIn(batch, drawn);
  return { ...batch, mixing: mixingOf(batch, share) };
}

/** Each image becomes share·itself + (1 − share)·its partner. */
function blendIn({ pixels, shape: [count] }: Batch, share: number): number {
  eachPair(pixels, count, (a, b) => {
    for (let i = 0; i < a.length; i++) {
      [a[i], b[i]] = [share * a[i] + (1 - share) * b[i], share * b[i] + (1 - share) * a[i]];
    }
  });
  return share;
}

/** A rectangle of 1 − share of the area is exchanged with the partner's. @returns The share that is left. */
function cutIn({ pixels, shape }: Batch, share: number, random: SeededOrder): number {
  const [count, height, width, channels] = shape;
  const [top, bottom] = cutRange(height, share, random);
  const [left, right] = cutRange(width, share, random);
  eachPair(pixels, count, (a, b) => {
    for (let y = top; y < bottom; y++) {
      for (let at = (y * width + left) * channels; at < (y * width + right) * channels; at++) {
        [a[at], b[at]] = [b[at], a[at]];
      }
    }
  });
  return 1 - ((bottom - top) * (right - left)) / (height * width);
}

/** One side of the rectangle, cut off at the image's edge: √(1 − share) of the whole about any place. */
function cutRange(side: number, share: number, random: SeededOrder): [number, number] {
  const length = Math.floor(side * Math.sqrt(1 - share));
  const centre = random.below(side);
  const from = centre - Math.floor(length / 2);
  return [Math.max(0, from), Math.min(side, from + length)];
}

/** Calls back with the pixels of the first and the last image, the second and the last but one, and so on. */
function eachPair(
  pixels: Float32Array,
  count: number,
  work: (a: Float32Array, b: Float32Array) => void
): void {
  const size = pixels.length / count;
  for (let i = 0; i < count >> 1; i++) {
    const partner = count - 1 - i;
    work(pixels.subarray(i * size, (i + 1) * size), pixels.subarray(partner * size, (partner + 1) * size));
  }
}

function mixingOf({ labels }: Batch, share: number): Mixing {
  return { labels: labels.slice().reverse(), share: new Float32Array(labels.length).fill(share) };
}

/** Beta(α, α), as one of two equal gammas in their sum. */
export function beta(alpha: number, random: SeededOrder): number {
  const [x, y] = [gamma(alpha, random), gamma(alpha, random)];
  return x + y > 0 ? x / (x + y) : Number(random.below(2));
}

/** Gamma(α, 1) by Marsaglia and Tsang (2000), with their boost below 1. */
function gamma(alpha: number, random: SeededOrder): number {
  if (alpha < 1) {
    return gamma(alpha + 1, random) * positive(random) ** (1 / alpha);
  }
  const d = alpha - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(positive(random)) < x ** 2 / 2 + d - d * v + d * Math.log(v)) {
      return d * v;
    }
  }
}

/** Box and Muller. */
function normal(random: SeededOrder): number {
  const radius = Math.sqrt(-2 * Math.log(positive(random)));
  return radius * Math.cos(2 * Math.PI * random.between(0, 1));
}

/** Above 0, at most 1. */
function positive(random: SeededOrder): number {
  return 1 - random.between(0, 1);
}
