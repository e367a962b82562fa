import {
  compoundScale,
  type CostReport,
  idealGrowth,
  PAPER_VARIANTS,
  summarize,
  variant
} from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Child, element } from '../../chart/markup';
import { INNER_WIDTH, page, type Section, table } from '../../chart/page';
import { channelsOf, mapSideOf } from '../../views/model-table/summary';
import { phiPosition } from '../../views/scaling-explorer';
import {
  explorerSentence,
  nameOfState,
  roundingSentence,
  type Scaling
} from '../../views/scaling-explorer/cell';
import { exact, isoDay, percent, si, tickLabel, times } from '../../wording/format';
import { logTicks } from './axis';
import { dimensionsPlot } from './dimensions';
import { drawPlot } from './plot';

const STEP = 0.05;
const PLOT_HEIGHT = 300;
const LEGEND = { frameAnchor: 'top-left', dx: 20, textAnchor: 'start' } as const;
const SOURCE = 'Architecture and coefficients: Tan and Le, arXiv 1905.11946, table 1 and section 4.';

/** The scaling explorer as a picture: built network against rule, published variants, costs by stage. */
export function scalingPicture(scaling: Scaling, today: Date): string {
  const { report, base, state } = scaling;
  const note =
    `${roundingSentence(scaling)} Images of ${report.spec.resolution} px (${base.spec.name.toUpperCase()}: ${base.spec.resolution} px), ` +
    `${exact(report.params.trainable)} parameters.`;
  return page(
    {
      sentence: explorerSentence(scaling),
      note,
      caption:
        `MACs: multiply–accumulates for one image, counted layer by layer from the specification on ${isoDay(today)}. ` +
        `${dashedText(state)} Points: the published networks, by number. ${SOURCE}`
    },
    [
      state.picture === 'dimensions' ? dimensionsPlot(scaling, shortName(state)) : growthPlot(scaling),
      numbers(scaling),
      stages(report, base)
    ]
  );
}

function dashedText({ picture, alpha, beta, gamma }: Scaling['state']): string {
  const step = `(${alpha} · ${beta}² · ${gamma}²)^φ`;
  return picture === 'dimensions' ? `Compound: ${step}. Dashed: as promised.` : `Dashed: B0 × ${step}.`;
}

interface Point {
  phi: number;
  macs: number;
}

function growthPlot({ state, base, report, ideal }: Scaling): Section {
  const b0 = summarize(variant('b0')).macs.total;
  const growth = idealGrowth({ depth: state.alpha, width: state.beta, resolution: state.gamma });
  const phi = phiPosition(state, base.spec.name === 'b0' ? ideal : report.macs.total / b0);
  const [low, high] = [Math.min(-3, Math.floor(phi)), Math.max(7, Math.ceil(phi))];
  const built = builtCurve(state, low, high);
  const rule = [low, high].map((x) => ({ phi: x, macs: b0 * growth ** x }));
  const published = PAPER_VARIANTS.map((row, i) => ({
    phi: i,
    macs: summarize(variant(row.name)).macs.total,
    name: row.name.toUpperCase()
  })).filter((row) => row.phi !== phi || state.mode !== 'published');
  const current = [{ phi, macs: report.macs.total }];
  const { domain, ticks } = costAxis([...built, ...rule, ...published, ...current]);
  // The curve rises: above it the left side is free, below it the right side.
  const onCurve = built.filter((point) => point.phi <= phi).pop() ?? built[0];
  const above = report.macs.total >= onCurve.macs && phi - low > 2.5;
  const place = above ? { dx: -8, dy: -13, textAnchor: 'end' } : { dx: 9, dy: 14, textAnchor: 'start' };
  const halo = { stroke: COLORS.background, strokeWidth: 4 };
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: PLOT_HEIGHT,
    marginTop: 26,
    marginLeft: 52,
    marginRight: 26,
    marginBottom: 38,
    x: { label: 'compound coefficient φ', ticks: Math.min(high - low, 12), tickFormat: 'd', nice: false },
    y: { type: 'log', domain, axis: null },
    marks: [
      plot.gridY(ticks, { stroke: COLORS.grid, strokeOpacity: 1 }),
      plot.text(ticks, {
        y: (tick) => tick,
        text: tickLabel,
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end'
      }),
      plot.text(['↑ MACs per image (log scale)'], {
        frameAnchor: 'top-left',
        dx: -48,
        dy: -22,
        textAnchor: 'start'
      }),
      plot.line(rule, {
        x: 'phi',
        y: 'macs',
        stroke: COLORS.textFaint,
        strokeWidth: 1.5,
        strokeDasharray: '5 4'
      }),
      plot.line(built, { x: 'phi', y: 'macs', stroke: COLORS.compound, strokeWidth: 2 }),
      plot.ruleX(current, { x: 'phi', y: 'macs', stroke: COLORS.accent, strokeOpacity: 0.5 }),
      plot.dot(published, {
        x: 'phi',
        y: 'macs',
        r: 4.5,
        fill: COLORS.background,
        stroke: COLORS.text,
        strokeWidth: 1.5
      }),
      plot.text(published, {
        x: 'phi',
        y: 'macs',
        text: 'name',
        dx: 6,
        dy: 12,
        textAnchor: 'start',
        ...halo,
        fill: COLORS.text
      }),
      plot.dot(current, { x: 'phi', y: 'macs', r: 6, fill: COLORS.accent, stroke: COLORS.background }),
      plot.text(current, {
        x: 'phi',
        y: 'macs',
        text: () => `${shortName(state)}: ${si(report.macs.total)}`,
        ...place,
        textAnchor: place.textAnchor as 'start' | 'end',
        ...halo,
        fontWeight: 600,
        fill: COLORS.accent
      }),
      plot.text(['built network'], { ...LEGEND, dy: 14, fill: COLORS.compound, fontWeight: 600 }),
      plot.text(['– – rule'], { ...LEGEND, dy: 32, fill: COLORS.textFaint })
    ]
  }));
  return { height: PLOT_HEIGHT, markup };
}

