import type { ResultRecord } from '../../analysis';
import { placeLabels, type PlacedLabel } from '../../chart';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Child, element, type Markup } from '../../chart/markup';
import { INNER_WIDTH, page, paragraph, type Section, table } from '../../chart/page';
import {
  costWithUnit,
  type FrontGroup,
  type FrontHue,
  type FrontResult,
  frontWords
} from '../../views/front';
import { frontNotes, frontSentence } from '../../views/front/cell';
import { counted, isoDay, plain, tickLabel } from '../../wording/format';
import { linearTicks, logTicks } from './axis';
import { labelMark } from './labels';
import { drawPlot, type Plot } from './plot';

const HEIGHT = 340;
const INSETS = { top: 26, right: 18, bottom: 40, left: 44 };
const INNER = {
  width: INNER_WIDTH - INSETS.left - INSETS.right,
  height: HEIGHT - INSETS.top - INSETS.bottom
};
/** Rows of the table; a longer front is thinned to the best ends of it. */
const ROWS = 24;
/** More dots than that make a picture large and show nothing more. */
const DOTS = 2000;

/** Hues of the live view; the symbol repeats the distinction. */
const MARKS: Readonly<Record<FrontHue, { color: string; symbol: Symbol }>> = {
  baseline: { color: '#3b3b3b', symbol: 'circle' },
  depth: { color: COLORS.depth, symbol: 'triangle' },
  width: { color: COLORS.width, symbol: 'square' },
  resolution: { color: COLORS.resolution, symbol: 'diamond' },
  compound: { color: COLORS.compound, symbol: 'circle' },
  'family-1': { color: '#5347c9', symbol: 'square' },
  'family-2': { color: '#99226b', symbol: 'triangle' },
  'family-3': { color: '#667300', symbol: 'diamond' },
  'family-4': { color: COLORS.depth, symbol: 'star' },
  rest: { color: '#757575', symbol: 'cross' }
};
type Symbol = 'circle' | 'triangle' | 'square' | 'diamond' | 'star' | 'cross';

/** Accuracy against cost: the front as stairs, who is on it and who is dominated, and what a budget buys. */
export function frontPicture(result: FrontResult, today: Date): string {
  const { state, points, set } = result;
  const { detail } = frontWords(state, result);
  const { measure, records } = points;
  const sources = [...new Set(records.map(({ provenance }) => provenance.source))];
  const shownSources = sources.slice(0, 2).join('; ') + (sources.length > 2 ? ' and others' : '');
  const empty = records.length === 0;
  return page(
    {
      sentence: frontSentence(result),
      note: detail,
      caption:
        `${set.title}. ${measure.name}${measure.note === undefined ? '' : ` (${measure.note})`}. ` +
        `${empty ? '' : `Source: ${shownSources}. `}Front computed on ${isoDay(today)}. ` +
        `Filled: on the front. Hollow: dominated.${records.some(isPredicted) ? ' ×: predicted, bold on the front.' : ''}`
    },
    empty
      ? []
      : [
          ...legend(result.grouping.groups),
          plotOf(result),
          ...frontNotes(result).map((note) => paragraph(note, { size: 12.5 })),
          ...numbers(result)
        ]
  );
}

const isPredicted = ({ provenance }: ResultRecord): boolean => provenance.kind === 'predicted';

/** A group's mark, as in the plot. */
function legend(groups: readonly FrontGroup[]): Section[] {
  if (groups.every(({ name }) => name === '')) {
    return [];
  }
  let x = 0;
  let row = 0;
  const items = groups.map(({ hue, name }) => {
    const text = name === '' ? 'others' : name;
    const width = 22 + text.length * 6.9;
    if (x + width > INNER_WIDTH) {
      x = 0;
      row++;
    }
    const item = element(
      'g',
      { transform: `translate(${x},${row * 18})` },
      mark(hue),
      element('text', { x: 15, y: 13 }, text)
    );
    x += width + 12;
    return item;
  });
  return [{ height: (row + 1) * 18, markup: element('g', { 'font-size': 12.5 }, ...items) }];
}

const PATHS: Readonly<Record<Symbol, string>> = {
  circle: 'M1 9a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z',
  square: 'M1.5 5h8v8h-8z',
  diamond: 'M5.5 3.5l4 5.5l-4 5.5l-4 -5.5z',
  triangle: 'M5.5 4l5 9h-10z',
  star: 'M5.5 3.5l1.3 3.8h4l-3.2 2.4l1.2 3.9l-3.3 -2.4l-3.3 2.4l1.2 -3.9l-3.2 -2.4h4z',
  cross: 'M4 4h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z'
};

