import type { DimensionCurve } from '../../analysis';
import type { Chart, Dash, LineMark, Mark, Place, PointsMark, Range } from '../../chart';
import {
  exact,
  percent,
  percentChange,
  setting,
  si,
  significant,
  tickLabel,
  times
} from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { drawnCurve, meanRatios, type Motion, type Path, pathCurves, PATHS, type PhiCurve } from './curve';
import { type MarkedNetwork, markOf, type PinnedNetwork, publishedNetworks } from './networks';
import { baseline, type Coefficients, growthPerStep, type ScalingResult } from './result';
import { SCALING_QUANTITIES } from './quantities';
import { nameOf, pathNames } from './words';

/** What charts show: a network, and those it is compared with. */
export interface Scaled {
  result: ScalingResult;
  pinned: readonly PinnedNetwork[];
}

/** What is seen; kept while a slider moves. */
export interface ScalingAxes {
  x: Range;
  y: Range;
}

/** Marks of networks by these answer to the pointer and to keys. */
export const PUBLISHED_ID = 'published';
export const PIN_ID = 'pin ';
const SHOWN_ID = 'shown';

/** Less than half of B0 is not what the rule was made for; the axis goes there only when the shown network does. */
const LEAST_PROMISED = 0.7;
const LARGEST_PROMISED = 100;
const X_TICKS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64, 128];
const Y_TICKS = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3, 4];
/** Of the rule's line, which is straight: so that its name finds a place along it. */
const STEPS = 60;

/** Axes that hold everything, with room for names. */
export function scalingAxes(scaled: Scaled): ScalingAxes {
  return scaled.result.state.picture === 'dimensions' ? dimensionsAxes(scaled) : phiAxes(scaled);
}

/** The chart that the state asks for. */
export function scalingChart(
  scaled: Scaled,
  axes: ScalingAxes,
  trans: Phrases,
  motion: Motion = 'resting'
): Chart {
  return scaled.result.state.picture === 'dimensions'
    ? dimensionsChart(scaled, axes, trans, motion)
    : phiChart(scaled, axes, trans, motion);
}

/** MACs against φ: what is built (steps), what the rule says (dashed), what was published (circles). */
function phiChart(scaled: Scaled, axes: ScalingAxes, trans: Phrases, motion: Motion): Chart {
  const { result } = scaled;
  const { curve, isCoarse } = drawnCurve(result.state, motion);
  const place = ({ position, macs }: MarkedNetwork): Place => ({ x: position, y: macs });
  return {
    description: trans.__('MACs per image against the compound coefficient φ'),
    x: {
      title: trans.__('compound coefficient φ'),
      kind: 'linear',
      ...axes.x,
      text: (value) => setting(value)
    },
    y: { title: trans.__('MACs per image (log scale)'), kind: 'log', ...axes.y, text: tickLabel },
    marks: [
      { ...ruleLine(curve, result.state, trans), moving: isCoarse },
      { ...keptBuiltLine(curve, trans), moving: isCoarse },
      ...networkMarks(scaled, axes, place, trans, si(result.report.macs.total))
    ]
  };
}

/** Marks of curves by their curve: words for hundreds of points take longer than a frame. */
function keptBy<Curve extends object>(
  make: (curve: Curve, trans: Phrases) => LineMark
): (curve: Curve, trans: Phrases) => LineMark {
  const known = new WeakMap<Curve, { trans: Phrases; mark: LineMark }>();
  return (curve, trans) => {
    const kept = known.get(curve);
    if (kept?.trans === trans) {
      return kept.mark;
    }
    const mark = make(curve, trans);
    known.set(curve, { trans, mark });
    return mark;
  };
}

function ruleLine({ phi, rule }: PhiCurve, coefficients: Coefficients, trans: Phrases): LineMark {
  const step = Math.max(1, Math.floor(phi.length / STEPS));
  const at = phi.map((_, i) => i).filter((i) => i % step === 0 || i === phi.length - 1);
  return {
    kind: 'line',
    meaning: 'rule',
    dash: 'dashed',
    places: at.map((i) => ({ x: phi[i], y: rule[i] })),
    name: trans.__('rule: %1 · %2^φ', si(baseline().macs.total), significant(growthPerStep(coefficients)))
  };
}

