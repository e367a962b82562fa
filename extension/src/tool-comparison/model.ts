import {
  type ArchitectureSpec,
  reconcile,
  SpecError,
  summarize,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { ToolComparisonState } from '@efficientnet-lab/kernel-helpers/contract';
import { StateHistory } from '../view/history';
import type { Comparison } from './comparison';

/** What a new comparison shows. */
export const TOOL_COMPARISON_START: Readonly<ToolComparisonState> = { spec: variant('b0') };

/** The network that tools disagree about, and what each of them counts. Knows no DOM. */
export class ToolComparisonModel extends StateHistory<ToolComparisonState> {
  constructor(state: ToolComparisonState, start: ToolComparisonState = TOOL_COMPARISON_START) {
    super(state, start);
  }

  /** Computed at most once for each network; the message of a network that can't be counted. */
  get result(): Comparison | string {
    const { spec } = this.state;
    if (this.cached?.spec !== spec) {
      this.cached = { spec, result: compare(spec) };
    }
    return this.cached.result;
  }

  show(spec: ArchitectureSpec): void {
    this.move({ spec });
  }

  private cached: { spec: ArchitectureSpec; result: Comparison | string } | null = null;
}

function compare(spec: ArchitectureSpec): Comparison | string {
  try {
    const report = summarize(spec);
    return { report, counts: reconcile(report) };
  } catch (error) {
    if (error instanceof SpecError) {
      return error.message;
    }
    throw error;
  }
}
