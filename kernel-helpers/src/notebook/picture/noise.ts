import { type BatchSizeErrors, publishedBatchSizeErrors, publishedRecords } from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import type { Child } from '../../chart/markup';
import { INNER_WIDTH, page, paragraph, type Section, table } from '../../chart/page';
import {
  type NoiseCurvePoint,
  type NoiseQuantity,
  normalizationNoiseWords,
  type NormalizationNoiseState,
  type SimulatedNoise
} from '../../views/normalization-noise';
import {
  noiseSentence,
  type NormalizationNoise,
  runningText,
  worthText
} from '../../views/normalization-noise/cell';
import { exact, isoDay, plain, significant, tickLabel } from '../../wording/format';
import { linearTicks, logTicks } from './axis';
import { drawPlot, type Plot } from './plot';

const HEIGHT = 300;
const ERRORS_HEIGHT = 190;
/** Of a 95 % interval, in standard errors. */
const NORMAL_95 = 1.96;
/** Below this share of the largest value nothing is drawn: at the least correlation the noise is 0. */
const LEAST_SHARE = 1e-4;
const LEADING = 15;
const HALO = { stroke: COLORS.background, strokeWidth: 4 };

const QUANTITIES: Readonly<Record<NoiseQuantity, string>> = {
  meanError: '↑ standard error of the mean, % of σ (log scale)',
  varianceError: '↑ standard error of the variance, % of σ² (log scale)',
  outputNoise: '↑ noise of a normalised value, % of σ (log scale)'
};

const AXES: Readonly<Record<NormalizationNoiseState['axis'], string>> = {
  batchSize: 'images in the batch N (log scale) →',
  channels: 'channels C (log scale) →',
  groups: 'groups G (log scale) →',
  side: 'side of the map, px (log scale) →',
  correlation: 'correlation ρ →'
};

/** Noise of batch normalisation in theory and by simulation, and the published errors of ResNet-50 beside it. */
export function noisePicture(noise: NormalizationNoise, today: Date): string {
  const { result, simulated } = noise;
  const { state } = result;
  const drawn =
    simulated.length > 0
      ? `Hollow points: simulated, seed ${exact(state.seed)}, with 95 % intervals.`
      : 'Not simulated: maps and batches are too large to wait for.';
  const { records } = publishedRecords('group-norm');
  return page(
    {
      sentence: noiseSentence(noise),
      note: normalizationNoiseWords(result).detail,
      caption: `${drawn} Published errors: ${records[0]?.provenance.source ?? ''}. Computed on ${isoDay(today)}.`
    },
    [noisePlot(noise), numbers(noise), paragraph(runningText(result), { size: 12.5 }), errorsPlot()]
  );
}

/** Shares as they are drawn: finite, and above what the axis ends at. */
interface Dot {
  at: number;
  value: number;
}

function dotsOf(points: readonly NoiseCurvePoint[], of: 'batch' | 'independent', least: number): Dot[] {
  return points
    .map((point) => ({ at: point.at, value: 100 * point[of] }))
    .filter(({ value }) => Number.isFinite(value) && value >= least);
}

