import { costAt, phiOfCost } from '@efficientnet-lab/kernel-helpers/analysis';
import type { StoppingPointResult, StoppingPointState } from '@efficientnet-lab/kernel-helpers/contract';

/** What is seen of φ, and of accuracy in per cent. */
export interface Axes {
  phi: { from: number; to: number };
  accuracy: { from: number; to: number };
}

/** Beyond points and φ*, by this much of φ. */
const ROOM = 0.4;
/** Steps of a curve. */
const STEPS = 120;

/** Room for the points, the curve's start and φ*. */
export function axesOf({ phis, points, stop, law }: StoppingPointResult): Axes {
  const last = Math.max(1, ...phis, stop ? Math.min(stop.phi, 2 * Math.max(4, ...phis)) : 0);
  const first = law ? law.curve.asymptote - law.curve.amplitude : Infinity;
  const accuracies = points ? Array.from(points.accuracies) : [];
  const least = Math.min(...accuracies, first);
  const most = Math.max(...accuracies, law ? Math.min(100, law.curve.asymptote) : -Infinity);
  const margin = Math.max(0.5, 0.08 * (most - least));
  return {
    phi: { from: -ROOM, to: last + ROOM },
    accuracy: { from: Math.max(0, least - margin), to: Math.min(101, most + margin) }
  };
}

/** φ from the left end of the axis to the right one. */
export function phisAlong({ phi }: Axes): number[] {
  const from = Math.max(0, phi.from);
  return Array.from({ length: STEPS + 1 }, (_, i) => from + ((phi.to - from) * i) / STEPS);
}

/** Where φ stands on the axis: itself, or its cost in cost units. */
export function abscissa(
  { axis }: StoppingPointState,
  { law, steps }: StoppingPointResult
): (phi: number) => number {
  const cost = law?.cost ?? { base: steps[0].cost, growth: 2 };
  return axis === 'phi' ? (phi) => phi : (phi) => costAt(cost, phi);
}

/** A place on the axis of φ from 0 to 1, whatever it shows: log cost is linear in φ. */
export function shareOf({ phi }: Axes, value: number): number {
  return (value - phi.from) / (phi.to - phi.from);
}

/** φ of a cost, for points that stand at their own cost. */
export function phiAt({ law, steps }: StoppingPointResult, cost: number): number {
  return phiOfCost(law?.cost ?? { base: steps[0].cost, growth: 2 }, cost);
}
