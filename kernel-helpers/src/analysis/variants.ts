import { B0, type BaseNetwork, LITE0, V2_B0, V2_L, V2_M, V2_S } from './bases';
import { SpecError } from './errors';
import type { AveragingFilter } from './images/filters';
import { type Family, DEFAULT_VIEW } from './spec';

/** Resolution of B0, the unit of the resolution multiplier. */
export const BASE_RESOLUTION = B0.resolution;
/** Drop rate that stochastic depth approaches at the last block (the authors' code: survival 0.8). */
export const STOCHASTIC_DEPTH_RATE = 0.2;

/** Coefficients of the grid search on B0 (section 4 of arXiv 1905.11946): depth, width, resolution. */
export const PAPER_COEFFICIENTS = { alpha: 1.2, beta: 1.1, gamma: 1.15 } as const;

export interface PublishedVariant {
  name: string;
  family: Family;
  /** The stage table that the multipliers apply to. */
  base: BaseNetwork;
  widthCoefficient: number;
  depthCoefficient: number;
  resolution: number;
  dropout: number;
  /** Part of the shorter side that evaluation looks at, and how images are resized for it: timm's configurations. */
  cropFraction: number;
  interpolation: AveragingFilter;
}

const row =
  (base: BaseNetwork) =>
  (
    name: string,
    width: number,
    depth: number,
    resolution: number,
    dropout: number,
    cropFraction: number,
    interpolation: AveragingFilter = DEFAULT_VIEW.interpolation
  ): PublishedVariant => ({
    name,
    family: base.family,
    base,
    widthCoefficient: width,
    depthCoefficient: depth,
    resolution,
    dropout,
    cropFraction,
    interpolation
  });
const v1 = row(B0);
const lite = row(LITE0);
const v2b = row(V2_B0);

/**
 * The published families as their authors' code defines them; the multipliers don't follow any single φ.
 * B0–B7: Keras, timm and torchvision alike; B8, L2 and Lite: tensorflow/tpu; V2: Keras.
 * Last columns: crop fraction and interpolation of timm's `tf_` weights on ImageNet-1k (timm 1.0, `default_cfgs` in
 * `timm/models/efficientnet.py`).
 */
export const PUBLISHED_VARIANTS: readonly PublishedVariant[] = [
  v1('b0', 1.0, 1.0, 224, 0.2, 0.875),
  v1('b1', 1.0, 1.1, 240, 0.2, 0.882),
  v1('b2', 1.1, 1.2, 260, 0.3, 0.89),
  v1('b3', 1.2, 1.4, 300, 0.3, 0.904),
  v1('b4', 1.4, 1.8, 380, 0.4, 0.922),
  v1('b5', 1.6, 2.2, 456, 0.4, 0.934),
  v1('b6', 1.8, 2.6, 528, 0.5, 0.942),
  v1('b7', 2.0, 3.1, 600, 0.5, 0.949),
  v1('b8', 2.2, 3.6, 672, 0.5, 0.954),
  v1('l2', 4.3, 5.3, 800, 0.5, 0.96),
  lite('lite0', 1.0, 1.0, 224, 0.2, 0.875),
  lite('lite1', 1.0, 1.1, 240, 0.2, 0.882),
  lite('lite2', 1.1, 1.2, 260, 0.3, 0.89),
  lite('lite3', 1.2, 1.4, 280, 0.3, 0.904, 'bilinear'),
  lite('lite4', 1.4, 1.8, 300, 0.3, 0.92, 'bilinear'),
  v2b('v2-b0', 1.0, 1.0, 224, 0.2, 0.875),
  v2b('v2-b1', 1.0, 1.1, 240, 0.2, 0.882),
  v2b('v2-b2', 1.1, 1.2, 260, 0.2, 0.89),
  v2b('v2-b3', 1.2, 1.4, 300, 0.2, 0.904),
  row(V2_S)('v2-s', 1.0, 1.0, 384, 0.2, 1.0),
  row(V2_M)('v2-m', 1.0, 1.0, 480, 0.2, 1.0),
  row(V2_L)('v2-l', 1.0, 1.0, 480, 0.2, 1.0)
];

/** B0…B7, the networks of the paper's Table 2. */
export const PAPER_VARIANTS: readonly PublishedVariant[] = PUBLISHED_VARIANTS.filter(({ name }) =>
  /^b[0-7]$/.test(name)
);

/**
 * The published row of a name such as `b3`, `B3`, `lite0`, `v2-s`, `efficientnet-b3` or `efficientnetv2-s`.
 * @throws SpecError for an unknown name.
 */
export function publishedVariant(name: string): PublishedVariant {
  const short = String(name)
    .toLowerCase()
    .replace(/^efficientnet[-_]?/, '')
    .replace(/^v2[-_]?/, 'v2-')
    .replace(/^lite[-_]/, 'lite');
  const found = PUBLISHED_VARIANTS.find((variant) => variant.name === short);
  if (!found) {
    const names = PUBLISHED_VARIANTS.map((variant) => variant.name).join(', ');
    throw new SpecError(
      'variant',
      name,
      `one of ${names}`,
      'Use compoundScale({ phi }) or scale({ width, depth, resolution }) for other networks.'
    );
  }
  return found;
}