function mark(hue: FrontHue): Markup {
  const { color, symbol } = MARKS[hue];
  return element('path', { d: PATHS[symbol], fill: color });
}

interface Point {
  place: number;
  cost: number;
  accuracy: number;
  hue: FrontHue;
  member: boolean;
  predicted: boolean;
}

/** Pixels of a value inside the axes, as Plot places it. */
type Scale = (value: number) => number;

interface Frame {
  x: [number, number];
  y: [number, number];
  toX: Scale;
  toY: Scale;
}

function frameOf({ state, points: { costs, accuracies } }: FrontResult): Frame {
  const log = state.scale === 'log';
  const drawn = state.budget === null ? [...costs] : [...costs, state.budget];
  const [least, most] = rangeOf(drawn);
  const [worst, best] = rangeOf(accuracies);
  const rise = Math.max(best - worst, 1);
  const x: [number, number] = log ? [least / 1.2, most * 1.25] : [0, most * 1.06];
  const y: [number, number] = [Math.max(0, worst - 0.08 * rise), Math.min(100, best + 0.1 * rise)];
  const position = log ? Math.log : (value: number): number => value;
  return {
    x,
    y,
    toX: (cost) => (INNER.width * (position(cost) - position(x[0]))) / (position(x[1]) - position(x[0])),
    toY: (accuracy) => (INNER.height * (y[1] - accuracy)) / (y[1] - y[0])
  };
}

function rangeOf(values: Iterable<number>): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

/** Members of the front, and as many of the others as a picture holds. */
function drawnPoints({ points, front, grouping }: FrontResult): Point[] {
  const { costs, accuracies, records } = points;
  const every = Math.ceil(records.length / DOTS);
  return records.flatMap((record, i): Point[] => {
    const member = front.dominatedBy[i] < 0;
    const predicted = isPredicted(record);
    return member || i % every === 0
      ? [
          {
            place: i,
            cost: costs[i],
            accuracy: accuracies[i],
            hue: grouping.hueOf(record),
            member,
            predicted
          }
        ]
      : [];
  });
}

function plotOf(result: FrontResult): Section {
  const { state, points, front } = result;
  const { costs, accuracies } = points;
  const frame = frameOf(result);
  const drawn = drawnPoints(result);
  const stairs = front.members.map((i) => ({ cost: costs[i], accuracy: accuracies[i] }));
  const last = stairs[stairs.length - 1];
  const { ticks, label } = costTicks(result, frame);
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: HEIGHT,
    marginTop: INSETS.top,
    marginRight: INSETS.right,
    marginBottom: INSETS.bottom,
    marginLeft: INSETS.left,
    x: { type: state.scale, domain: frame.x, axis: null },
    y: { domain: frame.y, label: '↑ top-1 accuracy, %', labelArrow: 'none', ticks: 6, grid: false },
    marks: [
      plot.gridY({ stroke: COLORS.grid, strokeOpacity: 1, ticks: 6 }),
      plot.gridX(ticks, { stroke: COLORS.grid, strokeOpacity: 1 }),
      plot.text(ticks, { x: (tick: number) => tick, text: costTick, frameAnchor: 'bottom', dy: 14 }),
      plot.text([label], { frameAnchor: 'bottom-right', dx: 12, dy: 33, textAnchor: 'end' }),
      ...budgetMarks(plot, result),
      plot.line([...stairs, { cost: frame.x[1], accuracy: last.accuracy }], {
        x: 'cost',
        y: 'accuracy',
        curve: 'step-after',
        stroke: COLORS.text,
        strokeOpacity: 0.55,
        strokeWidth: 1.5
      }),
      ...dots(plot, drawn),
      ...labels(result, frame, drawn).map((placed) => labelMark(plot, placed))
    ]
  }));
  return { height: HEIGHT, markup };
}

function costTicks(
  { state, points: { measure } }: FrontResult,
  { x }: Frame
): { ticks: number[]; label: string } {
  const unit = `${measure.name.toLowerCase().endsWith(measure.unit.toLowerCase()) ? measure.name : `${measure.name}, ${measure.unit}`}`;
  return state.scale === 'log'
    ? { ticks: logTicks(x), label: `${unit} (log scale) →` }
    : { ticks: linearTicks(x), label: `${unit} →` };
}

