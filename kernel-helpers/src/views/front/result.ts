import {
  bestWithin,
  type BudgetAnswer,
  dominates,
  dominatorsOf,
  hypervolume,
  type Knee,
  kneeOf,
  type MeasuredSlope,
  type ParetoFront,
  paretoFront,
  pointsOf,
  type RecordPoints,
  type RecordSet,
  type ReferencePoint,
  slopeBetween
} from '../../analysis';
import { recordSetOf } from '../record-source';
import { type FrontGrouping, groupingOf, shortNames } from './groups';
import type { FrontState } from './state';

/** The record that is asked about; all are points of the result. */
export interface SelectedPoint {
  point: number;
  /** Members of the front that dominate it, by rising cost. */
  dominators: readonly number[];
  /** Points that it dominates. */
  dominated: readonly number[];
  /** Other points of the same cost and accuracy. */
  equals: readonly number[];
}

/** From a family's baseline to one of its scaled networks; both are points of the result. */
export interface ScalingStep {
  family: string;
  from: number;
  to: number;
  slope: MeasuredSlope;
}

/** What follows from records, cost and families alone. Points and members are numbered as in `points`. */
interface FrontBasis {
  set: RecordSet;
  /** Records of the file that the document doesn't hold, and how many of them are on a front. */
  omitted: number;
  omittedMembers: number;
  grouping: FrontGrouping;
  /** Those of hidden families too. */
  all: RecordPoints;
  /** Records that are shown and have both cost and accuracy. */
  points: RecordPoints;
  /** Number in the set of each point's record. */
  places: readonly number[];
  /** How many there are with those that the document leaves out, as far as it is known: of all families together. */
  total: number;
  /** Short name of each point. */
  names: readonly string[];
  front: ParetoFront;
  /** Null without points. */
  volume: { area: number; reference: ReferencePoint } | null;
  steps: readonly ScalingStep[];
}

/** What the positions of the front view stand for. */
export interface FrontResult extends FrontBasis {
  state: FrontState;
  knee: Knee | null;
  /** Null without a budget. */
  budget: BudgetAnswer | null;
  /** Null when nothing is asked about, or it isn't shown. */
  selected: SelectedPoint | null;
}

/**
 * The front of the records that are shown, and what is asked of it. The reference of the hypervolume is the set's
 * highest cost and lowest accuracy, hidden records too, so that families compare.
 * @throws SpecError for a document that isn't one of records, or a measure that the set hasn't.
 */
export function frontResult(state: FrontState): FrontResult {
  const basis = basisOf(state);
  const { points, places, front } = basis;
  const selected = state.selected === null ? -1 : places.indexOf(state.selected);
  return {
    ...basis,
    state,
    knee: kneeOf(points, front, state.scale),
    budget: state.budget === null ? null : bestWithin(points, front, state.budget),
    selected: selected < 0 ? null : selectedPoint(points, front, selected)
  };
}

/** The last of each set: a budget that moves changes none of it, and for thousands of records it takes a frame. */
const bases = new WeakMap<
  RecordSet,
  Pick<FrontState, 'source' | 'cost' | 'hidden'> & { basis: FrontBasis }
>();

function basisOf({ source, cost, hidden }: FrontState): FrontBasis {
  const set = recordSetOf(source);
  let last = bases.get(set);
  if (last?.source !== source || last.cost !== cost || last.hidden !== hidden) {
    const { omitted = 0, omittedMembers = 0 } = 'document' in source ? source : {};
    const basis = makeBasis(set, cost, hidden, { omitted, omittedMembers });
    last = { source, cost, hidden, basis };
    bases.set(set, last);
  }
  return last.basis;
}

function makeBasis(
  set: RecordSet,
  cost: string,
  names: readonly string[],
  left: Pick<FrontBasis, 'omitted' | 'omittedMembers'>
): FrontBasis {
  const hidden = new Set(names);
  const points = pointsOf(set, cost, ({ family }) => !hidden.has(family ?? ''));
  const all = hidden.size === 0 ? points : pointsOf(set, cost);
  const numbers = new Map(set.records.map((record, i) => [record, i]));
  const front = paretoFront(points);
  return {
    set,
    ...left,
    grouping: groupingOf(set),
    all,
    points,
    places: points.records.map((record) => numbers.get(record) ?? -1),
    total: points.records.length + (hidden.size === 0 && left.omittedMembers === 0 ? left.omitted : 0),
    names: shortNames(points.records),
    front,
    volume: volumeOf(all, points, front),
    steps: scalingSteps(points)
  };
}

function volumeOf(
  { costs, accuracies }: RecordPoints,
  points: RecordPoints,
  front: ParetoFront
): FrontResult['volume'] {
  if (front.members.length === 0) {
    return null;
  }
  const reference = {
    cost: costs.reduce((most, cost) => Math.max(most, cost)),
    accuracy: accuracies.reduce((least, accuracy) => Math.min(least, accuracy))
  };
  return { area: hypervolume(points, front, reference), reference };
}

function selectedPoint(points: RecordPoints, front: ParetoFront, point: number): SelectedPoint {
  const { costs, accuracies } = points;
  const others = points.records.flatMap((_, i) => (i === point ? [] : [i]));
  return {
    point,
    dominators: dominatorsOf(points, front, point),
    dominated: others.filter((other) => dominates(points, point, other)),
    equals: others.filter((i) => costs[i] === costs[point] && accuracies[i] === accuracies[point])
  };
}

function scalingSteps({ records, costs, accuracies }: RecordPoints): ScalingStep[] {
  const baselines = new Map<string, number>();
  records.forEach(({ family = '', scaling }, i) => {
    if (scaling === 'baseline' && !baselines.has(family)) {
      baselines.set(family, i);
    }
  });
  const at = (i: number): { cost: number; accuracy: number } => ({ cost: costs[i], accuracy: accuracies[i] });
  return records.flatMap(({ family = '', scaling }, to) => {
    const from = baselines.get(family);
    return from === undefined || scaling === undefined || scaling === 'baseline'
      ? []
      : [{ family, from, to, slope: slopeBetween(at(from), at(to)) }];
  });
}
