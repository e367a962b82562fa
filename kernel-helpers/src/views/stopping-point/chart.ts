import { accuracyAt, type BootstrapCurves, costAt, efficiencyAt, marginalGain } from '../../analysis';
import type { Axis, Chart, LineMark, Mark, Place } from '../../chart';
import { plain, significant, tickLabel } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { accuracyIntervals, intervalEnds, intervalText } from '../accuracy-interval';
import { measureTitle } from '../front/groups';
import { stoppingBand, type StoppingLaw, type StoppingPointResult } from './result';
import type { StoppingPointState } from './state';
import { accuracyText, costUnitName } from './words';

/** What is seen of φ, of accuracy in per cent, and of the second chart's quantities, which stand on log axes. */
export interface StoppingAxes {
  phi: Range;
  accuracy: Range;
  marginal: Range;
  efficiency: Range;
}

interface Range {
  from: number;
  to: number;
}

/** What the second chart shows. */
export type StoppingDetail = 'marginal' | 'efficiency';

/** Beyond points and φ*, by this much of φ. */
const ROOM = 0.4;
/** A model has no points to end its axis: there, and past φ*. */
const MODEL_END = 7;
/** Steps of a curve, and of the band around it. */
const STEPS = 120;
const BAND_STEPS = 30;
/** More names than these would be a thicket. */
const MOST_NAMES = 16;

/** Room for the points, the curve's start and φ*. */
export function stoppingAxes({ phis, points, stop, law, steps }: StoppingPointResult): StoppingAxes {
  const farthest = Math.max(points === null ? MODEL_END : 1, ...phis);
  const last = Math.max(farthest, stop ? Math.min(stop.phi, 2 * Math.max(4, farthest)) : 0);
  const accuracies = [
    ...(points ? [...points.accuracies, ...intervalEnds(points)] : []),
    ...(law ? [law.curve.asymptote - law.curve.amplitude, Math.min(100, law.curve.asymptote)] : [])
  ];
  const [least, most] = [Math.min(...accuracies), Math.max(...accuracies)];
  const margin = Math.max(0.5, 0.08 * (most - least));
  const ends = (at: typeof marginalGain): number[] =>
    law ? [at(law.curve, law.cost, 0), at(law.curve, law.cost, last + ROOM)] : [];
  return {
    phi: { from: -ROOM, to: last + ROOM },
    accuracy: { from: Math.max(0, least - margin), to: Math.min(101, most + margin) },
    marginal: logRange([...steps.map(({ step }) => step?.marginal ?? 0), ...ends(marginalGain)]),
    efficiency: logRange([...steps.map(({ perCost }) => perCost), ...ends(efficiencyAt)])
  };
}

/** Accuracy over φ or cost: networks, the curve through them with its band, its limit, and where the rule stops. */
export function stoppingChart(
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: StoppingAxes,
  trans: Phrases
): Chart {
  const { law, points, stop } = result;
  const at = abscissa(state, result);
  return {
    description: trans.__(
      'Accuracy against the compound coefficient, with the curve through the networks and φ*'
    ),
    x: horizontal(state, result, axes, trans),
    y: {
      title: trans.__('top-1 accuracy, %'),
      kind: 'linear',
      ...axes.accuracy,
      text: (value) => plain(value)
    },
    marks: [
      ...(result.bootstrap ? [bandOf(result.bootstrap, axes, at)] : []),
      ...(law ? curveMarks(law, result, axes, at, trans) : []),
      ...(points
        ? [
            {
              kind: 'points',
              meaning: 'measured',
              places: result.phis.map((phi, i) => ({ x: at(phi), y: points.accuracies[i] })),
              intervals: accuracyIntervals(points),
              names: points.records.length <= MOST_NAMES ? points.records.map(({ name }) => name) : [],
              hover: points.records.map(({ name, provenance, accuracyInterval }, i) =>
                [
                  `${name}: ${points.accuracies[i]} %`,
                  ...(accuracyInterval ? [intervalText(accuracyInterval, trans)] : []),
                  `${provenance.kind}: ${provenance.source}`
                ].join(', ')
              )
            } as const
          ]
        : []),
      ...stopMarks(result, at, stop && stop.accuracy, stop ? `φ* = ${significant(stop.phi)}` : '')
    ]
  };
}