/** Without idle zeros, also below 1. */
function costTick(cost: number): string {
  return cost < 1 ? plain(cost) : tickLabel(cost);
}

type PlotMark = ReturnType<Plot['text']>;

function budgetMarks(plot: Plot, { state, points: { measure } }: FrontResult): PlotMark[] {
  if (state.budget === null) {
    return [];
  }
  return [
    plot.ruleX([state.budget], { stroke: COLORS.accent, strokeWidth: 1.5, strokeDasharray: '5 4' }),
    plot.text([`budget ${costWithUnit(state.budget, measure)}`], {
      x: () => state.budget,
      frameAnchor: 'bottom',
      textAnchor: 'start',
      dx: 5,
      dy: -8,
      fill: COLORS.accent,
      fontWeight: 600,
      stroke: COLORS.background,
      strokeWidth: 4
    })
  ];
}

/** Dominated points below, members above; one mark for each symbol, because Plot gives a mark one symbol scale. */
function dots(plot: Plot, drawn: Point[]): PlotMark[] {
  const hues = [...new Set(drawn.map(({ hue }) => hue))];
  return [false, true].flatMap((member) =>
    hues.flatMap((hue) => {
      const { color, symbol } = MARKS[hue];
      const found = drawn.filter((point) => point.hue === hue && point.member === member);
      const place = { x: 'cost', y: 'accuracy' } as const;
      return [
        plot.dot(
          found.filter(({ predicted }) => !predicted),
          {
            ...place,
            symbol,
            r: member ? 5 : 4,
            fill: member ? color : COLORS.background,
            stroke: member ? COLORS.background : color,
            strokeWidth: member ? 1 : 1.5
          }
        ),
        plot.dot(
          found.filter(({ predicted }) => predicted),
          { ...place, symbol: 'times', r: member ? 5 : 4, stroke: color, strokeWidth: member ? 2.5 : 1 }
        )
      ];
    })
  );
}

/** What is asked about first, then the best within the budget, the knee, the ends, the other members. */
function labels(result: FrontResult, { toX, toY }: Frame, drawn: Point[]): PlacedLabel[] {
  const { points, front, names, selected, budget, knee } = result;
  const { members } = front;
  const urgent = [
    selected?.point,
    budget?.best,
    budget?.next,
    knee?.point,
    members[0],
    members[members.length - 1]
  ];
  const dominated = drawn.length <= 30 ? drawn.map(({ place }) => place) : [];
  const order = [...new Set([...urgent, ...members.slice(0, DOTS), ...dominated])].filter(
    (place): place is number => typeof place === 'number'
  );
  const at = (i: number): { x: number; y: number } => ({
    x: toX(points.costs[i]),
    y: toY(points.accuracies[i])
  });
  return placeLabels(
    order.map((i) => ({ ...at(i), text: names[i] })),
    { ...INNER, dots: drawn.map(({ place }) => at(place)) }
  );
}

/** Every network of a short list; of a longer one the front. */
function numbers({ points, front, names }: FrontResult): Section[] {
  const { costs, accuracies, measure, records } = points;
  const all = records.map((_, i) => i).sort((a, b) => costs[a] - costs[b] || accuracies[b] - accuracies[a]);
  const chosen = records.length <= ROWS ? all : front.members.slice(0, ROWS);
  // Published accuracies have one decimal or more; all rows get the same number.
  const decimals = accuracies.every((accuracy) => accuracy === Number(accuracy.toFixed(1))) ? 1 : 2;
  const rows = chosen.map((i): Child[] => [
    fitting(names[i], 38),
    costWithUnit(costs[i], measure),
    accuracies[i].toFixed(decimals),
    front.dominatedBy[i] < 0 ? '– (on the front)' : fitting(names[front.dominatedBy[i]], 25)
  ]);
  const missing = records.length - chosen.length;
  return [
    table(
      [
        { title: 'network', x: 0, align: 'left' },
        { title: 'cost', x: 320, align: 'right' },
        { title: 'top-1, %', x: 386, align: 'right', weight: 600 },
        { title: 'dominated by', x: 404, align: 'left' }
      ],
      rows
    ),
    ...(missing > 0
      ? [
          paragraph(`${counted(missing, 'network')} more in the data.`, {
            size: 12.5,
            color: COLORS.textFaint
          })
        ]
      : [])
  ];
}

function fitting(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
