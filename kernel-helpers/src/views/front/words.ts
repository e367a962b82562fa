import { counted, exact, plain, times } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import { costWithUnit } from './groups';
import type { FrontResult } from './result';
import type { FrontState } from './state';

/** `77.1 %`. */
export function percentText(accuracy: number): string {
  return `${accuracy.toFixed(1)} %`;
}

/** What the budget buys, or how long the front is; then what comes next. */
export function frontWords(state: FrontState, result: FrontResult, trans: Phrases = ENGLISH): ResultText {
  const { points, budget } = result;
  if (points.records.length === 0) {
    return emptyWords(state, result, trans);
  }
  const words = budget === null ? wholeWords(result, trans) : budgetWords(state, result, trans);
  return {
    ...words,
    detail: [words.detail, leftOutText(result, trans)].filter((text) => text !== '').join(' ')
  };
}

function emptyWords(
  state: FrontState,
  { points: { measure, skipped } }: FrontResult,
  trans: Phrases
): ResultText {
  const detail =
    skipped > 0
      ? trans.__(
          'Left out: %1 without %2 or accuracy. Choose another cost.',
          counted(skipped, 'record'),
          measure.name
        )
      : state.hidden.length > 0
        ? trans.__('All families are hidden; show one of them.')
        : trans.__('The file holds no records; choose another one.');
  return { before: trans.__('The front is '), factor: trans.__('empty'), after: '', detail };
}

/** Without a budget: who is on the front, and what its length costs. */
function wholeWords(result: FrontResult, trans: Phrases): ResultText {
  const { points, front, names } = result;
  const { costs, accuracies, records, measure } = points;
  const [first] = front.members;
  const last = front.members[front.members.length - 1];
  const factor = trans.__('%1 of %2', exact(front.members.length), exact(result.total));
  if (first === last) {
    return {
      before: '',
      factor,
      after:
        records.length === 1
          ? trans.__(' networks is on the front: %1, alone', names[first])
          : trans.__(' networks is on the front: %1 dominates all others', names[first]),
      detail: pointText(result, first, trans)
    };
  }
  const gain = accuracies[last] - accuracies[first];
  return {
    before: '',
    factor,
    after:
      gain === 0
        ? trans.__(' networks are on the front, all of the same cost and accuracy')
        : trans.__(
            ' networks are on the front: from %1 to %2, %3 percentage points for %4 the cost',
            names[first],
            names[last],
            plain(gain),
            times(costs[last] / costs[first])
          ),
    detail: trans.__(
      'The others are dominated: something costs no more (%1), is no less accurate, and is better in one of the two.',
      measure.name
    )
  };
}

function budgetWords(state: FrontState, result: FrontResult, trans: Phrases): ResultText {
  const { points, front, names } = result;
  const { costs, accuracies, measure } = points;
  const limit = costWithUnit(state.budget ?? 0, measure);
  const { best = null, next = null } = result.budget ?? {};
  if (best === null) {
    const cheapest = next ?? front.members[0];
    return {
      before: trans.__('Nothing fits under %1: the cheapest, %2, needs ', limit, names[cheapest]),
      factor: costWithUnit(costs[cheapest], measure),
      after: trans.__(' for %1', percentText(accuracies[cheapest])),
      detail: ''
    };
  }
  const share = trans.__(
    '%1 of %2 networks are on the front.',
    exact(front.members.length),
    exact(result.total)
  );
  return {
    before: trans.__('Under %1 the best is %2 with ', limit, names[best]),
    factor: percentText(accuracies[best]),
    after: trans.__(' at %1', costWithUnit(costs[best], measure)),
    detail: `${nextText(result, best, next, trans)} ${share}`
  };
}

function nextText(
  { points: { costs, accuracies, measure }, names }: FrontResult,
  best: number,
  next: number | null,
  trans: Phrases
): string {
  return next === null
    ? trans.__('Nothing here is more accurate.')
    : trans.__(
        'Next comes %1: %2 percentage points more for %3 (%4).',
        names[next],
        plain(accuracies[next] - accuracies[best]),
        costWithUnit(costs[next], measure),
        times(costs[next] / costs[best])
      );
}

/** `efficientnet_b1: 78.8 % at 16.4 ms.` */
export function pointText(
  { points: { costs, accuracies, measure }, names }: FrontResult,
  point: number,
  trans: Phrases = ENGLISH
): string {
  return trans.__(
    '%1: %2 at %3.',
    names[point],
    percentText(accuracies[point]),
    costWithUnit(costs[point], measure)
  );
}

function leftOutText(
  { points: { skipped, measure }, omitted, omittedMembers, set }: FrontResult,
  trans: Phrases
): string {
  const texts = [
    skipped === 0
      ? ''
      : trans.__('%1 without %2 or accuracy left out.', counted(skipped, 'record'), measure.name),
    omitted === 0
      ? ''
      : trans.__(
          'Kept are %1 of %2 records of the file, %3.',
          exact(set.records.length),
          exact(set.records.length + omitted),
          omittedMembers === 0
            ? trans.__('all of the front among them')
            : trans.__('without %1 of the front', exact(omittedMembers))
        )
  ];
  return texts.filter((text) => text !== '').join(' ');
}

const NAMED = 3;

/** Who dominates the record that is asked about, and whom it dominates; empty when nothing is asked. */
export function selectedText(result: FrontResult, trans: Phrases = ENGLISH): string {
  const { selected, names } = result;
  if (selected === null) {
    return '';
  }
  const { point, dominators, dominated, equals } = selected;
  const list = (points: readonly number[]): string =>
    points.length <= NAMED
      ? points.map((other) => names[other]).join(', ')
      : trans.__(
          '%1 and %2 more',
          points
            .slice(0, NAMED)
            .map((other) => names[other])
            .join(', '),
          exact(points.length - NAMED)
        );
  const texts = [
    pointText(result, point, trans),
    dominators.length === 0
      ? trans.__('On the front.')
      : trans.__('Dominated by %1 of the front: %2.', exact(dominators.length), list(dominators)),
    dominated.length === 0 ? '' : trans.__('It dominates %1: %2.', exact(dominated.length), list(dominated)),
    equals.length === 0 ? '' : trans.__('Of the same cost and accuracy: %1.', list(equals))
  ];
  return texts.filter((text) => text !== '').join(' ');
}
