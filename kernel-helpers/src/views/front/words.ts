import type { CostMeasure, Provenance, RecordKind } from '../../analysis';
import { counted, exact, plain, si, significant, times } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import { costWithUnit, type FrontGroup } from './groups';
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
          '%1 of %2 records of the file are kept, %3.',
          exact(set.records.length),
          exact(set.records.length + omitted),
          omittedMembers === 0
            ? trans.__('including all of the front')
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

/** Area, knee and the record that is asked about, in words. */
export function frontNotes(result: FrontResult, trans: Phrases = ENGLISH): string[] {
  const { points, names, volume, knee, state } = result;
  const { measure, costs } = points;
  const asked = selectedText(result, trans);
  return [
    ...(asked === '' ? [] : [asked]),
    ...(knee === null
      ? []
      : [
          trans.__(
            'Knee (%1 cost): %2 at %3.',
            state.scale === 'log' ? trans.__('logarithmic') : trans.__('linear'),
            names[knee.point],
            costWithUnit(costs[knee.point], measure)
          )
        ]),
    ...(volume === null
      ? []
      : [
          trans.__(
            'Hypervolume up to %1 and down to %2 %: %3 %4 × %.',
            costWithUnit(volume.reference.cost, measure),
            significant(volume.reference.accuracy),
            areaText(volume.area),
            measure.unit
          )
        ])
  ];
}

/** Areas have some digits more than a cost: fronts differ by little. */
function areaText(area: number): string {
  return area >= 1e6 ? si(area) : area.toFixed(Math.max(0, 5 - Math.ceil(Math.log10(area + 1))));
}

/** What lies in a box that the reader drew: how many of the front, the cheapest and the most accurate. */
export function boxText(
  { points, front, names }: FrontResult,
  chosen: readonly number[],
  trans: Phrases = ENGLISH
): string {
  if (chosen.length === 0) {
    return trans.__('In the box: nothing.');
  }
  const { costs, accuracies, measure } = points;
  const members = chosen.filter((point) => front.dominatedBy[point] < 0).length;
  const cheapest = chosen.reduce((best, point) => (costs[point] < costs[best] ? point : best));
  const accurate = chosen.reduce((best, point) => (accuracies[point] > accuracies[best] ? point : best));
  return trans.__(
    'In the box: %1, %2 of the front. Cheapest: %3, %4. Most accurate: %5, %6.',
    counted(chosen.length, 'network'),
    exact(members),
    names[cheapest],
    costWithUnit(costs[cheapest], measure),
    names[accurate],
    percentText(accuracies[accurate])
  );
}

export function kindName(kind: RecordKind, trans: Phrases): string {
  const names: Record<RecordKind, string> = {
    measured: trans.__('measured'),
    published: trans.__('published'),
    predicted: trans.__('predicted')
  };
  return names[kind];
}

export function groupName({ name }: Pick<FrontGroup, 'name'>, trans: Phrases): string {
  const names: Readonly<Record<string, string>> = {
    '': trans.__('others'),
    baseline: trans.__('baseline'),
    depth: trans.__('depth'),
    width: trans.__('width'),
    resolution: trans.__('resolution'),
    compound: trans.__('compound')
  };
  return names[name] ?? name;
}

/** Sources beyond which a caption would be longer than what it explains. */
const SOURCES = 3;

/** What was measured on what, and where the records come from: kind, source, day, edition. */
export function frontCaption({ points, set }: FrontResult, trans: Phrases = ENGLISH): string {
  const sources = new Map<string, Provenance>();
  for (const { provenance } of points.records) {
    const { kind, source, date, version } = provenance;
    sources.set([kind, source, date, version].join('\n'), provenance);
  }
  const named = [...sources.values()].slice(0, SOURCES).map(({ kind, source, date, version }) => {
    const edition = version === null || source.endsWith(version) ? '' : `, ${version}`;
    return `${kindName(kind, trans)}: ${source}${edition}, ${date}.`;
  });
  const more = sources.size - named.length;
  return [
    `${set.title}.`,
    measureText(points.measure, trans),
    ...named.map((text) => text.charAt(0).toUpperCase() + text.slice(1)),
    ...(more > 0 ? [trans.__('Other sources: %1.', exact(more))] : [])
  ].join(' ');
}

function measureText({ name, device, batchSize, note }: CostMeasure, trans: Phrases): string {
  const parts = [
    device === undefined || name.includes(device) ? '' : device,
    batchSize === undefined ? '' : trans.__('batch of %1', exact(batchSize)),
    note ?? ''
  ].filter((text) => text !== '');
  return parts.length === 0 ? `${name}.` : `${name}: ${parts.join(', ')}.`;
}
