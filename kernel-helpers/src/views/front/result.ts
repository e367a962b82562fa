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

/** What the positions of the front view stand for. Points and members are numbered as in `points`. */
export interface FrontResult {
  state: FrontState;
  set: RecordSet;
  /** Records of the file that the document doesn't hold, and how many of them are on a front. */
  omitted: number;
  omittedMembers: number;
  grouping: FrontGrouping;
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
  knee: Knee | null;
  /** Null without a budget. */
  budget: BudgetAnswer | null;
  /** Null when nothing is asked about, or it isn't shown. */
  selected: SelectedPoint | null;
  steps: readonly ScalingStep[];
}

/**
 * The front of the records that are shown, and what is asked of it. The reference of the hypervolume is the set's
 * highest cost and lowest accuracy, hidden records too, so that families compare.
 * @throws SpecError for a document that isn't one of records, or a measure that the set hasn't.
 */
export function frontResult(state: FrontState): FrontResult {
  const set = recordSetOf(state.source);
  const { omitted = 0, omittedMembers = 0 } = 'document' in state.source ? state.source : {};
  const hidden = new Set(state.hidden);
  const points = pointsOf(set, state.cost, ({ family }) => !hidden.has(family ?? ''));
  const numbers = new Map(set.records.map((record, i) => [record, i]));
  const places = points.records.map((record) => numbers.get(record) ?? -1);
  const front = paretoFront(points);
  const selected = state.selected === null ? -1 : places.indexOf(state.selected);
  return {
    state,
    set,
    omitted,
    omittedMembers,
    grouping: groupingOf(set),
    points,
    places,
    total: points.records.length + (hidden.size === 0 && omittedMembers === 0 ? omitted : 0),
    names: shortNames(points.records),
    front,
    volume: volumeOf(set, points, front),
    knee: kneeOf(points, front, state.scale),
    budget: state.budget === null ? null : bestWithin(points, front, state.budget),
    selected: selected < 0 ? null : selectedPoint(points, front, selected),
    steps: scalingSteps(points)
  };
}

function volumeOf(set: RecordSet, points: RecordPoints, front: ParetoFront): FrontResult['volume'] {
  if (front.members.length === 0) {
    return null;
  }
  const { costs, accuracies } = pointsOf(set, points.measure.key);
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
