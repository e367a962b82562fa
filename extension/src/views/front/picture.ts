import {
  type Label,
  type LabelBox,
  type PlacedLabel,
  placeLabels
} from '@efficientnet-lab/kernel-helpers/chart';
import {
  costWithUnit,
  type FrontHue,
  type FrontResult,
  percentText
} from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import type { Margin } from '../../plot/overlay';
import type { Figure, Layout, Trace } from '../../plot/plotly';
import { accuracyAxisOf, type Axis, type CostAxis, costAxisOf, shareOfAccuracy, shareOfCost } from './axes';
import { hueColours, symbolOf } from './marks';
import { kindName } from './wording';

/** Pixels around the axes; the marks over the plot use them too. */
export const MARGIN = { l: 46, r: 16, t: 38, b: 46 } as const;
const MEMBER_SIZE = 10;
const OTHER_SIZE = 8;
/** A cloud of more points than that goes without names, but for some of the front. */
const NAMED_POINTS = 160;
const NAMED_MEMBERS = 40;
/** Lines of more stairs than that aren't kept free of names. */
const KEPT_FREE = 200;

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
  /** Of the whole plot, pixels. */
  width: number;
  height: number;
  margin?: Margin;
  /** Distance of the axis' name from the top of the axes: above the budget's label unless given. */
  nameShift?: number;
  /** What names keep off besides, pixels within the axes. */
  reserved?: readonly LabelBox[];
}

const NAME_SHIFT = 18;

/** The axes, and where each point lies on them; the same for plot, marks and pointer. */
export interface Scene {
  cost: CostAxis;
  accuracy: Axis;
}

export function sceneOf(result: FrontResult): Scene {
  return { cost: costAxisOf(result), accuracy: accuracyAxisOf(result) };
}

/** A point's place in shares of the axes, from the left and from below. */
export function placeOf(
  { points }: FrontResult,
  { cost, accuracy }: Scene,
  point: number
): { x: number; y: number } {
  return {
    x: shareOfCost(cost, points.costs[point]),
    y: shareOfAccuracy(accuracy, points.accuracies[point])
  };
}

/** Accuracy against cost: the front as stairs, its members filled, the others hollow. */
export function frontFigure(result: FrontResult, scene: Scene, options: PictureOptions): Figure {
  return {
    data: [stairs(result, scene, options), ...stepLines(result, options), ...clouds(result, options)],
    layout: layoutOf(result, scene, options)
  };
}

/** Equal keys mean equal pictures: budget and marks move over them. */
export function pictureKey({ state }: FrontResult): unknown[] {
  const { source, cost, scale, hidden, selected } = state;
  return [source, cost, scale, hidden, selected];
}

/** Up to each member's cost the front is as accurate as the member before. */
function stairs({ points, front }: FrontResult, { cost }: Scene, { colours }: PictureOptions): Trace {
  const last = front.members.at(-1);
  return {
    type: 'scatter',
    mode: 'lines',
    x: [...front.members.map((member) => points.costs[member]), ...(last === undefined ? [] : [cost.high])],
    y: [...front.members, ...(last === undefined ? [] : [last])].map((member) => points.accuracies[member]),
    line: { shape: 'hv', color: colours.text, width: 2 },
    opacity: 0.55,
    hoverinfo: 'skip'
  };
}

/** From each baseline to what was scaled, in the colour of what was. */
function stepLines({ points, steps, grouping }: FrontResult, { colours }: PictureOptions): Trace[] {
  if (grouping.by !== 'scaling') {
    return [];
  }
  const hues = hueColours(colours);
  return steps.map(({ from, to }) => ({
    type: 'scatter',
    mode: 'lines',
    x: [points.costs[from], points.costs[to]],
    y: [points.accuracies[from], points.accuracies[to]],
    line: { color: hues[grouping.hueOf(points.records[to])], width: 1, dash: 'dot' },
    hoverinfo: 'skip'
  }));
}

