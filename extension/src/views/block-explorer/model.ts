import type { ArchitectureSpec, BlockCost } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  BLOCK_EXPLORER_START,
  type BlockExplorerState,
  blockResult,
  type BlockResult
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { ComputedState } from '../../frame/computed';
import type { Change } from '../../frame/history';
import { stateOfBlock } from './network-blocks';
import { allowed, type ParameterName, parameterOf } from './parameters';

/** Positions of the controls, and the costs that follow from them. Knows no DOM. */
export class BlockExplorerModel extends ComputedState<BlockExplorerState, BlockResult> {
  constructor(state: BlockExplorerState, start: BlockExplorerState = BLOCK_EXPLORER_START) {
    super(state, start);
  }

  /** Moves one parameter; values outside the limits go to the nearest limit. */
  set(name: ParameterName, value: number, change: Change = 'settled'): void {
    this.move({ ...this.state, [name]: allowed(parameterOf(name), value) }, change);
  }

  /** Puts one parameter back. */
  resetParameter(name: ParameterName): void {
    this.move({ ...this.state, [name]: this.start[name] });
  }

  choose(choice: Partial<Pick<BlockExplorerState, 'spatialDimensions' | 'criterion'>>): void {
    this.move({ ...this.state, ...choice });
  }

  /** Takes the place of a network's block. */
  chooseBlock(spec: ArchitectureSpec, block: BlockCost): void {
    this.move(stateOfBlock(spec, block, this.state));
  }

  protected override compute(state: BlockExplorerState): BlockResult {
    return blockResult(state);
  }
}