function noisePlot({ result, simulated }: NormalizationNoise): Section {
  const { state, curve, here } = result;
  const finite = curve
    .flatMap(({ batch, independent }) => [100 * batch, 100 * independent])
    .filter((value) => Number.isFinite(value) && value > 0);
  const least = LEAST_SHARE * Math.max(...finite);
  const batch = dotsOf(curve, 'batch', least);
  const independent = dotsOf(curve, 'independent', least);
  const values = [...batch, ...independent].map(({ value }) => value);
  const y: [number, number] = [Math.min(...values) / 1.4, Math.max(...values) * 1.4];
  const log = state.axis !== 'correlation';
  const ends = curve.map(({ at }) => at);
  const x: [number, number] = [Math.min(...ends), Math.max(...ends)];
  const last = independent[independent.length - 1];
  const top = batch[batch.length - 1] ?? last;
  const apart = Math.log(top.value / last.value) / Math.log(y[1] / y[0]) > 0.1;
  const ticks = log ? xTicks(x) : linearTicks(x);
  const yTicks = logTicks(y);
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: HEIGHT,
    marginTop: 26,
    marginRight: 110,
    marginBottom: 40,
    marginLeft: 48,
    x: { type: log ? 'log' : 'linear', domain: x, axis: null },
    y: { type: 'log', domain: y, axis: null },
    marks: [
      plot.gridY(yTicks, { stroke: COLORS.grid, strokeOpacity: 1 }),
      plot.text(yTicks, {
        y: (tick: number) => tick,
        text: (tick: number) => `${plain(tick)} %`,
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end'
      }),
      plot.text(ticks, {
        x: (tick: number) => tick,
        text: (tick: number) => (log ? tickLabel(tick) : plain(tick)),
        frameAnchor: 'bottom',
        dy: 14
      }),
      plot.text([AXES[state.axis]], { frameAnchor: 'bottom-right', dy: 33, textAnchor: 'end' }),
      plot.text([QUANTITIES[state.quantity]], {
        frameAnchor: 'top-left',
        dx: -44,
        dy: -20,
        textAnchor: 'start'
      }),
      plot.line(independent, {
        x: 'at',
        y: 'value',
        stroke: COLORS.textFaint,
        strokeWidth: 1.5,
        strokeDasharray: '5 4'
      }),
      plot.line(batch, { x: 'at', y: 'value', stroke: COLORS.batchNorm, strokeWidth: 2 }),
      ...simulatedMarks(plot, simulated, y),
      ...endLabels(plot, top, last, { apart, name: batchName(state) }),
      ...hereMarks(plot, { at: here.at, value: 100 * here.batch }, { x, y, log })
    ]
  }));
  return { height: HEIGHT, markup };
}

/** Powers of two: batch sizes, widths and sides are such numbers. */
function xTicks([low, high]: [number, number]): number[] {
  const first = Math.ceil(Math.log2(low));
  const count = Math.floor(Math.log2(high)) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => 2 ** (first + i));
}

type PlotMark = ReturnType<Plot['text']>;

function simulatedMarks(
  plot: Plot,
  simulated: readonly SimulatedNoise[],
  [low, high]: [number, number]
): PlotMark[] {
  const shown = simulated
    .map(({ at, value, standardError }) => ({
      at,
      value: 100 * value,
      from: Math.max(low, 100 * (value - NORMAL_95 * standardError)),
      to: Math.min(high, 100 * (value + NORMAL_95 * standardError))
    }))
    .filter(({ value }) => value > low && value < high);
  return [
    plot.ruleX(shown, { x: 'at', y1: 'from', y2: 'to', stroke: COLORS.batchNorm, strokeWidth: 1.5 }),
    plot.dot(shown, {
      x: 'at',
      y: 'value',
      r: 4,
      fill: COLORS.background,
      stroke: COLORS.batchNorm,
      strokeWidth: 1.5
    })
  ];
}

function batchName({ axis, correlation }: NormalizationNoiseState): string[] {
  return axis === 'correlation' ? ['batch norm'] : ['batch norm,', `ρ = ${plain(correlation)}`];
}

/** Names at the ends of the lines; one for both where they would cover each other. */
function endLabels(
  plot: Plot,
  batch: Dot,
  independent: Dot,
  { apart, name }: { apart: boolean; name: string[] }
): PlotMark[] {
  const dashed = ['if pixels were', 'independent'];
  return apart
    ? [
        ...endLabel(plot, batch, { lines: name, color: COLORS.batchNorm }),
        ...endLabel(plot, independent, { lines: dashed, color: COLORS.textFaint })
      ]
    : endLabel(plot, batch, {
        lines: [...name, 'dashed: if', 'independent'],
        color: COLORS.batchNorm
      });
}

function endLabel(plot: Plot, end: Dot, { lines, color }: { lines: string[]; color: string }): PlotMark[] {
  return lines.map((line, i) =>
    plot.text([line], {
      x: () => end.at,
      y: () => end.value,
      dx: 8,
      dy: LEADING * (i - lines.length + 1),
      textAnchor: 'start',
      fill: color,
      fontWeight: 600
    })
  );
}

function hereMarks(
  plot: Plot,
  here: Dot,
  { x, y, log }: { x: [number, number]; y: [number, number]; log: boolean }
): PlotMark[] {
  if (!(here.value >= y[0] && here.value <= y[1])) {
    return [];
  }
  const position = log ? Math.log : (value: number): number => value;
  const share = (position(here.at) - position(x[0])) / (position(x[1]) - position(x[0]));
  const left = share > 0.8;
  return [
    plot.ruleX([here], { x: 'at', y1: y[0], y2: 'value', stroke: COLORS.accent, strokeOpacity: 0.5 }),
    plot.dot([here], { x: 'at', y: 'value', r: 6, fill: COLORS.accent, stroke: COLORS.background }),
    plot.text([here], {
      x: 'at',
      y: 'value',
      text: ({ value }: Dot) => `${significant(value)} %`,
      dx: left ? -8 : 8,
      dy: -13,
      textAnchor: left ? 'end' : 'start',
      fontWeight: 600,
      fill: COLORS.accent,
      ...HALO
    })
  ];
}

