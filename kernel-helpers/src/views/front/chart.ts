import type { RecordKind, RecordPoints } from '../../analysis';
import type { Axis, Chart, KeyEntry, LineMark, Mark, Picked, Place, PointsMark, Range } from '../../chart';
import { plain } from '../../wording/format';
import { type Phrases, sentenceOf } from '../../wording/words';
import { accuracyIntervals, intervalEnds, intervalText } from '../accuracy-interval';
import { costTick, costWithUnit, FRONT_SYMBOLS, type FrontMeaning, measureTitle } from './groups';
import type { FrontResult } from './result';
import { frontWords, groupName, kindName, percentText } from './words';

/** What is seen of cost, in the measure's unit, and of accuracy in per cent. */
export interface FrontAxes {
  cost: Range;
  accuracy: Range;
}

/** Room beside the first and the last point, as a share of the axis. */
const ROOM = 0.06;
/** Pixels. */
const RADIUS = { member: 5, other: 4, ring: 9 } as const;
/** A cloud of more points than that goes without names, but for some of the front. */
const NAMED_POINTS = 160;
const NAMED_MEMBERS = 40;
const BUDGET = 'budget';

/** Room for all records of the set, hidden ones too, and for a budget that isn't out of all proportion. */
export function frontAxes(result: FrontResult): FrontAxes {
  const { all, state } = result;
  const range = costRange(result);
  const isLog = state.scale === 'log';
  const beyond = state.budget ?? range.from;
  const reach = isLog ? range.to * (range.to / range.from) : 2 * range.to - range.from;
  const back = isLog ? range.from / (range.to / range.from) : range.from;
  const edge = isLog ? 1.25 : 1 + ROOM;
  const uncertain = intervalEnds(all);
  const seen = uncertain.length === 0 ? all.accuracies : Float64Array.from([...all.accuracies, ...uncertain]);
  const [least, most] = ends(seen, [0, 100]);
  const room = Math.max(0.5, 1.5 * ROOM * (most - least));
  return {
    cost: {
      from: beyond < range.from ? Math.max(back, beyond / edge) : range.from,
      to: beyond > range.to ? Math.min(reach, beyond * edge) : range.to
    },
    accuracy: { from: Math.max(-room / 2, least - room), to: Math.min(100 + room / 2, most + room) }
  };
}

/** Where costs of the set lie, with room on both sides; it stays when families are hidden. */
export function costRange({ all, state }: FrontResult): Range {
  const [least, most] = ends(all.costs, [1, 10]);
  if (state.scale === 'linear') {
    return { from: 0, to: (1 + ROOM) * most };
  }
  // A single cost stands in the middle of a factor of two.
  const room = Math.max(2 ** 0.5, (most / least) ** ROOM);
  return { from: least / room, to: most * room };
}

