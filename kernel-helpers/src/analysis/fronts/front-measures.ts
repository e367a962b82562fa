import { SpecError } from '../errors';
import { requireObject, requireOneOf } from '../validate';
import { type FrontPoints, type ParetoFront, requireFront } from './pareto';

/** The worst corner of a hypervolume: points that cost more or are less accurate add nothing. */
export interface ReferencePoint {
  cost: number;
  accuracy: number;
}

/**
 * Hypervolume: the area of (cost, accuracy) that the front dominates, down to the reference point:
 * Σ (cost of the next member − cost)·(accuracy − reference accuracy), with the reference cost after the last. In
 * units of the cost times per cent. It depends on the reference: compare fronts under the same one only.
 * @throws SpecError for a reference that isn't finite.
 */
export function hypervolume(points: FrontPoints, front: ParetoFront, reference: ReferencePoint): number {
  requireFront(points, front);
  const [{ costs, accuracies }, { members }] = [points, front];
  const { cost, accuracy } = requireObject(
    'reference',
    reference,
    'Give cost and accuracy.'
  ) as unknown as ReferencePoint;
  for (const [field, value] of Object.entries({ cost, accuracy })) {
    if (!Number.isFinite(value)) {
      throw new SpecError(
        `reference.${field}`,
        value,
        'a finite number',
        'Choose a reference that is worse than the points of interest.'
      );
    }
  }
  let area = 0;
  members.forEach((member, i) => {
    const end = Math.min(cost, i + 1 < members.length ? costs[members[i + 1]] : cost);
    area += Math.max(0, end - costs[member]) * Math.max(0, accuracies[member] - accuracy);
  });
  return area;
}

export type CostScale = 'linear' | 'log';

export interface Knee {
  /** The member. */
  point: number;
  /** How far it lies above the chord, as a share of the front's height. */
  height: number;
}

/**
 * Knee of a front: the member highest above the chord between its ends. It depends on the scale of the cost: on
 * a linear axis it lies at lower cost than on a logarithmic one. Null for fewer than three different members, or when
 * none lies above the chord.
 * @throws SpecError for another scale, and a cost of 0 on a logarithmic one.
 */
export function kneeOf(points: FrontPoints, front: ParetoFront, scale: CostScale): Knee | null {
  requireFront(points, front);
  const [{ costs, accuracies }, { members }] = [points, front];
  requireOneOf('scale', scale, ['linear', 'log']);
  if (members.length < 3) {
    return null;
  }
  if (scale === 'log' && costs[members[0]] === 0) {
    throw new SpecError('cost', 0, 'more than 0 on a logarithmic scale', 'Use the linear scale.');
  }
  const x = (member: number): number => (scale === 'log' ? Math.log(costs[member]) : costs[member]);
  const first = members[0];
  const last = members[members.length - 1];
  const width = x(last) - x(first);
  const rise = accuracies[last] - accuracies[first];
  let knee: Knee | null = null;
  for (const point of members) {
    const height = (accuracies[point] - accuracies[first]) / rise - (x(point) - x(first)) / width;
    if (height > (knee?.height ?? 0)) {
      knee = { point, height };
    }
  }
  return knee;
}

export interface BudgetAnswer {
  /** The most accurate point within the budget (of equal accuracy the cheapest, then the first); null if none fits. */
  best: number | null;
  /** The cheapest point that is more accurate, or, if none fits, the cheapest of all; null if there is none. */
  next: number | null;
}

/**
 * "Best under 20 ms": what a budget buys, and what comes next.
 * @param budget - in units of the cost; a point at the budget fits
 * @throws SpecError for a budget that is no number.
 */
export function bestWithin(points: FrontPoints, front: ParetoFront, budget: number): BudgetAnswer {
  requireFront(points, front);
  const [{ costs }, { members }] = [points, front];
  if (typeof budget !== 'number' || Number.isNaN(budget)) {
    throw new SpecError('budget', budget, 'a number', 'Give it in units of the cost.');
  }
  const beyond = members.findIndex((member) => costs[member] > budget);
  const count = beyond < 0 ? members.length : beyond;
  const next = beyond < 0 ? null : members[beyond];
  if (count === 0) {
    return { best: null, next };
  }
  const cost = costs[members[count - 1]];
  return { best: members.find((member) => costs[member] === cost) ?? null, next };
}