function numbers({ result: { here, width, crossing } }: NormalizationNoise): Section {
  const { counts, statistics, output } = here.report;
  const outcome = output.exact ?? output.firstOrder;
  const rows: Child[][] = [
    ['numbers averaged for a mean', exact(counts.batch), `${exact(counts.group)} of one image`],
    ['independent numbers that are worth as much', worthText(statistics.effectiveValues), '–'],
    ['standard error of the mean, σ', significant(statistics.meanError), '0: no other image'],
    ['standard error of the variance, σ²', significant(statistics.varianceError), '0'],
    ['noise of a normalised value, mean square', bounded(outcome), '0'],
    ['all channels: sum of the means’ variances, σ²', significant(width.sum), '0'],
    ['behind a 1 × 1 convolution, drawn weights, σ', significant(width.projected), '0'],
    ['batch size of equal counts, N* = C/G', exact(crossing), exact(crossing)]
  ];
  return table(
    [
      { title: '', x: 0, align: 'left' },
      { title: 'batch norm', x: 400, align: 'right', weight: 600 },
      { title: 'group norm', x: INNER_WIDTH, align: 'right' }
    ],
    rows
  );
}

function bounded(value: number): string {
  return Number.isFinite(value) ? significant(value) : 'without bound';
}

/** Two lines of what was trained, not computed: error against images per worker. */
function errorsPlot(): Section {
  const errors = publishedBatchSizeErrors();
  const sizes = errors.map(({ batchSize }) => batchSize);
  const all = errors.flatMap(({ batch, group }) => [batch, group]);
  const y: [number, number] = [Math.min(...all) - 1.5, Math.max(...all) + 1];
  const ticks = linearTicks(y).filter((tick) => tick % 4 === 0);
  const [first] = errors;
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: ERRORS_HEIGHT,
    marginTop: 26,
    marginRight: 110,
    marginBottom: 40,
    marginLeft: 48,
    x: { type: 'log', domain: [Math.min(...sizes), Math.max(...sizes)], axis: null },
    y: { domain: y, axis: null },
    marks: [
      plot.gridY(ticks, { stroke: COLORS.grid, strokeOpacity: 1 }),
      plot.text(ticks, {
        y: (tick: number) => tick,
        text: (tick: number) => `${tick} %`,
        frameAnchor: 'left',
        dx: -8,
        textAnchor: 'end'
      }),
      plot.text(sizes, { x: (size: number) => size, text: String, frameAnchor: 'bottom', dy: 14 }),
      plot.text(['images per worker (log scale) →'], {
        frameAnchor: 'bottom-right',
        dy: 33,
        textAnchor: 'end'
      }),
      plot.text(['↑ published validation error of ResNet-50 on ImageNet'], {
        frameAnchor: 'top-left',
        dx: -44,
        dy: -20,
        textAnchor: 'start'
      }),
      ...errorLine(plot, errors, 'batch'),
      ...errorLine(plot, errors, 'group'),
      plot.text(['batch norm'], {
        x: () => first.batchSize,
        y: () => first.batch,
        dx: 12,
        textAnchor: 'start',
        fill: COLORS.batchNorm,
        fontWeight: 600
      }),
      plot.text(['group norm'], {
        x: () => first.batchSize,
        y: () => first.group,
        dx: 12,
        dy: -11,
        textAnchor: 'start',
        fill: COLORS.groupNorm,
        fontWeight: 600
      })
    ]
  }));
  return { height: ERRORS_HEIGHT, markup };
}

function errorLine(plot: Plot, errors: readonly BatchSizeErrors[], of: 'batch' | 'group'): PlotMark[] {
  const color = of === 'batch' ? COLORS.batchNorm : COLORS.groupNorm;
  const place = { x: 'batchSize', y: of } as const;
  return [
    plot.line(errors, { ...place, stroke: color, strokeWidth: 2 }),
    plot.dot(errors, { ...place, r: 4, fill: color, symbol: of === 'batch' ? 'circle' : 'square' })
  ];
}
