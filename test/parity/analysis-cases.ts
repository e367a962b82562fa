import {
  PAPER_VARIANTS,
  publishedRecords,
  recordsCsv,
  summarize,
  thinnedSet,
  variant
} from '../../kernel-helpers/src/analysis';
import { SeededOrder } from '../../kernel-helpers/src/data';

/** Data as users bring it, for `analysis.py` and for `analysis`. */
const random = new SeededOrder(5, 'analysis');
export const times = <T>(length: number, value: (i: number) => T): T[] =>
  Array.from({ length }, (_, i) => value(i));

/** Points with ties in cost, in accuracy and in both. */
export const fronts = times(40, (i) => ({
  costs: times(30, () => (i % 2 === 0 ? 1 + random.below(12) : random.between(0.1, 50))),
  accuracies: times(30, () => (i % 3 === 0 ? 60 + random.below(9) : random.between(55, 90))),
  reference: { cost: random.between(5, 60), accuracy: random.between(50, 70) },
  budgets: [0.05, 3, 7, 20, 100]
}));

/** Families around a curve, in no order. */
export const series = times(6, (i) => {
  const [asymptote, amplitude, rate] = [
    random.between(80, 90),
    random.between(6, 60),
    random.between(0.25, 0.7)
  ];
  const costs = times(8, (k) => 0.4 * 2 ** (0.9 * ((k * 3 + i) % 8)) * random.between(0.95, 1.05));
  const base = Math.min(...costs);
  const accuracies = costs.map(
    (cost) => asymptote - amplitude * (cost / base) ** (-rate / Math.LN2) + random.between(-0.1, 0.1)
  );
  return {
    costs,
    accuracies,
    growth: [2, 1.92, 3][i % 3],
    phis: [0, 1, 2.5],
    threshold: 0.3,
    share: 0.1,
    resampled: i < 2
  };
});

export const noises = [
  { batchSize: 2, height: 3, width: 4, correlation: 0.3, kurtosis: 3 },
  { batchSize: 1, height: 5, width: 5, correlation: 0.1, kurtosis: 3 },
  { batchSize: 6, height: 2, width: 5, correlation: -0.05, kurtosis: 3 },
  { batchSize: 16, height: 1, width: 1, correlation: 0, kurtosis: 3 },
  { batchSize: 4, height: 4, width: 3, correlation: 0, kurtosis: 5.4 },
  { batchSize: 3, height: 4, width: 4, correlation: 0.4, kurtosis: 4.5 },
  { batchSize: 3, height: 4, width: 4, correlation: 0.2, kurtosis: 2.5 }
].map((place) => ({ ...place, channels: 24, groups: 3 }));
export const running = [
  { momentum: 0.9, steps: 30, settled: 0.01 },
  { momentum: 0.99, steps: 400, settled: 0.02 },
  { momentum: 0.5, steps: 1, settled: 0.3 }
];
export const correlations = [
  { height: 7, width: 7, reach: 2 },
  { height: 3, width: 11, reach: 5 }
];
export const rectified = [0, 0.1, 0.5, 1];

export const gates = times(3, (i) => ({
  gates: times(50, () => times(6, (c) => (c === 2 ? 0.001 * random.between(0, 1) : random.between(0, 1)))),
  maps: times(50, () => times(9, () => times(6, () => random.between(-2, 3)))),
  weights: times(6, () => times(4, () => random.between(-1, 1))),
  threshold: 0.02 + 0.1 * i,
  quantile: [1, 0.95, 0.5][i],
  /** Contribution below which a channel goes. */
  least: 0.3 + 0.2 * i
}));

const b0 = summarize(variant('b0'));
export const pruned = ['block2a', 'block2b', 'block3a', 'block5b', 'block6a', 'block7a'];
export const blocks = pruned.map((name, i) => {
  const place = b0.blocks.findIndex((each) => each.name === name);
  const spec = b0.spec.stages.flatMap((stage) => stage.blocks)[place];
  return {
    inputs: spec.inputFilters,
    expanded: spec.expandedFilters,
    outputs: spec.outputFilters,
    kernel: spec.kernelSize,
    stride: spec.stride,
    hidden: spec.squeezeExciteFilters,
    size: b0.blocks[place].inputSize,
    removed: 1 + 7 * i
  };
});

export const phis = PAPER_VARIANTS.slice(1).map(
  ({ depthCoefficient: depth, widthCoefficient: width, resolution }) => ({
    ...{ depth, width, resolution }
  })
);

export const calibrations = times(3, (i) => ({
  probabilities: times(120, () => {
    const row = times(4, () => random.between(0.01, 1) ** 3);
    const sum = row.reduce((a, b) => a + b);
    return row.map((value) => value / sum);
  }),
  labels: times(120, () => random.below(4)),
  bins: [4, 10, 12][i]
}));

export const quantiles = times(8, (i) => ({
  values: times(1 + i * 3, () => random.between(-5, 5)).sort((a, b) => a - b),
  at: [0, 0.025, 0.3, 0.5, 0.999, 1]
}));

export const paper = publishedRecords('paper-dimensions');
export const quoted = { ...paper.records[0], name: 'a "quoted", name', family: 'with, comma' };
const tables = [recordsCsv(paper), recordsCsv({ ...paper, records: [quoted, ...paper.records] })];

const published = publishedRecords('timm');
export const thinned = thinnedSet(published, 60).set;
const clouds = [
  { whole: published.records, part: thinned.records, keys: published.measures.map(({ key }) => key) }
];

export const crops = times(4, () => {
  const [width, height] = [5 + random.below(9), 4 + random.below(9)];
  const [left, top] = [random.below(width - 2), random.below(height - 2)];
  const box = { left, top, width: 1 + random.below(width - left), height: 1 + random.below(height - top) };
  return { ...box, pixels: times(height, () => times(width, () => times(3, () => random.below(256)))) };
});

export const request = {
  ...{ fronts, series, noise: noises, running, correlations, rectified, gates },
  ...{ blocks, phis, calibrations, quantiles, tables, clouds, crops }
};

interface Front {
  members: number[];
  hypervolume: number;
  knees: Record<'linear' | 'log', { point: number; height: number } | null>;
  budgets: { best: number | null; next: number | null }[];
}
interface Series {
  curve: [number, number, number];
  rms: number;
  deviation: number;
  margins: number[];
  absolute: number;
  relative: number;
  peak: number;
  steps: Record<'gain' | 'marginal' | 'perDoubling' | 'perCost', number[]>;
  bootstrap: [number, number][];
}
interface Noise {
  meanError: number;
  meanErrorFromOthers: number;
  varianceMean: number;
  varianceError: number;
  effectiveValues: number;
  groupMeanSpread: number;
  output?: number;
  outputVariance?: number;
}
interface Gates {
  mean: number[];
  deviation: number[];
  quantiles: number[][];
  below: number[];
  verdicts: string[];
  contributions: number[];
  order: number[];
  pruned: number[];
  texts: string[];
}
export interface Answers {
  fronts: Front[];
  series: Series[];
  noise: Noise[];
  running: { leftover: number; varianceFactor: number; firstSettledStep: number }[];
  correlations: number[];
  rectified: number[];
  gates: Gates[];
  blocks: [number, number, number][];
  phis: { implied: number[]; phi: number; rms: number; published: number; macs: number }[];
  calibrations: { ece: number; mce: number }[];
  quantiles: number[][];
  tables: { rows: string[][]; text: string }[];
  clouds: Record<string, [string[], string[]]>[];
  crops: number[][][][];
}
