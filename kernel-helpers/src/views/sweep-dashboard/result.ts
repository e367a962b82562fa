import { seedIntervals, type Trial, type WinnerReport, winnerSteps } from '../../analysis';
import { type CandidateStatus, type KeptSweep, type SweepBrush } from './state';

/** A candidate with the numbers that follow from its runs. */
export interface SweepRow {
  /** Place in the columns. */
  place: number;
  id: string;
  name: string;
  status: CandidateStatus;
  /** The last rung that has let it in. */
  rung: number;
  /** The last rung at which it is with all seeds; null where there is none. */
  measuredAt: number | null;
  /** There: mean over seeds, per cent. */
  accuracy: number | null;
  /** 95 % interval of that mean, per cent; null where nothing tells how far seeds lie apart. */
  interval: { from: number; to: number } | null;
  macs: number;
  params: number;
  epochs: number;
  seconds: number;
}

/** A column of candidates as an axis. */
export interface SweepAxis {
  /** `setting.…`, `macs`, `params` or `accuracy.` with the rung. */
  key: string;
  kind: 'setting' | 'macs' | 'params' | 'accuracy';
  /** Of a setting; otherwise empty. */
  name: string;
  /** Of accuracies. */
  rung: number;
  /** For each candidate; not-a-number where it has none. Of an axis of words, places among them. */
  values: Float64Array;
  /** Words of a setting that is not a number. */
  words: readonly string[] | null;
  scale: 'linear' | 'log';
  from: number;
  to: number;
}

export interface SweepResult {
  sweep: KeptSweep;
  rows: readonly SweepRow[];
  axes: readonly SweepAxis[];
  /** The last rung at which a candidate is with all its seeds; null where none is at any. */
  rung: number | null;
  /** Those at that rung, best first. */
  ranked: readonly SweepRow[];
  /** Of those, how many have an interval that meets the best one's, itself left out; null without intervals. */
  overlapping: number | null;
}

/** Of the intervals over seeds. */
export const CONFIDENCE = 0.95;

/** Whether work goes on or may go on by itself. */
export function isLive({ status }: Pick<KeptSweep, 'status'>): boolean {
  return status === 'running' || status === 'paused' || status === 'stopping';
}

const results = new WeakMap<KeptSweep, SweepResult>();

/**
 * What follows from a sweep, which nobody writes into: made once, for view, text and picture; null of none.
 * @throws SpecError for columns that don't fit each other.
 */
export function sweepResult(sweep: KeptSweep | null): SweepResult | null {
  if (sweep === null) {
    return null;
  }
  const known = results.get(sweep);
  if (known) {
    return known;
  }
  const result = resultOf(sweep);
  results.set(sweep, result);
  return result;
}

function resultOf(sweep: KeptSweep): SweepResult {
  const { columns, rungs } = sweep;
  const means = rungs.map((_, rung) => meansAt(sweep, rung));
  const rows = columns.id.map((id, place): SweepRow => ({
    place,
    id,
    name: columns.name[place],
    status: columns.status[place],
    rung: columns.rung[place],
    measuredAt: null,
    accuracy: null,
    interval: null,
    macs: columns.macs[place],
    params: columns.params[place],
    epochs: columns.epochs[place],
    seconds: columns.seconds[place]
  }));
  rungs.forEach((_, rung) => addIntervals(sweep, rung, rows));
  const measured = rows.map(({ measuredAt }) => measuredAt ?? -1);
  const last = measured.reduce((most, at) => Math.max(most, at), -1);
  const ranked = rows
    .filter(({ measuredAt }) => measuredAt === last && last >= 0)
    .sort((a, b) => accuracyOf(b) - accuracyOf(a) || a.macs - b.macs || a.place - b.place);
  const best = ranked[0]?.interval;
  return {
    sweep,
    rows,
    axes: axesOf(sweep, means),
    rung: last < 0 ? null : last,
    ranked,
    overlapping: best
      ? ranked.slice(1).filter(({ interval }) => interval && interval.to >= best.from).length
      : null
  };
}

export function accuracyOf({ accuracy }: SweepRow): number {
  return accuracy ?? -Infinity;
}

/** Candidates at a rung with the accuracies of all their seeds, per cent. */
export function trialsAt({ columns, seeds }: KeptSweep, rung: number): { place: number; trial: Trial }[] {
  const lists = seeds.map((_, seed) => columns.accuracies[rung * seeds.length + seed]);
  return columns.id.flatMap((id, place) => {
    const accuracies = lists.flatMap((list) => (list[place] === null ? [] : 100 * Number(list[place])));
    return accuracies.length === seeds.length
      ? [{ place, trial: { name: id, cost: columns.macs[place], accuracies } }]
      : [];
  });
}

const winners = new WeakMap<SweepResult, WinnerReport | null>();

/**
 * How far the best of a sweep that has ended can be trusted, computed once; null while it goes on, and where fewer than
 * two are at the last rung that any has come to.
 */
