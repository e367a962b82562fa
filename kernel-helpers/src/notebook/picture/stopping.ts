import { accuracyAt, costAt } from '../../analysis';
import {
  accuracyText,
  costText,
  costUnitName,
  placeLabels,
  stoppingBand,
  type StoppingLaw,
  type StoppingPointResult,
  stoppingPointWords
} from '../../contract';
import { isoDay, plain, significant } from '../../contract/format';
import { lawText, type Stopping, stoppingOrigin, stoppingSentence } from '../stopping';
import { linearTicks, logTicks } from './axis';
import type { Child } from './markup';
import { COLORS, INNER_WIDTH, page, paragraph, type Section, table } from './page';
import { drawPlot, type Plot } from './plot';
import { tickLabel } from './scaling';

const HEIGHT = 320;
const INSETS = { top: 26, right: 20, bottom: 40, left: 44 };
const INNER = {
  width: INNER_WIDTH - INSETS.left - INSETS.right,
  height: HEIGHT - INSETS.top - INSETS.bottom
};
/** Places of the curve. */
const PLACES = 80;
/** A model has no points to end its axis: there, and past φ*. */
const MODEL_END = 7;
/** Networks that a picture lists. */
const ROWS = 24;

/** Accuracy over φ or cost: networks, the curve through them with its band, and where the rule stops. */
export function stoppingPicture(stopping: Stopping, today: Date): string {
  const { state, result } = stopping;
  const { law, intervals } = result;
  const band =
    intervals === null
      ? ''
      : ` Band: ${plain(100 * intervals.level)} % of ${intervals.resamples} resamples, seed ${intervals.seed}.`;
  return page(
    {
      sentence: stoppingSentence(stopping),
      note: stoppingPointWords(state, result).detail,
      caption:
        `${stoppingOrigin(state)} Curve: accuracy A∞ − B·e^(−kφ), cost F₀·g^φ; φ counts steps of cost g from the least.` +
        `${band} Computed on ${isoDay(today)}.`
    },
    [
      plotOf(stopping),
      ...(law === null ? [] : [paragraph(lawText(result), { size: 12.5 })]),
      ...numbers(result)
    ]
  );
}

/** Where things stand: x is φ, or cost on a log scale, which is the same line with other labels. */
interface Frame {
  x: [number, number];
  y: [number, number];
  toX: (phi: number) => number;
  toY: (accuracy: number) => number;
}

function frameOf({ law, phis, points, stop }: StoppingPointResult): Frame {
  const accuracies = [...(points?.accuracies ?? [])];
  const last = Math.max(points === null ? MODEL_END : 0, ...phis, (stop?.phi ?? 0) * 1.05, 1);
  const drawn = law === null ? accuracies : [...accuracies, accuracyAt(law.curve, 0), law.curve.asymptote];
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const rise = Math.max(high - low, 1);
  const x: [number, number] = [-0.03 * last, last * 1.08];
  const y: [number, number] = [Math.max(0, low - 0.08 * rise), high + 0.1 * rise];
  return {
    x,
    y,
    toX: (phi) => (INNER.width * (phi - x[0])) / (x[1] - x[0]),
    toY: (accuracy) => (INNER.height * (y[1] - accuracy)) / (y[1] - y[0])
  };
}

interface Place {
  phi: number;
  accuracy: number;
}

type PlotMark = ReturnType<Plot['text']>;

