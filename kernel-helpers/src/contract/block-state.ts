import type { BlockShape, ConvolutionShape } from '../analysis';
import type { BlockExplorerState } from './document';

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
