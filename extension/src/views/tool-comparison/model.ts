import { type ArchitectureSpec, summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type ToolComparison,
  toolComparisonOf,
  type ToolComparisonState
} from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { ComputedState } from '../../frame/computed';

/** What a new comparison shows. */
export const TOOL_COMPARISON_START: Readonly<ToolComparisonState> = { spec: variant('b0') };

/** The network that tools disagree about, and what each of them counts. Knows no DOM. */
export class ToolComparisonModel extends ComputedState<ToolComparisonState, ToolComparison> {
  constructor(state: ToolComparisonState, start: ToolComparisonState = TOOL_COMPARISON_START) {
    super(state, start);
  }

  show(spec: ArchitectureSpec): void {
    this.move({ spec });
  }

  protected override compute({ spec }: ToolComparisonState): ToolComparison {
    return toolComparisonOf(summarize(spec));
  }
}