/** Marginal gain, or accuracy for each unit of cost, on a log axis. */
export function stoppingDetailChart(
  detail: StoppingDetail,
  state: StoppingPointState,
  result: StoppingPointResult,
  axes: StoppingAxes,
  trans: Phrases
): Chart {
  const { law, stop, unit } = result;
  const at = abscissa(state, result);
  const of = detail === 'marginal' ? marginalGain : efficiencyAt;
  const value = law && stop && of(law.curve, law.cost, stop.phi);
  return {
    description: trans.__(
      'Marginal gain, or accuracy for each unit of cost, against the compound coefficient'
    ),
    x: horizontal(state, result, axes, trans),
    y: {
      title:
        detail === 'marginal'
          ? trans.__('gain in points for %1 (log scale)', costUnitName(unit))
          : trans.__('accuracy, % for %1 (log scale)', costUnitName(unit)),
      kind: 'log',
      ...axes[detail],
      text: plain
    },
    marks: [
      ...(law
        ? [
            curveOf(
              along(axes),
              at,
              (phi) => of(law.curve, law.cost, phi),
              (phi, y) => `φ = ${significant(phi)}: ${significant(y)}`
            )
          ]
        : []),
      detail === 'marginal' ? neighbours(result, at) : efficiencies(result, at),
      ...stopMarks(result, at, value, value === null ? '' : significant(value))
    ]
  };
}

/** Where φ stands on the axis: itself, or its cost in the measure's own unit. */
function abscissa({ axis }: StoppingPointState, result: StoppingPointResult): (phi: number) => number {
  const cost = costOf(result);
  return axis === 'phi' ? (phi) => phi : (phi) => costAt(cost, phi) * result.unit.size;
}

function costOf({ law, steps }: StoppingPointResult): StoppingLaw['cost'] {
  return law?.cost ?? { base: steps[0].cost, growth: 2 };
}

function horizontal(
  state: StoppingPointState,
  result: StoppingPointResult,
  { phi }: StoppingAxes,
  trans: Phrases
): Axis {
  const at = abscissa(state, result);
  const range = { from: at(phi.from), to: at(phi.to) };
  const growth = state.source.kind === 'records' ? state.source.growth : state.source.cost.growth;
  return state.axis === 'phi'
    ? { title: trans.__('φ, steps of %1 × the cost', plain(growth)), kind: 'linear', ...range, text: plain }
    : {
        title: trans.__('%1 (log scale)', measureTitle(result.unit.measure)),
        kind: 'log',
        ...range,
        text: tickLabel
      };
}

function along({ phi }: StoppingAxes, steps = STEPS): number[] {
  const from = Math.max(0, phi.from);
  return Array.from({ length: steps + 1 }, (_, i) => from + ((phi.to - from) * i) / steps);
}

type Band = ReturnType<typeof stoppingBand>;

/** Bands by their curves: at each place a thousand are sorted, too long for each frame of a drag that moves none. */
const bands = new WeakMap<BootstrapCurves, { phi: Range; rows: Band }>();

function bandOf(curves: BootstrapCurves, axes: StoppingAxes, at: (phi: number) => number): Mark {
  let band = bands.get(curves);
  if (band?.phi.from !== axes.phi.from || band.phi.to !== axes.phi.to) {
    band = { phi: axes.phi, rows: stoppingBand({ bootstrap: curves }, along(axes, BAND_STEPS)) };
    bands.set(curves, band);
  }
  return {
    kind: 'band',
    meaning: 'fitted',
    places: band.rows.map(({ phi, from, to }) => ({ x: at(phi), from, to }))
  };
}

