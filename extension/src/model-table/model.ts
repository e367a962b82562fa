import {
  type ArchitectureSpec,
  type CostReport,
  SpecError,
  summarize,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { ModelTableColumn, ModelTableState } from '@efficientnet-lab/kernel-helpers/contract';
import type { Change } from '../view/history';
import { StateHistory } from '../view/history';
import { type CostRow, stageRows } from './rows';

/** What a new table shows. */
export const MODEL_TABLE_START: Readonly<ModelTableState> = {
  spec: variant('b0'),
  sort: { column: 'order', descending: false },
  search: ''
};

/** A network's costs as report and as rows, or why it has none. */
export type Outcome =
  { ok: true; report: CostReport; stages: readonly CostRow[] } | { ok: false; message: string };

/** Read from the top: texts rise, and costs fall, because the dearest layer is what one sorts for. */
const RISING: readonly ModelTableColumn[] = ['order', 'name', 'kind'];

/** Network, order and search, and the costs that follow from them. Knows no DOM. */
export class ModelTableModel extends StateHistory<ModelTableState> {
  constructor(state: ModelTableState, start: ModelTableState = MODEL_TABLE_START) {
    super(state, start);
  }

  /** Computed at most once for each network. */
  get outcome(): Outcome {
    const { spec } = this.state;
    if (this.cached?.spec !== spec) {
      this.cached = { spec, outcome: evaluate(spec) };
    }
    return this.cached.outcome;
  }

  show(spec: ArchitectureSpec): void {
    this.move({ ...this.state, spec });
  }

  /** Orders by a column, or turns its direction when it is the present one. */
  sortBy(column: ModelTableColumn): void {
    const { sort } = this.state;
    const descending = sort.column === column ? !sort.descending : !RISING.includes(column);
    this.move({ ...this.state, sort: { column, descending } });
  }

  /** Back to the tree. */
  sortByOrder(): void {
    this.move({ ...this.state, sort: { column: 'order', descending: false } });
  }

  search(search: string, change: Change = 'settled'): void {
    this.move({ ...this.state, search }, change);
  }

  private cached: { spec: ArchitectureSpec; outcome: Outcome } | null = null;
}

function evaluate(spec: ArchitectureSpec): Outcome {
  try {
    const report = summarize(spec);
    return { ok: true, report, stages: stageRows(report) };
  } catch (error) {
    if (error instanceof SpecError) {
      return { ok: false, message: error.message };
    }
    throw error;
  }
}
