import { SpecError } from '../errors';
import { pointsOf, type RecordSet, type ResultRecord } from '../records';
import { bestWithin } from './front-measures';
import { paretoFront } from './pareto';

export interface RecordsWithin {
  /** The most accurate record within the budget (of equal accuracy the cheapest, then the first); null if none fits. */
  best: ResultRecord | null;
  /** The cheapest record that is more accurate, or, if none fits, the cheapest of all; null if there is none. */
  next: ResultRecord | null;
}

/**
 * "Best under 20 ms" of a set: what a budget buys, and what comes next. Records without this cost or without accuracy
 * take no part.
 * @param measureKey - of the cost that the budget is of, and in its unit
 * @throws SpecError for a measure that the set hasn't, and a budget that is no number.
 */
export function bestRecordWithin(set: RecordSet, measureKey: string, budget: number): RecordsWithin {
  const points = pointsOf(set, measureKey);
  const { best, next } = bestWithin(points, paretoFront(points), budget);
  const record = (point: number | null): ResultRecord | null =>
    point === null ? null : points.records[point];
  return { best: record(best), next: record(next) };
}

export interface RecordsReaching {
  /** The cheapest record that is as accurate (of equal cost the most accurate, then the first); null if none is. */
  cheapest: ResultRecord | null;
  /** The most accurate record that costs less, or, if none is as accurate, the most accurate of all; null if there is none. */
  before: ResultRecord | null;
}

/**
 * "Smallest network that reaches 80 %" of a set, and what is to be had for less. By the accuracies themselves: what their
 * intervals leave open is the reader's to see. Records without this cost or without accuracy take no part.
 * @param measureKey - of the cost that is to be small
 * @param accuracy - per cent; a record of exactly this accuracy reaches it
 * @throws SpecError for a measure that the set hasn't, and an accuracy outside 0 to 100.
 */
export function cheapestRecordReaching(
  set: RecordSet,
  measureKey: string,
  accuracy: number
): RecordsReaching {
  if (!(typeof accuracy === 'number' && accuracy >= 0 && accuracy <= 100)) {
    throw new SpecError('accuracy', accuracy, 'per cent from 0 to 100', 'Give 80 for 80 %.');
  }
  const points = pointsOf(set, measureKey);
  const { members } = paretoFront(points);
  const first = members.findIndex((member) => points.accuracies[member] >= accuracy);
  const record = (place: number): ResultRecord | null =>
    place in members ? points.records[firstOfEqual(place)] : null;
  const firstOfEqual = (place: number): number =>
    members.find((member) => points.costs[member] === points.costs[members[place]]) ?? members[place];
  return first < 0
    ? { cheapest: null, before: record(members.length - 1) }
    : { cheapest: record(first), before: record(first - 1) };
}
