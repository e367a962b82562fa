import { type ArchitectureSpec, type BlockCost, summarize } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  BLOCK_EXPLORER_START,
  type BlockExplorerState,
  blockOf
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';

/** A block of a network as positions of the controls; α and the criterion stay. */
export function stateOfBlock(
  { spatialDimensions }: ArchitectureSpec,
  block: BlockCost,
  state: BlockExplorerState = BLOCK_EXPLORER_START
): BlockExplorerState {
  const { inputSize, inputFilters, outputFilters, kernelSize, stride, expansionRatio } = block;
  return {
    ...state,
    spatialDimensions,
    size: inputSize,
    inputFilters,
    outputFilters,
    kernelSize,
    stride,
    expansionRatio,
    squeezeExciteRatio: ratioOf(block.squeezeExciteFilters, inputFilters)
  };
}

/** The share that is rounded down to the same width again. */
function ratioOf(filters: number, inputFilters: number): number {
  const ratio = filters / inputFilters;
  return Math.floor(ratio * inputFilters) === filters ? ratio : (filters + 0.5) / inputFilters;
}

/**
 * The block of a network that the positions stand for; null when they stand for none of its blocks.
 * @param preferred - name of the one to take where several are alike
 */
export function matchingBlock(
  spec: ArchitectureSpec,
  state: BlockExplorerState,
  preferred = ''
): BlockCost | null {
  const key = keyOf(state);
  const alike = summarize(spec).blocks.filter((block) => keyOf(stateOfBlock(spec, block, state)) === key);
  return alike.find(({ name }) => name === preferred) ?? alike[0] ?? null;
}

function keyOf(state: BlockExplorerState): string {
  const { spatialDimensions, size, inputFilters, outputFilters, kernelSize, stride } = state;
  const { expansionRatio, squeezeExciteFilters } = blockOf(state);
  const place = [spatialDimensions, size, inputFilters, outputFilters, kernelSize, stride];
  return [...place, expansionRatio, squeezeExciteFilters].join();
}
