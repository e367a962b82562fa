import {
  type ClassOrder,
  type ComparedAnswers,
  type ExampleKind,
  MODEL_COMPARISON_START,
  type ModelComparisonResult,
  modelComparisonResult,
  type ModelComparisonState
} from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import { ComputedState } from '../../frame/computed';
import { exampleComparison } from './example';

/** Two networks' answers, and what of them is looked at; null while there are none. Knows no DOM. */
export class ModelComparisonModel extends ComputedState<ModelComparisonState, ModelComparisonResult | null> {
  constructor(state: ModelComparisonState, start: ModelComparisonState = MODEL_COMPARISON_START) {
    super(state, start);
  }

  orderBy(order: ClassOrder): void {
    this.move({ ...this.state, order });
  }

  show(shown: ExampleKind): void {
    this.move({ ...this.state, shown });
  }

  /** Fills the view with an example. */
  takeExample(): void {
    this.move({ ...this.state, comparison: exampleComparison() });
  }

  protected override basisOf({ comparison }: Readonly<ModelComparisonState>): object {
    return comparison ?? NOTHING;
  }

  protected override compute({ comparison }: Readonly<ModelComparisonState>): ModelComparisonResult | null {
    return modelComparisonResult(comparison);
  }
}

const NOTHING: Partial<ComparedAnswers> = {};
