import type { OptionNames } from './option-names';
import type { AveragingFilter } from './images/filters';

/**
 * The one description of a network. Everything starts from it: costs, views, models, checkpoints.
 * A φ, a published name or slider positions are only ways to make one.
 */

/**
 * `MBConv`: expand 1×1, depthwise k×k, squeeze-and-excite, project 1×1 (arXiv 1801.04381, 1905.11946).
 * `FusedMBConv`: one full k×k convolution in place of expansion and depthwise convolution (arXiv 2104.00298);
 * with expansionRatio 1 the k×k convolution is the whole block, followed by an activation.
 */
export type BlockOperator = 'MBConv' | 'FusedMBConv';

/** One block, every width explicit (squeeze-and-excitation widths are stored, never recomputed). */
export interface BlockSpec {
  operator: BlockOperator;
  /** Side of the depthwise (or fused) kernel, odd. */
  kernelSize: number;
  /** Spatial stride of the depthwise (or fused) convolution. */
  stride: number;
  /** Expansion ratio t; 1 means the block has no expansion convolution. */
  expansionRatio: number;
  /** Channels in. */
  inputFilters: number;
  /** Channels after expansion: t · inputFilters, or fewer where `pruneChannels` took some. */
  expandedFilters: number;
  /** Channels out. */
  outputFilters: number;
  /** Hidden width of squeeze-and-excitation; 0 means the block has none. */
  squeezeExciteFilters: number;
}

export interface StageSpec {
  blocks: BlockSpec[];
}

/**
 * Which of the published code bases the network belongs to: decides Keras's layer names and whether Keras's
 * parameter count includes a `Normalization` layer.
 */
export type Family = 'v1' | 'lite' | 'v2';
/** After every normalisation but the projection's. Squeeze-and-excitation uses it inside, then a sigmoid. */
export type Activation = 'swish' | 'relu6';
/** 2: square images. 1: sequences; kernels are k long instead of k × k. */
export type SpatialDimensions = 1 | 2;
export type Normalization = 'batch' | 'group';
/** `same`: TensorFlow's SAME (extra pixel at the end); `symmetric`: (k−1)/2 on both sides, as PyTorch pads. */
export type Padding = 'same' | 'symmetric';
/**
 * How pixel values x from 0 to 255 enter the network. `none`: as they are. `unit`: x / 255. `imagenet`: with the means
 * and deviations of ImageNet's channels. `inception`: (x − 127) / 128, as TensorFlow's Lite networks were trained
 * (tensorflow/tpu, `lite/efficientnet_lite_builder.py`). `half`: (x − 127.5) / 127.5, the mean and deviation of one
 * half that timm gives with its Lite, AdvProp and larger V2 weights. Anything else is given by its numbers.
 */
export type Preprocessing = (typeof PREPROCESSINGS)[number] | ChannelTransform;
export const PREPROCESSINGS = ['none', 'unit', 'imagenet', 'inception', 'half'] as const;

/** A channel's value enters the network as value·factor + offset; as many of both as the input has channels. */
export interface ChannelTransform {
  factors: number[];
  offsets: number[];
}

/** How images are cut out unless published otherwise: as B0 was evaluated. */
export const DEFAULT_VIEW = { cropFraction: 0.875, interpolation: 'bicubic' } as const;

export interface ArchitectureSpec {
  /** Short label, for example `b0`, `φ = 1` or `custom`. */
  name: string;
  family: Family;
  widthCoefficient: number;
  depthCoefficient: number;
  spatialDimensions: SpatialDimensions;
  /** Side of the square input in pixels; the input's length when `spatialDimensions` is 1. */
  resolution: number;
  inputChannels: number;
  classes: number;
  stem: { filters: number; kernelSize: number; stride: number };
  stages: StageSpec[];
  head: { filters: number };
  activation: Activation;
  normalization: Normalization;
  normalizationEpsilon: number;
  /** Momentum of the moving statistics in Keras's sense: moving = momentum·moving + (1−momentum)·batch. */
  batchNormMomentum: number;
  /** Channels in one group when `normalization` is `group`. */
  groupSize: number;
  /** Groups of each normalisation, as Wu and He count them (arXiv 1803.08494); takes the place of `groupSize`. */
  groups?: number;
  padding: Padding;
  preprocessing: Preprocessing;
  /** The part of an image's shorter side that the input covers in evaluation; the middle of the image is taken. */
  cropFraction: number;
  /** How images are resized for evaluation. */
  interpolation: AveragingFilter;
  /** Dropout rate before the classifier. */
  dropout: number;
  /** Stochastic depth: block i of n has drop rate `stochasticDepth · i / n`. */
  stochasticDepth: number;
}

export const SPEC_FIELDS: OptionNames<ArchitectureSpec> = {
  name: true,
  family: true,
  widthCoefficient: true,
  depthCoefficient: true,
  spatialDimensions: true,
  resolution: true,
  inputChannels: true,
  classes: true,
  stem: true,
  stages: true,
  head: true,
  activation: true,
  normalization: true,
  normalizationEpsilon: true,
  batchNormMomentum: true,
  groupSize: true,
  groups: true,
  padding: true,
  preprocessing: true,
  cropFraction: true,
  interpolation: true,
  dropout: true,
  stochasticDepth: true
};

/** Channels in one group of a group normalisation over so many channels. */
export function groupSizeOf(
  { groups, groupSize }: Pick<ArchitectureSpec, 'groups' | 'groupSize'>,
  channels: number
): number {
  return groups === undefined ? groupSize : channels / groups;
}