function plotOf(stopping: Stopping): Section {
  const { result } = stopping;
  const { points, phis } = result;
  const frame = frameOf(result);
  const networks = phis.map((phi, i): Place => ({ phi, accuracy: points?.accuracies[i] ?? NaN }));
  const { ticks, text, label } = horizontal(stopping, frame);
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: HEIGHT,
    marginTop: INSETS.top,
    marginRight: INSETS.right,
    marginBottom: INSETS.bottom,
    marginLeft: INSETS.left,
    x: { domain: frame.x, axis: null },
    y: { domain: frame.y, label: '↑ top-1 accuracy, %', labelArrow: 'none', ticks: 6, grid: false },
    marks: [
      plot.gridY({ stroke: COLORS.grid, strokeOpacity: 1, ticks: 6 }),
      plot.gridX(ticks, { stroke: COLORS.grid, strokeOpacity: 1 }),
      plot.text(ticks, { x: (tick: number) => tick, text, frameAnchor: 'bottom', dy: 14 }),
      plot.text([label], { frameAnchor: 'bottom-right', dx: 14, dy: 33, textAnchor: 'end' }),
      ...curveMarks(plot, result, frame),
      plot.dot(networks, {
        x: 'phi',
        y: 'accuracy',
        r: 4.5,
        fill: COLORS.background,
        stroke: COLORS.text,
        strokeWidth: 1.5
      }),
      ...stopMarks(plot, result, frame),
      ...networkLabels(plot, result, frame)
    ]
  }));
  return { height: HEIGHT, markup };
}

function horizontal(
  { state, result: { law, unit, steps } }: Stopping,
  { x }: Frame
): { ticks: number[]; text: (tick: number) => string; label: string } {
  const growth = state.source.kind === 'records' ? state.source.growth : state.source.cost.growth;
  if (state.axis === 'phi') {
    return { ticks: linearTicks(x), text: plain, label: `φ, steps of ${plain(growth)} × the cost →` };
  }
  const base = (law?.cost.base ?? steps[0].cost) * unit.size;
  const costs = logTicks([base * growth ** Math.max(0, x[0]), base * growth ** x[1]]);
  const phiOf = (cost: number): number => Math.log(cost / base) / Math.log(growth);
  const byPhi = new Map(costs.map((cost) => [phiOf(cost), cost]));
  return {
    ticks: [...byPhi.keys()],
    text: (tick) => tickLabel(byPhi.get(tick) ?? 0),
    label: `${costName(unit)} (log scale) →`
  };
}

/** A measure that is called like its unit is named once. */
function costName({ measure: { name, unit } }: StoppingPointResult['unit']): string {
  return name.toLowerCase().endsWith(unit.toLowerCase()) ? name : `${name}, ${unit}`;
}

function curveMarks(plot: Plot, result: StoppingPointResult, { x }: Frame): PlotMark[] {
  const { law, phis } = result;
  if (law === null) {
    return [];
  }
  const places = Array.from({ length: PLACES + 1 }, (_, i) => (x[1] * i) / PLACES);
  const at = (from: number, to: number): Place[] =>
    places
      .concat(from, to)
      .filter((phi) => phi >= from && phi <= to)
      .sort((a, b) => a - b)
      .map((phi) => ({ phi, accuracy: accuracyAt(law.curve, phi) }));
  const known = phis.length > 0 ? Math.max(...phis) : x[1];
  const line = { x: 'phi', y: 'accuracy', stroke: COLORS.compound, strokeWidth: 2 } as const;
  return [
    plot.areaY(stoppingBand(result, places), {
      x: 'phi',
      y1: 'from',
      y2: 'to',
      fill: COLORS.compound,
      fillOpacity: 0.16
    }),
    plot.ruleY([law.curve.asymptote], { stroke: COLORS.secondary, strokeDasharray: '2 3' }),
    plot.text([`limit A∞ = ${significant(law.curve.asymptote)} %`], {
      y: () => law.curve.asymptote,
      frameAnchor: 'left',
      textAnchor: 'start',
      dx: 6,
      dy: -9,
      fill: COLORS.secondary
    }),
    plot.line(at(0, known), line),
    plot.line(at(known, x[1]), { ...line, strokeDasharray: '5 4' })
  ];
}

