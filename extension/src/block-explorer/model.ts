import { type ArchitectureSpec, type BlockCost, SpecError } from '@efficientnet-lab/kernel-helpers/analysis';
import { BLOCK_EXPLORER_START, type BlockExplorerState } from '@efficientnet-lab/kernel-helpers/contract';
import { type Change, StateHistory } from '../view/history';
import { type BlockResult, compareBlocks, stateOfBlock } from './comparison';
import { allowed, type ParameterName, parameterOf } from './parameters';

/** The result of a state, or why there is none. */
export type Outcome = { ok: true; result: BlockResult } | { ok: false; message: string };

/** Positions of the controls, and the costs that follow from them. Knows no DOM. */
export class BlockExplorerModel extends StateHistory<BlockExplorerState> {
  constructor(state: BlockExplorerState, start: BlockExplorerState = BLOCK_EXPLORER_START) {
    super(state, start);
  }

  /** Computed at most once for each state. */
  get outcome(): Outcome {
    if (this.cached?.state !== this.state) {
      this.cached = { state: this.state, outcome: evaluate(this.state) };
    }
    return this.cached.outcome;
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

  private cached: { state: BlockExplorerState; outcome: Outcome } | null = null;
}

function evaluate(state: BlockExplorerState): Outcome {
  try {
    return { ok: true, result: compareBlocks(state) };
  } catch (error) {
    if (error instanceof SpecError) {
      return { ok: false, message: error.message };
    }
    throw error;
  }
}
