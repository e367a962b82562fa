import {
  BLOCK_EXPLORER_START,
  BLOCK_QUANTITIES,
  type BlockExplorerState,
  blockResult,
  type BlockResult
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { DerivedModel } from '../../frame/quantity-model';

/** Positions of the controls, and the costs that follow from them. */
export type BlockExplorerModel = DerivedModel<BlockExplorerState, BlockResult>;

export function blockModel(
  state: BlockExplorerState,
  start: BlockExplorerState = BLOCK_EXPLORER_START
): BlockExplorerModel {
  return new DerivedModel(blockResult, BLOCK_QUANTITIES, state, start);
}
