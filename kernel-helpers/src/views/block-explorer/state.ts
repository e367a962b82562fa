import {
  type BlockShape,
  type ConvolutionShape,
  LIMITS,
  type SeparationCriterion,
  type SpatialDimensions
} from '../../analysis';
import type { ViewDocument } from '../document';
import { bounded, record, share } from '../schema-parts';

/** Positions of the block explorer's controls: one place in a network where a block could stand. */
export interface BlockExplorerState {
  spatialDimensions: SpatialDimensions;
  /** Side of the map that comes in. */
  size: number;
  inputFilters: number;
  outputFilters: number;
  kernelSize: number;
  stride: number;
  expansionRatio: number;
  /** Hidden width of squeeze-and-excitation as a share of `inputFilters`; 0 means none. */
  squeezeExciteRatio: number;
  /** Benefit of a depthwise separable convolution as a share of the standard convolution's, 0…1. */
  alpha: number;
  criterion: SeparationCriterion;
  /** Cost of the standard convolution in units of its benefit, λF/B; used by `netUtility`. */
  relativeCost: number;
}

export type BlockExplorerDocument = ViewDocument<'block-explorer', BlockExplorerState>;

export const blockExplorerSchema = record({
  spatialDimensions: { enum: [1, 2] },
  size: bounded(LIMITS.resolution),
  inputFilters: bounded(LIMITS.channels),
  outputFilters: bounded(LIMITS.channels),
  kernelSize: bounded(LIMITS.kernelSize),
  stride: bounded(LIMITS.stride),
  expansionRatio: bounded(LIMITS.expansionRatio),
  squeezeExciteRatio: share,
  alpha: share,
  criterion: { enum: ['perMac', 'netUtility'] },
  relativeCost: share
});

/** Block 2b of B0, where the block explorer starts: early enough for large maps, in the middle of a stage. */
export const BLOCK_EXPLORER_START: Readonly<BlockExplorerState> = {
  spatialDimensions: 2,
  size: 56,
  inputFilters: 24,
  outputFilters: 24,
  kernelSize: 3,
  stride: 1,
  expansionRatio: 6,
  squeezeExciteRatio: 0.25,
  alpha: 0.2,
  criterion: 'perMac',
  relativeCost: 0.5
};

/** The place that a standard or a depthwise separable convolution would fill. */
export function convolutionOf(state: BlockExplorerState): ConvolutionShape {
  const { spatialDimensions, size, inputFilters, outputFilters, kernelSize, stride } = state;
  return { spatialDimensions, size, inputFilters, outputFilters, kernelSize, stride };
}

/** The MBConv block in the same place; the hidden width is rounded as in the published networks. */
export function blockOf(state: BlockExplorerState): BlockShape {
  const { inputFilters, squeezeExciteRatio, expansionRatio } = state;
  const squeezeExciteFilters =
    squeezeExciteRatio > 0 ? Math.max(1, Math.floor(inputFilters * squeezeExciteRatio)) : 0;
  return { ...convolutionOf(state), expansionRatio, squeezeExciteFilters };
}
