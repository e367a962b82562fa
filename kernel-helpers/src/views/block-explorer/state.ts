import type { BlockShape, ConvolutionShape, SeparationQuestion } from '../../analysis';
import type { ViewDocument } from '../document';
import { schemasOf, startOf, type StateOf } from '../quantities';
import { record } from '../schema-parts';
import { BLOCK_QUANTITIES } from './quantities';

export type BlockExplorerState = StateOf<typeof BLOCK_QUANTITIES>;
export type BlockExplorerDocument = ViewDocument<'block-explorer', BlockExplorerState>;

export const BLOCK_EXPLORER_START: Readonly<BlockExplorerState> = startOf(BLOCK_QUANTITIES);
export const blockExplorerSchema = record(schemasOf(BLOCK_QUANTITIES));

/** What is asked of the separation there. */
export function questionOf(state: BlockExplorerState): SeparationQuestion {
  const { kernelSize, outputFilters, spatialDimensions, criterion, alpha, relativeCost } = state;
  return { kernelSize, outputFilters, spatialDimensions, criterion, alpha, relativeCost };
}

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