/** The true cost over φ. Level runs keep their two ends, so that the steps stay steps. */
function builtCurve({ alpha, beta, gamma }: Scaling['state'], low: number, high: number): Point[] {
  const points: Point[] = [];
  for (let i = 0; i <= Math.round((high - low) / STEP); i++) {
    const phi = Number((low + i * STEP).toFixed(6));
    const macs = summarize(compoundScale({ phi, alpha, beta, gamma })).macs.total;
    const before = points[points.length - 1];
    if (before && before.macs !== macs) {
      points.push({ phi, macs: before.macs });
    }
    points.push({ phi, macs });
  }
  return points.filter(
    (point, i) => point.macs !== points[i - 1]?.macs || point.macs !== points[i + 1]?.macs
  );
}

/** Range and the ticks at 1, 2 and 5 that a person would choose. */
function costAxis(points: Point[]): { domain: [number, number]; ticks: number[] } {
  const values = points.map((point) => point.macs);
  const domain: [number, number] = [Math.min(...values) / 1.15, Math.max(...values) * 1.3];
  return { domain, ticks: logTicks(domain) };
}

function shortName(state: Scaling['state']): string {
  return state.mode === 'manual' ? 'this network' : nameOfState(state);
}

function numbers({ report, base, ideal, growth, state, multipliers }: Scaling): Section {
  const rows: Child[][] = [
    ['MACs', si(report.macs.total), si(base.macs.total), times(growth)],
    ['MACs by d·w²·r²', si(base.macs.total * ideal), si(base.macs.total), times(ideal)],
    [
      'parameters (trainable)',
      si(report.params.trainable),
      si(base.params.trainable),
      times(report.params.trainable / base.params.trainable)
    ],
    [
      'depth',
      `${report.depth} blocks`,
      String(base.depth),
      `${times(report.depth / base.depth)} (d = ${times(multipliers.depth)})`
    ],
    [
      'image',
      `${report.spec.resolution} px`,
      `${base.spec.resolution} px`,
      `${times(report.spec.resolution / base.spec.resolution)} (r = ${times(multipliers.resolution)})`
    ]
  ];
  return table(
    [
      { title: '', x: 0, align: 'left' },
      { title: shortName(state), x: 270, align: 'right', weight: 600 },
      { title: base.spec.name.toUpperCase(), x: 370, align: 'right' },
      { title: 'growth', x: INNER_WIDTH, align: 'right', weight: 600 }
    ],
    rows
  );
}

/** Costs by stage, beside B0's where `base` is given. */
export function stages(report: CostReport, base?: CostReport): Section {
  const costs = report.stages;
  const total = costs.reduce((sum, stage) => sum + stage.macs, 0);
  const largest = Math.max(...costs.map((stage) => stage.macs / total));
  const change = (before: number | undefined, now: number): string =>
    before === undefined || before === now ? exact(now) : `${exact(before)} → ${exact(now)}`;
  const rows = costs.map((stage, i): Child[] => {
    const share = stage.macs / total;
    return [
      `${stage.name} ${stage.operator} ${stage.kernelSize}×${stage.kernelSize}`,
      change(base?.stages[i]?.repeats, stage.repeats),
      change(base?.stages[i] && channelsOf(base, base.stages[i]), channelsOf(report, stage)),
      `${mapSideOf(stage)}${report.spec.spatialDimensions === 2 ? '²' : ''}`,
      si(stage.params),
      element(
        'g',
        {},
        element('rect', {
          x: 0,
          y: 4,
          width: Math.max(1, (68 * share) / largest),
          height: 11,
          fill: COLORS.compound
        }),
        element(
          'text',
          { x: Math.max(1, (68 * share) / largest) + 5, y: 14, 'font-size': 11.5 },
          percent(share)
        )
      )
    ];
  });
  return table(
    [
      { title: base ? `stage (${base.spec.name.toUpperCase()} → here)` : 'stage', x: 0, align: 'left' },
      { title: 'blocks', x: 190, align: 'right' },
      { title: 'channels', x: 304, align: 'right' },
      { title: 'map', x: 354, align: 'right' },
      { title: 'parameters', x: 438, align: 'right' },
      { title: 'share of MACs', x: 450, align: 'left' }
    ],
    rows
  );
}