export function winnerOf(result: SweepResult): WinnerReport | null {
  const steps = winnerOfSteps(result);
  for (;;) {
    const next = steps.next();
    if (next.done) {
      return next.value;
    }
  }
}

/** The same in steps of a few milliseconds, which yield the share done; none where it is known. */
export function* winnerOfSteps(result: SweepResult): Generator<number, WinnerReport | null, void> {
  const known = winners.get(result);
  if (known !== undefined) {
    return known;
  }
  const { rung, sweep } = result;
  const trials = rung === null || isLive(sweep) ? [] : trialsAt(sweep, rung).map(({ trial }) => trial);
  const winner = trials.length < 2 ? null : yield* winnerSteps(trials, { resamples: resamplesOf(result) });
  winners.set(result, winner);
  return winner;
}

/** Accuracies that are drawn for {@link winnerOf}, at most. */
export function winnerWork(result: SweepResult): number {
  return winners.has(result) || isLive(result.sweep) ? 0 : runsOf(result) * resamplesOf(result);
}

function runsOf({ ranked, sweep }: SweepResult): number {
  return ranked.length * sweep.seeds.length;
}

function resamplesOf(result: SweepResult): number {
  return Math.min(MOST_DRAWS, Math.max(LEAST_DRAWS, Math.round(DRAWN / Math.max(1, runsOf(result)))));
}

/** Draws of other seeds: as many as a page does in a moment. */
const MOST_DRAWS = 2000;
const LEAST_DRAWS = 100;
const DRAWN = 1_000_000;

/** Whether each candidate keeps all brushes. A brush on an axis that there is not chooses all. */
export function keptBy({ rows, axes }: SweepResult, brushes: readonly SweepBrush[]): boolean[] {
  const kept = rows.map(() => true);
  for (const { axis, from, to } of brushes) {
    const values = axes.find(({ key }) => key === axis)?.values;
    values?.forEach((value, i) => {
      kept[i] &&= value >= from && value <= to;
    });
  }
  return kept;
}

/** Mean over all seeds, per cent; not-a-number of candidates that lack one. */
function meansAt({ columns, seeds }: KeptSweep, rung: number): Float64Array {
  const sums = new Float64Array(columns.id.length);
  seeds.forEach((_, seed) => {
    columns.accuracies[rung * seeds.length + seed].forEach((share, place) => {
      sums[place] += share === null ? NaN : (100 * share) / seeds.length;
    });
  });
  return sums;
}

/** The deviation of a seed is pooled over the candidates of a rung: those of a shorter one vary otherwise. */
function addIntervals(sweep: KeptSweep, rung: number, rows: SweepRow[]): void {
  const at = trialsAt(sweep, rung);
  if (at.length === 0) {
    return;
  }
  seedIntervals(
    at.map(({ trial }) => trial),
    CONFIDENCE
  ).forEach(({ mean, interval }, i) => {
    Object.assign(rows[at[i].place], { measuredAt: rung, accuracy: mean, interval });
  });
}

function axesOf({ columns, rungs }: KeptSweep, means: readonly Float64Array[]): SweepAxis[] {
  const costs = (['macs', 'params'] as const).map((kind) =>
    axis({ key: kind, kind, values: Float64Array.from(columns[kind]), scale: 'log' })
  );
  return [
    ...columns.settings.map(settingAxis),
    ...costs,
    ...rungs.map((_, rung) => axis({ key: `accuracy.${rung}`, kind: 'accuracy', rung, values: means[rung] }))
  ];
}

function settingAxis({ name, values }: KeptSweep['columns']['settings'][number]): SweepAxis {
  const words = values.some((value) => typeof value === 'string')
    ? [...new Set(values.flatMap((value) => (value === null ? [] : String(value))))].sort()
    : null;
  const place = new Map(words?.map((word, i) => [word, i]));
  const numbers = Float64Array.from(values, (value) =>
    value === null ? NaN : words ? (place.get(String(value)) ?? NaN) : Number(value)
  );
  return axis({ key: `setting.${name}`, kind: 'setting', name, values: numbers, words });
}

function axis(part: Pick<SweepAxis, 'key' | 'kind' | 'values'> & Partial<SweepAxis>): SweepAxis {
  const { values, words = null, scale = 'linear' } = part;
  let [from, to] = [Infinity, -Infinity];
  for (const value of values) {
    from = value < from ? value : from;
    to = value > to ? value : to;
  }
  // A single value stands in the middle, and an axis without values is any.
  const isEmpty = !(from <= to);
  const margin = from === to ? (scale === 'log' ? from / 2 : Math.abs(from) / 10 || 0.5) : 0;
  return {
    name: '',
    rung: 0,
    ...part,
    words,
    scale,
    from: isEmpty ? 0 : from - margin,
    to: isEmpty ? 1 : to + margin
  };
}