function ends(values: Float64Array, none: readonly [number, number]): readonly [number, number] {
  return values.length === 0
    ? none
    : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

/** Accuracy against cost: the front as stairs, its members filled, the others hollow, and what a budget buys. */
export function frontChart(result: FrontResult, axes: FrontAxes, trans: Phrases): Chart {
  const { state, points, budget, selected } = result;
  const words = frontWords(state, result, trans);
  const at = (point: number): Place => ({ x: points.costs[point], y: points.accuracies[point] });
  const ring = (point: number | null | undefined, meaning: 'accent' | 'text', opacity = 1): Mark[] =>
    typeof point === 'number'
      ? [
          {
            kind: 'points',
            meaning,
            open: true,
            moving: true,
            radius: RADIUS.ring,
            opacity,
            places: [at(point)]
          }
        ]
      : [];
  return {
    description: `${trans.__('Accuracy against cost')}: ${sentenceOf(words)}`,
    x: costAxis(result, axes, trans),
    y: { title: trans.__('top-1 accuracy, %'), kind: 'linear', ...axes.accuracy, text: plain },
    marks: [
      ...(selected ? [cornerOf(at(selected.point))] : []),
      stairs(result, axes),
      ...stepLines(result, at),
      ...clouds(result, trans),
      ...(state.budget === null
        ? []
        : [
            {
              kind: 'rule',
              meaning: 'accent',
              id: BUDGET,
              axis: 'x',
              at: state.budget,
              moving: true,
              priority: 7,
              width: 2,
              name: trans.__('budget %1', costWithUnit(state.budget, points.measure))
            } as const
          ]),
      ...ring(budget?.next, 'accent', 0.5),
      ...ring(budget?.best, 'accent'),
      ...ring(selected?.point, 'text')
    ],
    ...(points.records.length === 0 ? { note: words.detail } : {})
  };
}

/** What colours and shapes mean; for points of what is there alone. */
export function frontKey(result: FrontResult, trans: Phrases): { groups: KeyEntry[]; shapes: KeyEntry[] } {
  const { grouping, points, budget } = result;
  const kinds = new Set(points.records.map(({ provenance }) => provenance.kind));
  const grey = { meaning: 'textFaint' } as const;
  return {
    groups: grouping.groups.map((group) => ({
      meaning: group.meaning,
      symbol: FRONT_SYMBOLS[group.meaning],
      name: groupName(group, trans)
    })),
    shapes: [
      { ...grey, name: trans.__('on the front') },
      { ...grey, open: true, name: trans.__('dominated') },
      ...(kinds.has('measured')
        ? [
            {
              ...grey,
              open: true,
              dotted: true,
              name: trans.__('with a dot: %1', kindName('measured', trans))
            }
          ]
        : []),
      ...(kinds.has('predicted')
        ? [{ ...grey, symbol: 'times' as const, name: kindName('predicted', trans) }]
        : []),
      ...(budget === null
        ? []
        : [
            {
              meaning: 'accent' as const,
              open: true,
              name: trans.__('best under the budget; fainter: the next')
            }
          ])
    ]
  };
}

/** The point that was picked on the chart; null if it is gone. */
export function frontPointOf(result: FrontResult, { id, index }: Picked): number | null {
  return cloudsOf(result).find((cloud) => cloud.id === id)?.members[index] ?? null;
}

function costAxis({ state, points: { measure } }: FrontResult, { cost }: FrontAxes, trans: Phrases): Axis {
  const title = measureTitle(measure);
  return {
    title: state.scale === 'log' ? trans.__('%1 (log scale)', title) : title,
    kind: state.scale,
    ...cost,
    grid: true,
    text: (value) => costTick(value, measure)
  };
}

/** Everything in it dominates the point in its corner. */
function cornerOf({ x, y }: Place): Mark {
  return { kind: 'rectangles', meaning: 'text', moving: true, opacity: 0.07, rectangles: [{ x1: x, y0: y }] };
}

/** Up to each member's cost the front is as accurate as the member before. */
function stairs(
  { points: { costs, accuracies }, front: { members } }: FrontResult,
  { cost }: FrontAxes
): LineMark {
  const places = members.map((i) => ({ x: costs[i], y: accuracies[i] }));
  const last = places.slice(-1).map(({ y }) => ({ x: cost.to, y }));
  return { kind: 'line', meaning: 'text', shape: 'step', opacity: 0.55, places: [...places, ...last] };
}

/** From each baseline to what was scaled, in the colour of what was; one line for each colour. */
function stepLines({ points, steps, grouping }: FrontResult, at: (point: number) => Place): LineMark[] {
  if (grouping.by !== 'scaling') {
    return [];
  }
  const lines = new Map<FrontMeaning, Place[]>();
  for (const { from, to } of steps) {
    const meaning = grouping.meaningOf(points.records[to]);
    lines.set(meaning, [...(lines.get(meaning) ?? []), at(from), at(to), { x: NaN, y: NaN }]);
  }
  return [...lines].map(([meaning, places]) => ({ kind: 'line', meaning, width: 1, dash: 'dotted', places }));
}

/** Points that look alike. */
interface Cloud {
  id: string;
  meaning: FrontMeaning;
  kind: RecordKind;
  isFront: boolean;
  members: number[];
  places: Place[];
  words: { trans: Phrases; hover: string[] } | null;
}

/** Kept while a budget moves. */
const made = new WeakMap<RecordPoints, Cloud[]>();

function cloudsOf({ points, front, grouping }: FrontResult): Cloud[] {
  const known = made.get(points);
  if (known) {
    return known;
  }
  const clouds = new Map<string, Cloud>();
  points.records.forEach((record, i) => {
    const meaning = grouping.meaningOf(record);
    const { kind } = record.provenance;
    const isFront = front.dominatedBy[i] < 0;
    const id = `${meaning} ${kind} ${isFront ? 'front' : 'dominated'}`;
    const cloud = clouds.get(id) ?? { id, meaning, kind, isFront, members: [], places: [], words: null };
    cloud.members.push(i);
    cloud.places.push({ x: points.costs[i], y: points.accuracies[i] });
    clouds.set(id, cloud);
  });
  // Grey ones lie below the others, dominated ones below the front.
  const height = ({ meaning, isFront }: Cloud): number =>
    (isFront ? 2 : 0) + (meaning === 'otherFamily' ? 0 : 1);
  const sorted = [...clouds.values()].sort((a, b) => height(a) - height(b));
  made.set(points, sorted);
  return sorted;
}

function clouds(result: FrontResult, trans: Phrases): PointsMark[] {
  const urgency = urgencies(result);
  return cloudsOf(result).map((cloud) => {
    const { id, meaning, kind, isFront, members, places } = cloud;
    if (cloud.words?.trans !== trans) {
      cloud.words = { trans, hover: members.map((point) => hoverText(result, point, trans)) };
    }
    return {
      kind: 'points',
      id,
      meaning,
      places,
      intervals: accuracyIntervals(result.points, members),
      symbol: kind === 'predicted' ? 'times' : FRONT_SYMBOLS[meaning],
      open: !isFront,
      dotted: kind === 'measured',
      radius: isFront ? RADIUS.member : RADIUS.other,
      hover: cloud.words.hover,
      names: members.map((point) => (urgency.has(point) ? result.names[point] : '')),
      priority: members.map((point) => urgency.get(point) ?? 0)
    };
  });
}

/** Whose names are to be seen: what is asked first, then what the budget buys, the knee, the ends, the front, the rest. */
function urgencies({ points, front, selected, budget, knee }: FrontResult): Map<number, number> {
  const { members } = front;
  const isCrowd = points.records.length > NAMED_POINTS;
  const every = isCrowd ? Math.ceil(members.length / NAMED_MEMBERS) : 1;
  const urgencies = new Map<number, number>(isCrowd ? [] : points.records.map((_, i) => [i, 0]));
  const raise = (all: readonly (number | null | undefined)[], urgency: number): void =>
    all.forEach((point) => {
      if (typeof point === 'number') {
        urgencies.set(point, urgency);
      }
    });
  raise(
    members.filter((_, i) => i % every === 0),
    1
  );
  raise([members[0], members[members.length - 1]], 2);
  raise([knee?.point], 3);
  raise([budget?.next], 4);
  raise([budget?.best], 5);
  raise([selected?.point], 6);
  return urgencies;
}

function hoverText({ points, names, front }: FrontResult, point: number, trans: Phrases): string {
  const { family, provenance, accuracyInterval } = points.records[point];
  const by = front.dominatedBy[point];
  return [
    names[point],
    `${percentText(points.accuracies[point])}, ${costWithUnit(points.costs[point], points.measure)}`,
    ...(accuracyInterval ? [intervalText(accuracyInterval, trans)] : []),
    [family, kindName(provenance.kind, trans)].filter((text) => text !== undefined).join(', '),
    by < 0 ? trans.__('on the front') : trans.__('dominated by %1', names[by])
  ].join('\n');
}
