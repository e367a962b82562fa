import {
  type ClassColumn,
  type ConfusionCell,
  EVALUATION_START,
  type EvaluationResult,
  evaluationResult,
  type EvaluationState,
  type KeptEvaluation
} from '@efficientnet-lab/kernel-helpers/views/evaluation';
import { ComputedState } from '../../frame/computed';
import { exampleEvaluation } from './example';

/** An evaluation, and what of it is looked at; null while there is none. Knows no DOM. */
export class EvaluationModel extends ComputedState<EvaluationState, EvaluationResult | null> {
  constructor(state: EvaluationState, start: EvaluationState = EVALUATION_START) {
    super(state, start);
  }

  /** Sorts the classes; by the same column again, the other way round. Names rise at first, numbers fall. */
  sortBy(column: ClassColumn): void {
    const { sort } = this.state;
    const descending = sort.column === column ? !sort.descending : column !== 'name';
    this.move({ ...this.state, sort: { column, descending } });
  }

  /** Shows the images of a cell; of none, or of the chosen one again, those of all cells. */
  select(cell: ConfusionCell | null): void {
    const { selected } = this.state;
    const isSame = cell?.truth === selected?.truth && cell?.predicted === selected?.predicted;
    this.move({ ...this.state, selected: isSame ? null : cell });
  }

  fill(cells: EvaluationState['cells']): void {
    this.move({ ...this.state, cells });
  }

  /** Fills the view with an example. */
  takeExample(): void {
    this.move({ ...this.state, selected: null, evaluation: exampleEvaluation() });
  }

  protected override basisOf({ evaluation }: Readonly<EvaluationState>): object {
    return evaluation ?? NOTHING;
  }

  protected override compute({ evaluation }: Readonly<EvaluationState>): EvaluationResult | null {
    return evaluationResult(evaluation);
  }
}

const NOTHING: Partial<KeptEvaluation> = {};