function clouds(result: FrontResult, options: PictureOptions): Trace[] {
  const { points, grouping } = result;
  const byHue = new Map<FrontHue, number[]>();
  points.records.forEach((record, i) => {
    const hue = grouping.hueOf(record);
    const same = byHue.get(hue);
    if (same === undefined) {
      byHue.set(hue, [i]);
    } else {
      same.push(i);
    }
  });
  // Grey ones first: they lie below.
  return [...byHue]
    .sort(([a], [b]) => Number(b === 'rest') - Number(a === 'rest'))
    .map(([hue, members]) => cloud(result, hue, members, options));
}

function cloud(
  { points, names, front }: FrontResult,
  hue: FrontHue,
  shown: readonly number[],
  { colours, trans }: PictureOptions
): Trace {
  const isMember = (i: number): boolean => front.dominatedBy[i] < 0;
  return {
    type: 'scatter',
    mode: 'markers',
    name: hue,
    x: shown.map((i) => points.costs[i]),
    y: shown.map((i) => points.accuracies[i]),
    marker: {
      color: hueColours(colours)[hue],
      symbol: shown.map((i) => symbolOf(hue, points.records[i].provenance.kind, isMember(i))),
      size: shown.map((i) => (isMember(i) ? MEMBER_SIZE : OTHER_SIZE)),
      opacity: 1,
      line: { width: 1.5, color: colours.background }
    },
    text: shown.map((i) => {
      const { family, provenance } = points.records[i];
      return [
        `<b>${plainText(names[i])}</b>`,
        `${percentText(points.accuracies[i])}, ${costWithUnit(points.costs[i], points.measure)}`,
        plainText([family, kindName(provenance.kind, trans)].filter((text) => text !== undefined).join(', ')),
        isMember(i)
          ? trans.__('on the front')
          : trans.__('dominated by %1', plainText(names[front.dominatedBy[i]]))
      ].join('<br>');
    }),
    hovertemplate: '%{text}<extra></extra>'
  };
}

/** Plotly reads some HTML in texts; names come from files. */
export function plainText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function layoutOf(result: FrontResult, scene: Scene, options: PictureOptions): Layout {
  const { colours, trans, fontSize, margin = MARGIN, nameShift = NAME_SHIFT } = options;
  const { cost, accuracy } = scene;
  const isLog = cost.scale === 'log';
  const position = (value: number): number => (isLog ? Math.log10(value) : value);
  const scaleName = isLog ? trans.__('log scale') : trans.__('linear scale');
  const { measure } = result.points;
  const name = measure.unit === measure.name.toLowerCase() ? '' : `${measure.name}, `;
  return {
    ...baseLayout(colours, fontSize),
    margin: { ...margin },
    xaxis: {
      ...horizontalAxis(colours),
      type: cost.scale,
      range: [position(cost.low), position(cost.high)],
      tickvals: cost.ticks.map(({ value }) => value),
      ticktext: cost.ticks.map(({ text }) => text)
    },
    yaxis: {
      range: [accuracy.low, accuracy.high],
      tickvals: accuracy.ticks.map(({ value }) => value),
      ticktext: accuracy.ticks.map(({ text }) => text),
      gridcolor: colours.grid,
      zeroline: false,
      fixedrange: true
    },
    annotations: [
      note('↑ ' + trans.__('top-1 accuracy, %'), {
        x: 0,
        xanchor: 'left',
        y: 1,
        yanchor: 'bottom',
        xshift: 4 - margin.l,
        yshift: nameShift
      }),
      note(`${plainText(`${name}${cost.unit}`)} (${scaleName}) →`, {
        x: 1,
        xanchor: 'right',
        y: 0,
        yanchor: 'top',
        yshift: -24
      }),
      ...labelNotes(result, scene, options)
    ]
  };
}

