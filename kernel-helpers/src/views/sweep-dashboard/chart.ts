import {
  type Axis,
  type Chart,
  type KeyEntry,
  type Mark,
  outlined,
  type Place,
  type PointsMark,
  type Range
} from '../../chart';
import { plain, tickLabel } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { accuracyOf, type SweepResult, type SweepRow } from './result';
import type { SweepCost } from './state';
import { candidateWords, costName, epochsText } from './words';

/** What is seen of cost and, in per cent, of accuracy. */
export interface SweepAxes {
  cost: Range;
  accuracy: Range;
}

/** Room beside the outermost points, as a share of the axis. */
const ROOM = 0.06;
/** The palest rung, 0…1. */
const PALEST = 0.3;
/** Pixels. */
const RADIUS = { point: 4, faded: 2.5, ring: 9 } as const;
const FADED = 0.3;
/** Among more points than that names would cover others. */
const CROWD = 40;
/** More points than this take Plotly longer than a frame. */
const MANY = 300;

/** What of a sweep is drawn. */
export interface DrawnSweep {
  result: SweepResult;
  cost: SweepCost;
  /** Whether each candidate keeps all brushes. */
  kept: readonly boolean[];
  /** Candidates that are drawn, by their places. */
  places: readonly number[];
  selected: string | null;
}

/** Room for all candidates, those without accuracy below all others. */
export function sweepAxes({ rows, ranked }: SweepResult, cost: SweepCost): SweepAxes {
  const costs = rows.map((row) => row[cost]);
  const { interval } = ranked[0] ?? {};
  const accuracies = [
    ...rows.flatMap(({ accuracy }) => accuracy ?? []),
    ...(interval ? [Math.max(0, interval.from), Math.min(100, interval.to)] : [])
  ];
  const [least, most] = ends(costs, [1, 10]);
  const [low, high] = ends(accuracies, [0, 100]);
  const edge = Math.max(2 ** 0.25, (most / least) ** ROOM);
  const room = Math.max(0.5, 1.5 * ROOM * (high - low));
  const hasFloor = rows.some(({ accuracy, status }) => accuracy === null && isOnFloor(status));
  return {
    cost: { from: least / edge, to: most * edge },
    accuracy: {
      from: Math.max(-room, low - (hasFloor ? 2.5 : 1) * room),
      to: Math.min(100 + room / 2, high + room)
    }
  };
}

/** Those without accuracy that are seen nevertheless. */
function isOnFloor(status: SweepRow['status']): boolean {
  return status === 'failed' || status === 'running';
}

function ends(values: readonly number[], none: readonly [number, number]): readonly [number, number] {
  return values.length === 0
    ? none
    : values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
        values[0],
        values[0]
      ] as [number, number]);
}

/** Accuracy against cost: the farther trained, the fuller; what failed and what runs marked, the best and the selected ringed. */
export function sweepChart(
  drawn: DrawnSweep,
  axes: SweepAxes,
  trans: Phrases,
  clouds: readonly PointsMark[] = sweepClouds(drawn, axes, trans)
): Chart {
  const { result, cost, selected } = drawn;
  const { rows, ranked, sweep } = result;
  const at = placeOf(cost, axes);
  const [best] = ranked;
  const chosen = rows.find(({ id }) => id === selected);
  const ring = (row: SweepRow | undefined, meaning: 'accent' | 'text', name: string): Mark[] =>
    row === undefined || (row.accuracy === null && !isOnFloor(row.status))
      ? []
      : [
          {
            kind: 'points',
            meaning,
            open: true,
            moving: true,
            priority: 2,
            radius: RADIUS.ring,
            places: [at(row)],
            names: [name],
            ...(row.interval ? { intervals: { axis: 'y', ends: [row.interval] } } : {})
          }
        ];
  return {
    description: trans.__(
      'Validation accuracy against %1, one point for each candidate',
      costName(cost, trans)
    ),
    x: costAxis(cost, axes, trans),
    y: { title: trans.__('validation accuracy, %'), kind: 'linear', ...axes.accuracy, text: plain },
    marks: [
      ...clouds,
      ...ring(best, 'accent', trans.__('best')),
      ...(chosen === best ? [] : ring(chosen, 'text', trans.__('selected')))
    ],
    ...(clouds.length === 0 ? { note: trans.__('waiting for the first candidate') } : {}),
    ...(sweep.columns.id.length === 0 ? { note: trans.__('no candidates') } : {})
  };
}

/** The places of the candidates of each mark with an id, for what is picked. */
export function candidatesOf(drawn: DrawnSweep): Map<string, readonly number[]> {
  return new Map(
    groupsOf(seenOf(drawn), drawn).map(({ id, members }) => [id, members.map(({ place }) => place)])
  );
}