function stopMarks(plot: Plot, { stop, intervals, unit }: StoppingPointResult, { x, y }: Frame): PlotMark[] {
  if (stop === null) {
    return [];
  }
  const here: Place[] = [stop];
  const right = stop.phi < 0.55 * x[1];
  const interval = intervals?.phi ?? null;
  return [
    ...(interval === null
      ? []
      : [
          plot.rect([interval], {
            x1: 'from',
            x2: 'to',
            y1: y[0],
            y2: y[1],
            fill: COLORS.current,
            fillOpacity: 0.1
          })
        ]),
    plot.ruleX(here, { x: 'phi', stroke: COLORS.current, strokeDasharray: '5 4' }),
    plot.dot(here, { x: 'phi', y: 'accuracy', r: 6, fill: COLORS.current, stroke: COLORS.background }),
    ...[`φ* = ${significant(stop.phi)}`, `${costText(stop.cost, unit)}, ${accuracyText(stop.accuracy)}`].map(
      (line, i) =>
        plot.text([line], {
          x: () => stop.phi,
          frameAnchor: 'bottom',
          textAnchor: right ? 'start' : 'end',
          dx: right ? 10 : -10,
          dy: 16 * i - 34,
          fill: COLORS.current,
          fontWeight: 600,
          stroke: COLORS.background,
          strokeWidth: 4
        })
    )
  ];
}

function networkLabels(
  plot: Plot,
  { points, phis, stop }: StoppingPointResult,
  { toX, toY }: Frame
): PlotMark[] {
  if (points === null) {
    return [];
  }
  const dots = phis.map((phi, i) => ({ x: toX(phi), y: toY(points.accuracies[i]) }));
  const here = stop === null ? [] : [{ x: toX(stop.phi), y: toY(stop.accuracy) }];
  const placed = placeLabels(
    dots.map((dot, i) => ({ ...dot, text: points.records[i].name })),
    { ...INNER, dots: [...dots, ...here] }
  );
  return placed.map(({ x, y, dx, dy, anchor, text }) =>
    plot.text([text], {
      frameAnchor: 'top-left',
      textAnchor: anchor,
      lineAnchor: 'middle',
      dx: x + dx,
      dy: y + dy,
      stroke: COLORS.background,
      strokeWidth: 3,
      fill: COLORS.text
    })
  );
}

/** Networks by rising cost with what each gains over its cheaper neighbour; of a model what it says at whole φ. */
function numbers(result: StoppingPointResult): Section[] {
  const { steps, points, law, unit } = result;
  if (points === null) {
    return law === null ? [] : [modelTable(law, result)];
  }
  const rows = steps
    .slice(0, ROWS)
    .map(({ point, cost, accuracy, perCost, step }): Child[] => [
      points.records[point].name.slice(0, 26),
      costText(cost, unit),
      accuracy.toFixed(1),
      significant(perCost),
      step === null || step.marginal === null ? '–' : significant(step.marginal),
      step === null || step.perDoubling === null ? '–' : significant(step.perDoubling)
    ]);
  return [
    table(
      [
        { title: 'network', x: 0, align: 'left' },
        { title: 'cost', x: 214, align: 'right' },
        { title: 'top-1, %', x: 276, align: 'right' },
        { title: '% per unit', x: 352, align: 'right' },
        { title: 'marginal gain', x: 448, align: 'right', weight: 600 },
        { title: 'gain per doubling', x: INNER_WIDTH, align: 'right' }
      ],
      rows
    ),
    paragraph(
      `Unit of cost: ${costUnitName(unit)}. Gains in percentage points over the next cheaper network, marginal for one unit.`,
      { size: 12.5, color: COLORS.secondary }
    )
  ];
}

function modelTable({ curve, cost }: StoppingLaw, { unit }: StoppingPointResult): Section {
  return table(
    [
      { title: 'φ', x: 20, align: 'right' },
      { title: 'cost', x: 180, align: 'right' },
      { title: 'accuracy', x: 300, align: 'right' }
    ],
    Array.from({ length: MODEL_END + 1 }, (_, phi): Child[] => [
      String(phi),
      costText(costAt(cost, phi), unit),
      accuracyText(accuracyAt(curve, phi))
    ])
  );
}
