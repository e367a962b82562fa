import {
  type ArchitectureSpec,
  type CostReport,
  summarize,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { ModelTableColumn, ModelTableState } from '@efficientnet-lab/kernel-helpers/views/model-table';
import { ComputedState } from '../../frame/computed';
import type { Change } from '../../frame/history';
import { type CostRow, stageRows } from './rows';

/** What a new table shows. */
export const MODEL_TABLE_START: Readonly<ModelTableState> = {
  spec: variant('b0'),
  sort: { column: 'order', descending: false },
  search: ''
};

/** A network's costs as report and as rows. */
export interface NetworkRows {
  report: CostReport;
  stages: readonly CostRow[];
}

/** Read from the top: texts rise, and costs fall, because the dearest layer is what one sorts for. */
const RISING: readonly ModelTableColumn[] = ['order', 'name', 'kind'];

/** Network, order and search, and the costs that follow from them. Knows no DOM. */
export class ModelTableModel extends ComputedState<ModelTableState, NetworkRows> {
  constructor(state: ModelTableState, start: ModelTableState = MODEL_TABLE_START) {
    super(state, start);
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

  protected override compute({ spec }: ModelTableState): NetworkRows {
    const report = summarize(spec);
    return { report, stages: stageRows(report) };
  }

  /** Order and search change no costs. */
  protected override basisOf({ spec }: ModelTableState): ArchitectureSpec {
    return spec;
  }
}
