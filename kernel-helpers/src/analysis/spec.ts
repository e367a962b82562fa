/**
 * The one description of a network. Everything starts from it: costs, views, models, checkpoints.
 * A φ, a published name or slider positions are only ways to make one.
 */

/** One MBConv block, every width explicit (squeeze-and-excitation widths are stored, never recomputed). */
export interface BlockSpec {
  /** Side of the depthwise kernel, odd. */
  kernelSize: number;
  /** Spatial stride of the depthwise convolution. */
  stride: number;
  /** Expansion ratio t; 1 means the block has no expansion convolution. */
  expansionRatio: number;
  /** Channels in. */
  inputFilters: number;
  /** Channels of the depthwise convolution (t · inputFilters unless pruned). */
  expandedFilters: number;
  /** Channels out. */
  outputFilters: number;
  /** Hidden width of squeeze-and-excitation; 0 means the block has none. */
  squeezeExciteFilters: number;
}

export interface StageSpec {
  blocks: BlockSpec[];
}

export type Normalization = 'batch' | 'group';
/** `same`: TensorFlow's SAME (extra pixel at the end); `symmetric`: (k−1)/2 on both sides, as PyTorch pads. */
export type Padding = 'same' | 'symmetric';
/** How pixel values 0…255 enter the network. */
export type Preprocessing = 'none' | 'unit' | 'imagenet' | 'inception';

export interface ArchitectureSpec {
  /** Short label, for example `b0`, `φ = 1` or `custom`. */
  name: string;
  widthCoefficient: number;
  depthCoefficient: number;
  /** Side of the square input in pixels. */
  resolution: number;
  inputChannels: number;
  classes: number;
  stem: { filters: number; kernelSize: number; stride: number };
  stages: StageSpec[];
  head: { filters: number };
  normalization: Normalization;
  normalizationEpsilon: number;
  /** Momentum of the moving statistics in Keras's sense: moving = momentum·moving + (1−momentum)·batch. */
  batchNormMomentum: number;
  /** Channels in one group when `normalization` is `group`. */
  groupSize: number;
  padding: Padding;
  preprocessing: Preprocessing;
  /** Dropout rate before the classifier. */
  dropout: number;
  /** Stochastic depth: block i of n has drop rate `stochasticDepth · i / n`. */
  stochasticDepth: number;
}
