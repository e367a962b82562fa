import { separationPays } from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { INNER_WIDTH, type Section } from '../../chart/page';
import type { BlockComparison } from '../../views/block-explorer/cell';
import { counted, plain, tickLabel } from '../../wording/format';
import { drawPlot } from './plot';

const HEIGHT = 190;
/** Widths drawn, wider when the present one lies beyond. */
const WIDEST = 1024;
const POINTS = 120;
/** Above this there is no room over the line of α. */
const HIGH = 0.9;
const HALO = { stroke: COLORS.background, strokeWidth: 4 };

interface Threshold {
  filters: number;
  alphaStar: number;
}

/** The share of the benefit that separation has to keep, over the output channels: below the curve it does not pay. */
export function breakEvenPlot({ state, separation }: BlockComparison): Section {
  const { alpha, outputFilters } = state;
  const widest = Math.max(WIDEST, outputFilters);
  const curve = Array.from({ length: POINTS + 1 }, (_, i): Threshold => {
    const filters = widest ** (i / POINTS);
    return { filters, alphaStar: separationPays({ ...state, outputFilters: filters }).alphaStar };
  }).filter(({ alphaStar }) => alphaStar <= 1);
  const { breakEvenFilters, firstPayingFilters, alphaStar } = separation;
  const crossing =
    breakEvenFilters !== null && firstPayingFilters !== null && breakEvenFilters <= widest
      ? [{ filters: breakEvenFilters, alphaStar: alpha, first: firstPayingFilters }]
      : [];
  const here = alphaStar <= 1 ? [{ filters: outputFilters, alphaStar }] : [];
  // The curve falls towards the right, where the label of α stands: it takes the free side of its line.
  const below = alpha > HIGH || (curve[curve.length - 1]?.alphaStar ?? 0) > alpha;
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: HEIGHT,
    marginLeft: 44,
    marginRight: 16,
    marginTop: 26,
    marginBottom: 36,
    x: {
      type: 'log',
      domain: [1, widest],
      label: 'output channels C′ (log scale)',
      ticks: 5,
      tickFormat: tickLabel
    },
    y: { domain: [0, 1], axis: null },
    marks: [
      plot.gridY([0, 0.25, 0.5, 0.75, 1], { stroke: COLORS.grid, strokeOpacity: 1 }),
      plot.text([0, 0.25, 0.5, 0.75, 1], {
        y: (tick: number) => tick,
        text: plain,
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end'
      }),
      plot.text(['↑ share α of the benefit at which separation breaks even'], {
        frameAnchor: 'top-left',
        dx: -40,
        dy: -20,
        textAnchor: 'start'
      }),
      plot.line(curve, { x: 'filters', y: 'alphaStar', stroke: COLORS.compound, strokeWidth: 2 }),
      plot.ruleY([alpha], { stroke: COLORS.textFaint, strokeDasharray: '5 4' }),
      plot.text([`α = ${plain(alpha)}`], {
        y: () => alpha,
        frameAnchor: 'right',
        textAnchor: 'end',
        dy: below ? 11 : -9,
        fill: COLORS.textFaint,
        ...HALO
      }),
      plot.dot(crossing, {
        x: 'filters',
        y: 'alphaStar',
        r: 4.5,
        fill: COLORS.background,
        stroke: COLORS.text
      }),
      plot.text(crossing, {
        x: 'filters',
        y: 'alphaStar',
        text: ({ first }: { first: number }) => `pays from ${counted(first, 'channel')}`,
        dy: alpha > HIGH ? 14 : -12,
        dx: 4,
        textAnchor: 'start',
        ...HALO,
        fill: COLORS.text
      }),
      plot.dot(here, { x: 'filters', y: 'alphaStar', r: 6, fill: COLORS.accent, stroke: COLORS.background })
    ]
  }));
  return { height: HEIGHT, markup };
}