function builtLine({ phi, built, rule, blocks, resolution }: PhiCurve, trans: Phrases): LineMark {
  return {
    kind: 'line',
    meaning: 'compound',
    shape: 'step',
    places: phi.map((x, i) => ({ x, y: built[i] })),
    hover: phi.map((x, i) =>
      [
        `φ = ${setting(x)}`,
        `${exact(built[i])} ${trans.__('MACs')}`,
        trans.__('%1 by the rule', exact(rule[i])),
        trans.__('%1 blocks, %2 px', blocks[i], resolution[i])
      ].join('\n')
    ),
    name: trans.__('built network')
  };
}

const keptBuiltLine = keptBy(builtLine);

/** True cost over promised cost against promised cost: where rounding bites, and what each dimension really takes. */
function dimensionsChart(scaled: Scaled, axes: ScalingAxes, trans: Phrases, motion: Motion): Chart {
  const { result } = scaled;
  const { isCoarse } = drawnCurve(result.state, motion);
  const curves = pathCurves(result.state, motion);
  const follows = (path: Path): boolean => path === 'compound' && isCoarse;
  return {
    description: trans.__(
      'True cost over promised cost against promised cost, for depth, width, resolution and all three'
    ),
    x: {
      title: trans.__('promised cost, the base = 1 × (log scale)'),
      kind: 'log',
      ...axes.x,
      ticks: X_TICKS,
      text: (value) => `${value < 1 ? `1/${1 / value}` : value} ×`
    },
    y: {
      title: trans.__('true cost above or below the promised cost (log scale)'),
      kind: 'log',
      ...axes.y,
      ticks: Y_TICKS,
      text: (value) => (value > 1 ? '+' : '') + percent(value - 1, 0)
    },
    marks: [
      { kind: 'rule', meaning: 'rule', axis: 'y', at: 1, name: trans.__('as promised') },
      ...PATHS.map((path) => ({ ...keptLines[path].rounded(curves[path], trans), moving: follows(path) })),
      ...PATHS.map((path) => ({ ...keptLines[path].mean(curves[path], trans), moving: follows(path) })),
      ...networkMarks(
        scaled,
        axes,
        ({ promised, built }) => (promised === null ? null : { x: promised, y: built / promised }),
        trans,
        percentChange(result.built / result.ideal - 1)
      )
    ]
  };
}

/** Dashes repeat what the colours say. */
const PATH_DASHES: Readonly<Partial<Record<Path, Dash>>> = { width: 'dashed', resolution: 'dotted' };
const SYMBOLS: Readonly<Record<Path, string>> = { depth: 'd', width: 'w', resolution: 'r', compound: 'φ' };

/** What networks really cost, which have whole layers, channels and pixels. */
function roundedLine(path: Path, { promised, built, multiplier }: DimensionCurve, trans: Phrases): LineMark {
  const at = cornersOf(built);
  return {
    kind: 'line',
    meaning: path,
    width: 1,
    opacity: 0.45,
    places: at.map((i) => ({ x: promised[i], y: built[i] / promised[i] })),
    hover: at.map((i) =>
      [
        `${pathNames(trans)[path]}: ${SYMBOLS[path]} = ${significant(multiplier[i])}`,
        trans.__(
          'promised %1, built %2 (%3)',
          times(promised[i]),
          times(built[i]),
          percentChange(built[i] / promised[i] - 1)
        )
      ].join('\n')
    )
  };
}

/** Where the same network is built for several promises the ratio falls in a straight line: its ends say it all. */
function cornersOf(built: readonly number[]): number[] {
  return built.flatMap((value, i) => (value === built[i - 1] && value === built[i + 1] ? [] : [i]));
}

/** Where the steps lead in the mean: it says at a glance whether a dimension keeps its promise. */
function meanLine(path: Path, curve: DimensionCurve, trans: Phrases): LineMark {
  return {
    kind: 'line',
    meaning: path,
    width: 3,
    dash: PATH_DASHES[path],
    places: meanRatios(curve).map(({ promised, ratio }) => ({ x: promised, y: ratio })),
    name: pathNames(trans)[path],
    nameAt: 'end'
  };
}

interface PathLines {
  rounded: ReturnType<typeof keptBy<DimensionCurve>>;
  mean: ReturnType<typeof keptBy<DimensionCurve>>;
}

const keptLines = Object.fromEntries(
  PATHS.map((path): [Path, PathLines] => [
    path,
    {
      rounded: keptBy((curve, trans) => roundedLine(path, curve, trans)),
      mean: keptBy((curve, trans) => meanLine(path, curve, trans))
    }
  ])
) as Record<Path, PathLines>;