/** What shades and shapes mean; of what is there alone. */
export function sweepKey({ sweep, rows }: SweepResult, isBrushed: boolean, trans: Phrases): KeyEntry[] {
  const has = (status: SweepRow['status']): boolean => rows.some((row) => row.status === status);
  return [
    ...sweep.rungs.map((epochs, rung) => ({
      meaning: 'measured' as const,
      inside: shadeOf(rung, sweep.rungs.length),
      name: trans.__('after %1', epochsText(epochs, trans))
    })),
    ...(has('running')
      ? [{ meaning: 'fitted' as const, symbol: 'triangle' as const, open: true, name: trans.__('running') }]
      : []),
    ...(has('failed')
      ? [{ meaning: 'wrong' as const, symbol: 'times' as const, name: trans.__('failed') }]
      : []),
    ...(isBrushed ? [{ meaning: 'dominated' as const, open: true, name: trans.__('brushed out') }] : []),
    { meaning: 'accent', open: true, name: trans.__('best, with its 95 % interval') }
  ];
}

interface Group extends Pick<PointsMark, 'meaning' | 'symbol' | 'open' | 'radius' | 'opacity'> {
  id: string;
  members: SweepRow[];
}

function groupsOf(seen: readonly SweepRow[], { kept, result }: DrawnSweep): Group[] {
  const { rungs } = result.sweep;
  const inside = seen.filter(({ place }) => kept[place]);
  const isMeasured = ({ status }: SweepRow): boolean => !isOnFloor(status);
  const groups: Group[] = [
    {
      id: 'faded',
      meaning: 'dominated',
      open: true,
      radius: RADIUS.faded,
      opacity: FADED,
      members: seen.filter(({ place }) => !kept[place])
    },
    ...rungs.map((_, rung) => ({
      id: `rung ${rung}`,
      meaning: 'measured' as const,
      radius: RADIUS.point,
      opacity: shadeOf(rung, rungs.length),
      members: inside.filter((row) => isMeasured(row) && row.measuredAt === rung)
    })),
    {
      id: 'running',
      meaning: 'fitted',
      symbol: 'triangle',
      open: true,
      radius: RADIUS.point + 1,
      members: inside.filter(({ status }) => status === 'running')
    },
    {
      id: 'failed',
      meaning: 'wrong',
      symbol: 'times',
      radius: RADIUS.point,
      members: inside.filter(({ status }) => status === 'failed')
    }
  ];
  return groups.filter(({ members }) => members.length > 0);
}

/** The candidates as points, group by group, those of rungs outlined; the same ones until something of them is another. */
export function sweepClouds(drawn: DrawnSweep, axes: SweepAxes, trans: Phrases): PointsMark[] {
  const seen = seenOf(drawn);
  const at = placeOf(drawn.cost, axes);
  const words = wordsOf(drawn.result, trans);
  return groupsOf(seen, drawn).flatMap(({ members, ...group }) => {
    const mark: PointsMark = {
      ...group,
      kind: 'points',
      crowd: seen.length > CROWD,
      many: seen.length > MANY,
      places: members.map(at),
      hover: members.map(({ place }) => words[place])
    };
    return group.meaning === 'measured' ? outlined(mark) : mark;
  });
}

/** Those that have a place on the chart. */
function seenOf({ places, result }: DrawnSweep): SweepRow[] {
  return places
    .map((place) => result.rows[place])
    .filter(({ accuracy, status }) => accuracy !== null || isOnFloor(status));
}

const words = new WeakMap<SweepResult, { trans: Phrases; texts: string[] }>();

/** What is known of each candidate; thousands of texts are made once. */
function wordsOf(result: SweepResult, trans: Phrases): string[] {
  const known = words.get(result);
  if (known?.trans === trans) {
    return known.texts;
  }
  const texts = result.rows.map((row) => candidateWords(row, result.sweep, trans));
  words.set(result, { trans, texts });
  return texts;
}

/** The longest rung has the whole colour. */
function shadeOf(rung: number, rungs: number): number {
  return rungs === 1 ? 1 : PALEST + ((1 - PALEST) * rung) / (rungs - 1);
}

/** Without accuracy at the foot of the axes. */
function placeOf(cost: SweepCost, { accuracy }: SweepAxes): (row: SweepRow) => Place {
  const floor = accuracy.from + (accuracy.to - accuracy.from) * 0.04;
  return (row) => ({ x: row[cost], y: row.accuracy === null ? floor : accuracyOf(row) });
}

function costAxis(cost: SweepCost, axes: SweepAxes, trans: Phrases): Axis {
  return {
    title: trans.__('%1 (log scale)', costName(cost, trans)),
    kind: 'log',
    ...axes.cost,
    text: tickLabel
  };
}
