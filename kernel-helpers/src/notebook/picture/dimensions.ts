import {
  compoundMultipliers,
  costByDepth,
  dimensionCurves,
  idealGrowth,
  PAPER_VARIANTS,
  BASE_RESOLUTION,
  summarize,
  variant
} from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { INNER_WIDTH, type Section } from '../../chart/page';
import { explorerState } from '../../views/scaling-explorer';
import { type Scaling, scalingOf } from '../../views/scaling-explorer/cell';
import { times } from '../../wording/format';
import { drawPlot } from './plot';

const PLOT_HEIGHT = 300;
/** Less than half of B0 is not what the rule was made for. */
const LEAST_PROMISED = 0.7;
const X_TICKS = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64];
const Y_TICKS = [0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3];
const PHI_STEP = 0.01;

/** What a promised growth takes, in shares of the promise. */
interface Point {
  promised: number;
  ratio: number;
}

/** True cost over promised cost of depth, width, resolution and all three, on one axis of promised cost. */
export function dimensionsPlot(scaling: Scaling, name: string): Section {
  const { ideal, growth, base, report } = scaling;
  // A base of another family is no multiple of anything: it has no place here.
  const placed = base.spec.name === 'b0' || report.spec.name !== base.spec.name;
  const current = placed ? [{ promised: ideal, ratio: growth / ideal }] : [];
  const from = Math.min(LEAST_PROMISED, ideal) / 1.05;
  const lines = linesOf(scaling).map((line) => ({
    ...line,
    points: corners(line.points.filter(({ promised }) => promised >= from))
  }));
  const published = publishedPoints();
  const all = [...lines.flatMap(({ points }) => points), ...published, ...current];
  const ratios = all.map(({ ratio }) => ratio);
  const y: [number, number] = [Math.min(...ratios) / 1.03, Math.max(...ratios) * 1.03];
  const x: [number, number] = [from, Math.max(...all.map(({ promised }) => promised)) * 1.2];
  const halo = { stroke: COLORS.background, strokeWidth: 4 };
  const within = (ticks: number[], [low, high]: [number, number]): number[] =>
    ticks.filter((tick) => tick >= low && tick <= high);
  const toRight = ideal < 16;
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: PLOT_HEIGHT,
    marginTop: 26,
    marginLeft: 52,
    marginRight: 26,
    marginBottom: 38,
    x: { type: 'log', domain: x, axis: null },
    y: { type: 'log', domain: y, axis: null },
    marks: [
      plot.gridY(within(Y_TICKS, y), { stroke: COLORS.grid, strokeOpacity: 1 }),
      plot.text(within(Y_TICKS, y), {
        y: (tick) => tick,
        text: String,
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end'
      }),
      // Plot's own axis leaves out labels of powers of two.
      plot.text(within(X_TICKS, x), {
        x: (tick) => tick,
        text: (tick: number) => `${tick < 1 ? `1/${1 / tick}` : tick} ×`,
        frameAnchor: 'bottom',
        dy: 14
      }),
      plot.text(['promised cost, the base = 1 × (log scale) →'], {
        frameAnchor: 'bottom-right',
        dx: 22,
        dy: 32,
        textAnchor: 'end'
      }),
      plot.text(['↑ true cost ÷ promised cost (log scale)'], {
        frameAnchor: 'top-left',
        dx: -48,
        dy: -22,
        textAnchor: 'start'
      }),
      plot.ruleY([1], { stroke: COLORS.textFaint, strokeWidth: 1.5, strokeDasharray: '5 4' }),
      ...lines.map(({ points, color, dashes }) =>
        plot.line(points, {
          x: 'promised',
          y: 'ratio',
          stroke: color,
          strokeWidth: 1.5,
          strokeDasharray: dashes
        })
      ),
      plot.ruleX(current, { x: 'promised', y: 'ratio', stroke: COLORS.accent, strokeOpacity: 0.5 }),
      plot.dot(published, {
        x: 'promised',
        y: 'ratio',
        r: 4.5,
        fill: COLORS.background,
        stroke: COLORS.text,
        strokeWidth: 1.5
      }),
      plot.text(published, {
        x: 'promised',
        y: 'ratio',
        text: 'name',
        dx: 6,
        dy: 12,
        textAnchor: 'start',
        ...halo,
        fill: COLORS.text
      }),
      plot.dot(current, { x: 'promised', y: 'ratio', r: 6, fill: COLORS.accent, stroke: COLORS.background }),
      plot.text(current, {
        x: 'promised',
        y: 'ratio',
        text: () => `${name}: ${times(growth)} for ${times(ideal)}`,
        dx: toRight ? 9 : -9,
        dy: -11,
        textAnchor: toRight ? 'start' : 'end',
        ...halo,
        fontWeight: 600,
        fill: COLORS.accent
      }),
      ...[...lines].reverse().map(({ label, color }, i) =>
        plot.text([label], {
          frameAnchor: 'top-right',
          dx: -4,
          dy: 6 + 16 * i,
          textAnchor: 'end',
          fill: color,
          fontWeight: 600
        })
      )
    ]
  }));
  return { height: PLOT_HEIGHT, markup };
}

interface Line {
  label: string;
  color: string;
  dashes?: string;
  points: Point[];
}

function linesOf({ state }: Scaling): Line[] {
  const { depth, width, resolution } = dimensionCurves();
  const points = ({ promised, built }: typeof depth): Point[] =>
    promised.map((promise, i) => ({ promised: promise, ratio: built[i] / promise }));
  return [
    { label: '── depth only', color: COLORS.depth, points: points(depth) },
    { label: '– – width only', color: COLORS.width, dashes: '6 3', points: points(width) },
    { label: '· · · resolution only', color: COLORS.resolution, dashes: '1.5 2', points: points(resolution) },
    { label: '── compound', color: COLORS.compound, points: compoundPoints(state) }
  ];
}

/** The rule over the promises that the single dimensions are drawn for. */
function compoundPoints({ alpha, beta, gamma }: Scaling['state']): Point[] {
  const { promised } = dimensionCurves().width;
  const base = summarize(variant('b0')).macs.total;
  const step = Math.log(idealGrowth({ depth: alpha, width: beta, resolution: gamma }));
  if (step <= 0) {
    return [];
  }
  const [low, high] = [promised[0], promised[promised.length - 1]].map((growth) => Math.log(growth) / step);
  const points: Point[] = [];
  for (let phi = Math.ceil(low / PHI_STEP); phi <= high / PHI_STEP; phi++) {
    const multipliers = compoundMultipliers({ phi: phi * PHI_STEP, alpha, beta, gamma });
    const pixels = Math.round(BASE_RESOLUTION * multipliers.resolution);
    const cost = costByDepth(multipliers.width, pixels)(multipliers.depth);
    if (cost) {
      const ideal = idealGrowth(multipliers);
      points.push({ promised: ideal, ratio: cost.macs / base / ideal });
    }
  }
  return points;
}

function publishedPoints(): (Point & { name: string })[] {
  return PAPER_VARIANTS.map(({ name }) => {
    const { ideal, growth } = scalingOf(explorerState({ variant: name }));
    return { name: name.toUpperCase(), promised: ideal, ratio: growth / ideal };
  });
}

/** Between two jumps the ratio falls as 1 / promised, a straight line here: only its ends are kept. */
function corners(points: Point[]): Point[] {
  return points.filter((point, i) => {
    const before = points[i - 1];
    const after = points[i + 1];
    return !before || !after || point.ratio >= before.ratio || after.ratio >= point.ratio;
  });
}