function labelNotes(
  result: FrontResult,
  scene: Scene,
  options: PictureOptions
): NonNullable<Layout['annotations']> {
  const { colours, margin = MARGIN, width, height } = options;
  const inner = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
  return namesOnPicture(result, scene, inner, options.fontSize, options.reserved).map(
    ({ x, y, dx, dy, anchor, text, point }) => {
      const isMember = result.front.dominatedBy[point] < 0;
      return note(plainText(text), {
        x: x / inner.width,
        y: 1 - y / inner.height,
        xshift: dx,
        yshift: -dy,
        xanchor: anchor === 'start' ? 'left' : anchor === 'end' ? 'right' : 'center',
        yanchor: 'middle',
        borderpad: 0,
        font: { color: isMember ? colours.text : colours.textFaint, size: labelSize(options.fontSize) }
      });
    }
  );
}

const labelSize = (fontSize: number): number => Math.max(11, fontSize - 1);
/** Width of a character and height of a line over the size of the font. */
const CHARACTER = 0.56;
const LINE = 1.2;

export interface PointLabel extends PlacedLabel {
  point: number;
}

/**
 * The names that find room, with what is asked first, then the front from both ends, then the others.
 * @param inner - of the axes, pixels
 */
export function namesOnPicture(
  result: FrontResult,
  scene: Scene,
  inner: { width: number; height: number },
  fontSize: number,
  reserved: readonly LabelBox[] = []
): PointLabel[] {
  const { points, front, names, selected } = result;
  const place = (point: number): Label & { point: number } => {
    const { x, y } = placeOf(result, scene, point);
    return { x: x * inner.width, y: (1 - y) * inner.height, text: names[point], point };
  };
  const others = points.records.flatMap((_, i) => (front.dominatedBy[i] < 0 ? [] : [i]));
  const ends = front.members.filter((_, i) => i === 0 || i === front.members.length - 1);
  const wanted = new Set([
    ...(selected === null ? [] : [selected.point]),
    ...ends,
    ...(points.records.length <= NAMED_POINTS
      ? [...front.members, ...others]
      : front.members.filter((_, i) => i % Math.ceil(front.members.length / NAMED_MEMBERS) === 0))
  ]);
  return placeLabels([...wanted].map(place), {
    ...inner,
    dots: points.records.map((_, i) => place(i)),
    avoid: [
      ...stairBoxes(front.members.map(place), inner.width),
      ...budgetBoxes(result, scene, inner),
      ...reserved
    ],
    character: CHARACTER * labelSize(fontSize),
    line: LINE * labelSize(fontSize)
  });
}

/** What the stairs cover. */
function stairBoxes(members: readonly { x: number; y: number }[], width: number): LabelBox[] {
  if (members.length > KEPT_FREE) {
    return [];
  }
  return members.flatMap(({ x, y }, i) => {
    const next = members.at(i + 1);
    const end = next?.x ?? width;
    const run = { left: x, right: end, top: y - 1, bottom: y + 1 };
    return next === undefined ? [run] : [run, { left: end - 1, right: end + 1, top: next.y, bottom: y }];
  });
}

function budgetBoxes(
  { state }: FrontResult,
  { cost }: Scene,
  inner: { width: number; height: number }
): LabelBox[] {
  if (state.budget === null) {
    return [];
  }
  const x = shareOfCost(cost, state.budget) * inner.width;
  return [{ left: x - 1, right: x + 1, top: 0, bottom: inner.height }];
}

/** The point nearest to a place in pixels within the axes; null when none is near. */
export function pointNear(
  result: FrontResult,
  scene: Scene,
  at: { x: number; y: number },
  inner: { width: number; height: number },
  reach = 14
): number | null {
  let nearest: number | null = null;
  let least = reach;
  result.points.records.forEach((_, i) => {
    const { x, y } = placeOf(result, scene, i);
    const distance = Math.hypot(x * inner.width - at.x, (1 - y) * inner.height - at.y);
    if (distance <= least) {
      nearest = i;
      least = distance;
    }
  });
  return nearest;
}