/** Solid as far as the networks go, dashed beyond. */
function curveMarks(
  { curve }: StoppingLaw,
  { phis }: StoppingPointResult,
  axes: StoppingAxes,
  at: (phi: number) => number,
  trans: Phrases
): Mark[] {
  const known = phis.length === 0 ? Infinity : Math.max(...phis);
  const all = [...along(axes), ...(Number.isFinite(known) ? [known] : [])].sort((a, b) => a - b);
  const part = (phis: number[]): LineMark =>
    curveOf(
      phis,
      at,
      (phi) => accuracyAt(curve, phi),
      (phi, y) => `φ = ${significant(phi)}: ${y.toFixed(2)} %`
    );
  return [
    {
      kind: 'rule',
      meaning: 'textFaint',
      axis: 'y',
      at: curve.asymptote,
      name: trans.__('limit A∞ = %1', accuracyText(curve.asymptote))
    },
    part(all.filter((phi) => phi <= known)),
    { ...part(all.filter((phi) => phi >= known)), dash: 'dashed' }
  ];
}

function curveOf(
  phis: readonly number[],
  at: (phi: number) => number,
  of: (phi: number) => number,
  words: (phi: number, y: number) => string
): LineMark {
  return {
    kind: 'line',
    meaning: 'fitted',
    places: phis.map((phi) => ({ x: at(phi), y: of(phi) })),
    hover: phis.map((phi) => words(phi, of(phi)))
  };
}

/** φ* with its interval; `y` is what the chart shows there. */
function stopMarks(
  { stop, intervals }: StoppingPointResult,
  at: (phi: number) => number,
  y: number | null,
  name: string
): Mark[] {
  if (stop === null || y === null) {
    return [];
  }
  const common = { meaning: 'accent', moving: true, priority: 1 } as const;
  const interval = intervals?.phi;
  return [
    ...(interval
      ? [
          {
            ...common,
            kind: 'rectangles',
            rectangles: [{ x0: at(interval.from), x1: at(interval.to) }],
            opacity: 0.15
          } as const
        ]
      : []),
    { ...common, kind: 'rule', axis: 'x', at: at(stop.phi), name },
    { ...common, kind: 'points', places: [{ x: at(stop.phi), y }], radius: 6 }
  ];
}

/** What each network gains over its cheaper neighbour, as a line from one to the other. */
function neighbours({ steps, points, phis }: StoppingPointResult, at: (phi: number) => number): LineMark {
  const gains = steps.flatMap(({ point, step }, i) => {
    if (!step?.marginal || step.marginal <= 0) {
      return [];
    }
    const { marginal } = step;
    const before = steps[i - 1].point;
    const name = `${points?.records[before].name ?? ''} → ${points?.records[point].name ?? ''}`;
    return [
      { from: at(phis[before]), to: at(phis[point]), marginal, text: `${name}: ${significant(marginal)}` }
    ];
  });
  const gap: Place = { x: NaN, y: NaN };
  return {
    kind: 'line',
    meaning: 'measured',
    width: 3,
    places: gains.flatMap(({ from, to, marginal }) => [
      { x: from, y: marginal },
      { x: to, y: marginal },
      gap
    ]),
    hover: gains.flatMap(({ text }) => [text, text, ''])
  };
}

function efficiencies({ steps, points, phis }: StoppingPointResult, at: (phi: number) => number): Mark {
  return {
    kind: 'points',
    meaning: 'measured',
    places: steps.map(({ point, perCost }) => ({ x: at(phis[point]), y: perCost })),
    hover: steps.map(({ point, perCost }) => `${points?.records[point].name ?? ''}: ${significant(perCost)}`)
  };
}

function logRange(values: readonly number[]): Range {
  const positive = values.filter((value) => value > 0);
  return positive.length === 0
    ? { from: 0.1, to: 10 }
    : { from: Math.min(...positive) / 1.5, to: Math.max(...positive) * 1.5 };
}