/** Published, pinned and shown networks, from back to front; `value` is said of the shown one. */
function networkMarks(
  { result, pinned }: Scaled,
  axes: ScalingAxes,
  placeOf: (mark: MarkedNetwork) => Place | null,
  trans: Phrases,
  value: string
): Mark[] {
  const points = (marks: readonly MarkedNetwork[]): Pick<PointsMark, 'places' | 'hover'> => ({
    places: marks.flatMap((mark) => placeOf(mark) ?? []),
    hover: marks.filter((mark) => placeOf(mark) !== null).map((mark) => networkText(mark, trans))
  });
  const published = publishedBeside(result);
  const name = nameOf(result, trans);
  const shown = markOf(result, name);
  const place = placeOf(shown);
  const common = { kind: 'points', meaning: 'accent', moving: true } as const;
  return [
    {
      kind: 'points',
      meaning: 'published',
      id: PUBLISHED_ID,
      open: true,
      priority: 1,
      ...points(published),
      names: published.map((network) => network.name)
    },
    ...(place
      ? [
          {
            kind: 'line',
            meaning: 'accent',
            moving: true,
            width: 1,
            places: [place, { x: place.x, y: axes.y.from }]
          } as const
        ]
      : []),
    ...pinned.map(({ pin, mark }): PointsMark => ({
      ...common,
      meaning: `pin${pin.letter}`,
      id: PIN_ID + pin.letter,
      symbol: 'square',
      radius: 6,
      priority: 2,
      ...points([mark]),
      names: placeOf(mark) ? [pin.letter] : []
    })),
    ...(place
      ? [
          {
            ...common,
            id: SHOWN_ID,
            radius: 6.5,
            priority: 3,
            ...points([shown]),
            names: [`${name}: ${value}`]
          }
        ]
      : [])
  ];
}

/** The published networks but the shown one, in the order of the marks. */
export function publishedBeside({ state }: ScalingResult): readonly MarkedNetwork[] {
  const shown = state.mode === 'published' ? state.variant.toUpperCase() : '';
  return publishedNetworks().filter(({ name }) => name !== shown);
}

/** All that is known of a marked network, line by line. */
function networkText(mark: MarkedNetwork, trans: Phrases): string {
  return [
    mark.name,
    `${exact(mark.macs)} ${trans.__('MACs')}`,
    `${exact(mark.params)} ${trans.__('parameters')}`,
    trans.__('%1 blocks, %2 px', mark.blocks, mark.resolution),
    ...(mark.promised === null
      ? []
      : [trans.__('%1 built, %2 promised', times(mark.built), times(mark.promised))])
  ].join('\n');
}

function phiAxes({ result, pinned }: Scaled): ScalingAxes {
  const positions = [result.position, ...pinned.map(({ mark }) => mark.position)];
  const { built, rule } = drawnCurve(result.state, 'moving').curve;
  const networks = [...publishedNetworks(), ...pinned.map(({ mark }) => mark)].map(({ macs }) => macs);
  const all = [...built, ...rule, ...networks, result.report.macs.total];
  return {
    x: {
      from: Math.min(SCALING_QUANTITIES.phi.min, ...positions) - 0.12,
      to: Math.max(SCALING_QUANTITIES.phi.max, ...positions) + 0.25
    },
    y: {
      from: 10 ** (Math.floor(Math.log10(Math.min(...all)) * 5) / 5 - 0.05),
      to: 10 ** (Math.ceil(Math.log10(Math.max(...all)) * 5) / 5 + 0.05)
    }
  };
}

function dimensionsAxes({ result, pinned }: Scaled): ScalingAxes {
  const promises = [result.ideal, ...pinned.flatMap(({ mark }) => mark.promised ?? [])];
  const x = {
    from: Math.min(LEAST_PROMISED, ...promises) / 1.05,
    to: Math.max(LARGEST_PROMISED, ...promises) * 1.25
  };
  const curves = Object.values(pathCurves(result.state, 'resting')).flatMap(({ promised, built }) =>
    promised.flatMap((at, i) => (at >= x.from && at <= x.to ? built[i] / at : []))
  );
  const networks = [...publishedNetworks(), ...pinned.map(({ mark }) => mark)].flatMap(
    ({ promised, built }) => (promised === null ? [] : built / promised)
  );
  const all = [...curves, ...networks, result.built / result.ideal];
  return { x, y: { from: Math.min(...all) / 1.03, to: Math.max(...all) * 1.03 } };
}
