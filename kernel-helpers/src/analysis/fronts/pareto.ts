import { SpecError } from '../errors';
import { requireArray, requireNumbers, requireObject } from '../validate';
import { risingOrder } from './order';

/** Cost (less is better) and accuracy (more is better) of each point. */
export interface FrontPoints {
  readonly costs: ArrayLike<number>;
  readonly accuracies: ArrayLike<number>;
}

export interface ParetoFront {
  /** Points that no other dominates, by rising cost and accuracy; equal points are all members, as they came. */
  members: number[];
  /**
   * For each point −1 if it is a member, otherwise a member that dominates it: of those that cost no more, the most
   * accurate (of equal ones, the first).
   */
  dominatedBy: Int32Array;
}

/**
 * Whether point a dominates point b: it costs no more, is no less accurate, and is better in one of the two. Equal
 * points don't dominate each other.
 */
export function dominates({ costs, accuracies }: FrontPoints, a: number, b: number): boolean {
  const cost = costs?.[b] - costs?.[a];
  const accuracy = accuracies?.[a] - accuracies?.[b];
  if (Number.isNaN(cost + accuracy)) {
    throw new SpecError('points', `${a} and ${b}`, 'points with cost and accuracy', 'Count points from 0.');
  }
  return cost >= 0 && accuracy >= 0 && (cost > 0 || accuracy > 0);
}

/**
 * The Pareto front of cost and accuracy: sorted by cost, a point is on it if it is more accurate than everything
 * cheaper and the most accurate of its cost. O(n); a million points take some tenths of a second. No points make an
 * empty front.
 * @throws SpecError for lists of different lengths, costs that aren't finite and ≥ 0, accuracies outside 0 to 100.
 */
export function paretoFront(points: FrontPoints): ParetoFront {
  const { costs, accuracies } = checkedPoints(points);
  const order = risingOrder(costs);
  const members: number[] = [];
  const dominatedBy = new Int32Array(order.length).fill(-1);
  let best = -1;
  for (let from = 0, to = 0; from < order.length; from = to) {
    const cost = costs[order[from]];
    let top = order[from];
    for (to = from; to < order.length && costs[order[to]] === cost; to++) {
      top = accuracies[order[to]] > accuracies[top] ? order[to] : top;
    }
    const champion = best < 0 || accuracies[top] > accuracies[best] ? top : best;
    for (let i = from; i < to; i++) {
      if (champion === top && accuracies[order[i]] === accuracies[top]) {
        members.push(order[i]);
      } else {
        dominatedBy[order[i]] = champion;
      }
    }
    best = champion;
  }
  return { members, dominatedBy };
}

/**
 * What reads a front looks at its members alone.
 * @throws SpecError for a front that is none of these points.
 */
export function requireFront(points: FrontPoints, front: ParetoFront): void {
  const { costs, accuracies } = requireObject('points', points, FRONT_OF) as unknown as FrontPoints;
  const { members } = requireObject('front', front, FRONT_OF);
  for (const member of requireArray('front.members', members, FRONT_OF) as number[]) {
    if (!(Number.isFinite(costs?.[member]) && Number.isFinite(accuracies?.[member]))) {
      throw new SpecError('front.members', member, 'points with cost and accuracy', FRONT_OF);
    }
  }
}

const FRONT_OF = 'Give points, and paretoFront(points) of the same ones.';

/** All members of the front that dominate a point, by rising cost; none for a member. */
export function dominatorsOf(points: FrontPoints, front: ParetoFront, point: number): number[] {
  requireFront(points, front);
  return front.members.filter((member) => dominates(points, member, point));
}

/** @throws SpecError for a list that is none, as under a name that there is not, and for what is no number in it. */
export function requireLists(lists: Readonly<Record<string, ArrayLike<number> | undefined>>): void {
  for (const [name, list] of Object.entries(lists)) {
    requireNumbers(
      name,
      list,
      'Give costs and accuracies of the points, and leave out those with unknown values.'
    );
  }
}

/** @throws SpecError for lists of different lengths, costs that aren't finite and ≥ 0, accuracies outside 0 to 100. */
export function checkedPoints({ costs, accuracies }: FrontPoints): {
  costs: Float64Array;
  accuracies: Float64Array;
} {
  requireLists({ costs, accuracies });
  if (costs.length !== accuracies.length) {
    throw new SpecError(
      'accuracies',
      `${accuracies.length} values`,
      `${costs.length}, one for each cost`,
      'Give each point both.'
    );
  }
  const within = (field: string, values: Float64Array, most: number, expected: string): void => {
    for (let i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= most)) {
        throw new SpecError(`${field}[${i}]`, values[i], expected, 'Leave out points with unknown values.');
      }
    }
  };
  const checked = { costs: new Float64Array(costs), accuracies: new Float64Array(accuracies) };
  within('costs', checked.costs, Number.MAX_VALUE, 'a finite number of at least 0');
  within('accuracies', checked.accuracies, 100, 'per cent from 0 to 100');
  return checked;
}
