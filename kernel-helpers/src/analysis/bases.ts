import type { Activation, BlockOperator, Family, SpatialDimensions } from './spec';

/** One row of a stage table, before scaling. Channels in are those that the row above puts out. */
export interface StageRow {
  operator: BlockOperator;
  repeats: number;
  kernelSize: number;
  /** Of the first block; the others have stride 1. */
  stride: number;
  expansionRatio: number;
  outputFilters: number;
  /** Hidden width of squeeze-and-excitation as a share of the block's input channels; 0 means none. */
  squeezeExciteRatio: number;
  /** False where depth scaling leaves the repeats alone (first and last stage of the Lite networks). */
  scaleRepeats?: boolean;
}

/** A network from which others are scaled: the stage table with what belongs to its code base. */
export interface BaseNetwork {
  name: string;
  family: Family;
  spatialDimensions?: SpatialDimensions;
  resolution: number;
  /** `scaled: false` keeps the width whatever the width coefficient. */
  stem: { filters: number; kernelSize: number; stride: number; scaled?: boolean };
  stages: readonly StageRow[];
  head: { filters: number; scaled?: boolean };
  activation: Activation;
  /** Rounding adds a step of 8 when it would lose more than 10 % of the channels; V2's code does not. */
  keepNinetyPercent: boolean;
  batchNormMomentum: number;
}

const mbconv = (
  repeats: number,
  kernelSize: number,
  stride: number,
  expansionRatio: number,
  outputFilters: number
): StageRow => ({
  operator: 'MBConv',
  repeats,
  kernelSize,
  stride,
  expansionRatio,
  outputFilters,
  squeezeExciteRatio: 0.25
});

const fused = (repeats: number, stride: number, expansionRatio: number, outputFilters: number): StageRow => ({
  operator: 'FusedMBConv',
  repeats,
  kernelSize: 3,
  stride,
  expansionRatio,
  outputFilters,
  squeezeExciteRatio: 0
});

/** EfficientNet-B0, Table 1 of arXiv 1905.11946; identical in the authors' code, Keras, timm and torchvision. */
export const B0: BaseNetwork = {
  name: 'b0',
  family: 'v1',
  resolution: 224,
  stem: { filters: 32, kernelSize: 3, stride: 2 },
  stages: [
    mbconv(1, 3, 1, 1, 16),
    mbconv(2, 3, 2, 6, 24),
    mbconv(2, 5, 2, 6, 40),
    mbconv(3, 3, 2, 6, 80),
    mbconv(3, 5, 1, 6, 112),
    mbconv(4, 5, 2, 6, 192),
    mbconv(1, 3, 1, 6, 320)
  ],
  head: { filters: 1280 },
  activation: 'swish',
  keepNinetyPercent: true,
  batchNormMomentum: 0.99
};

/**
 * EfficientNet-Lite0 (tensorflow/tpu, efficientnet/lite): B0 without squeeze-and-excitation and with ReLU6;
 * stem, head and the repeats of the first and last stage are not scaled.
 */
export const LITE0: BaseNetwork = {
  ...B0,
  name: 'lite0',
  family: 'lite',
  stem: { ...B0.stem, scaled: false },
  stages: B0.stages.map((stage, i) => ({
    ...stage,
    squeezeExciteRatio: 0,
    scaleRepeats: i > 0 && i < B0.stages.length - 1
  })),
  head: { ...B0.head, scaled: false },
  activation: 'relu6'
};

const v2 = (name: string, resolution: number, stem: number, stages: StageRow[]): BaseNetwork => ({
  name,
  family: 'v2',
  resolution,
  stem: { filters: stem, kernelSize: 3, stride: 2 },
  stages,
  head: { filters: 1280 },
  activation: 'swish',
  keepNinetyPercent: false,
  batchNormMomentum: 0.9
});

/** EfficientNetV2 (arXiv 2104.00298) with the stage tables of Keras's `efficientnet_v2`. */
export const V2_B0 = v2('v2-b0', 224, 32, [
  fused(1, 1, 1, 16),
  fused(2, 2, 4, 32),
  fused(2, 2, 4, 48),
  mbconv(3, 3, 2, 4, 96),
  mbconv(5, 3, 1, 6, 112),
  mbconv(8, 3, 2, 6, 192)
]);
export const V2_S = v2('v2-s', 384, 24, [
  fused(2, 1, 1, 24),
  fused(4, 2, 4, 48),
  fused(4, 2, 4, 64),
  mbconv(6, 3, 2, 4, 128),
  mbconv(9, 3, 1, 6, 160),
  mbconv(15, 3, 2, 6, 256)
]);
export const V2_M = v2('v2-m', 480, 24, [
  fused(3, 1, 1, 24),
  fused(5, 2, 4, 48),
  fused(5, 2, 4, 80),
  mbconv(7, 3, 2, 4, 160),
  mbconv(14, 3, 1, 6, 176),
  mbconv(18, 3, 2, 6, 304),
  mbconv(5, 3, 1, 6, 512)
]);
export const V2_L = v2('v2-l', 480, 32, [
  fused(4, 1, 1, 32),
  fused(7, 2, 4, 64),
  fused(7, 2, 4, 96),
  mbconv(10, 3, 2, 4, 192),
  mbconv(19, 3, 1, 6, 224),
  mbconv(25, 3, 2, 6, 384),
  mbconv(7, 3, 1, 6, 640)
]);
