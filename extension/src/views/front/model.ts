import { PUBLISHED_SETS, publishedRecords } from '@efficientnet-lab/kernel-helpers/analysis';
import { type RecordSource, recordSetOf } from '@efficientnet-lab/kernel-helpers/views';
import {
  FRONT_START,
  frontResult,
  type FrontResult,
  type FrontState
} from '@efficientnet-lab/kernel-helpers/views/front';
import { ComputedState } from '../../frame/computed';
import type { Change } from '../../frame/history';

/** Published sets that have costs. */
export const FRONT_SETS = PUBLISHED_SETS.filter((name) => publishedRecords(name).measures.length > 0);

/** Positions of the controls, and the front that follows from them. Knows no DOM. */
export class FrontModel extends ComputedState<FrontState, FrontResult> {
  constructor(state: FrontState, start: FrontState = FRONT_START) {
    super(state, start);
  }

  /** Other records start with the same measure if they have it, and with nothing hidden, asked or limited. */
  chooseSource(source: RecordSource): void {
    const { measures } = recordSetOf(source);
    const kept = measures.some(({ key }) => key === this.state.cost) ? this.state.cost : measures[0]?.key;
    this.move({ ...this.state, source, cost: kept ?? '', hidden: [], budget: null, selected: null });
  }

  /** Another cost has another unit: the budget goes. */
  chooseCost(cost: string): void {
    if (cost !== this.state.cost) {
      this.move({ ...this.state, cost, budget: null });
    }
  }

  chooseScale(scale: FrontState['scale']): void {
    this.move({ ...this.state, scale });
  }

  /** Hides families, or shows them again. */
  toggleFamilies(names: readonly string[], shown: boolean): void {
    const others = this.state.hidden.filter((name) => !names.includes(name));
    this.move({ ...this.state, hidden: shown ? others : [...others, ...names] });
  }

  /** @param budget - in the measure's unit; null for none */
  setBudget(budget: number | null, change: Change = 'settled'): void {
    this.move({ ...this.state, budget }, change);
  }

  resetBudget(): void {
    const { source, cost, budget } = this.start;
    const isSame = 'published' in source && 'published' in this.state.source;
    const same = isSame && source.published === this.state.source.published && cost === this.state.cost;
    this.setBudget(same ? budget : null);
  }

  /**
   * Asks about a record, or no more when it was asked about already.
   * @param place - its number in the set
   */
  select(place: number | null): void {
    this.move({ ...this.state, selected: place === this.state.selected ? null : place });
  }

  protected override compute(state: FrontState): FrontResult {
    return frontResult(state);
  }
}
