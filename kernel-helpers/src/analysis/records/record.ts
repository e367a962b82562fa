import type { ArchitectureSpec } from '../spec';

/** `measured`: by the reader or the product. `published`: printed by someone else. `predicted`: by a model of accuracy. */
export const RECORD_KINDS = ['measured', 'published', 'predicted'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Where a number comes from. */
export interface Provenance {
  kind: RecordKind;
  /** A paper and its table, a file and its commit, a run's identifier, or the model that predicts. */
  source: string;
  /** Day on which it was measured, read or predicted: `2026-11-22`. */
  date: string;
  /** Edition of the source, for example `v5` of a paper; null where it has none. */
  version: string | null;
}

export const COST_QUANTITIES = ['macs', 'params', 'latency', 'training', 'memory', 'other'] as const;

/** `macs` are multiply-adds; `latency` and `training` are times, `memory` is bytes. */
export type CostQuantity = (typeof COST_QUANTITIES)[number];

/** One kind of cost, and the conditions under which it was measured. Less is better in all of them. */
export interface CostMeasure {
  /** Names the cost in `ResultRecord.costs`, in CSV and in messages. */
  key: string;
  /** For people. */
  name: string;
  quantity: CostQuantity;
  /** `MACs`, `parameters`, `ms`, … */
  unit: string;
  /** What it ran on. */
  device?: string;
  batchSize?: number;
  /** Precision, layout, number of runs, rounding of what was printed. */
  note?: string;
  /** Where it comes from, if not from the record's own source. */
  source?: string;
}

/** What was done to a family's baseline. */
export const RECORD_SCALINGS = ['baseline', 'depth', 'width', 'resolution', 'compound'] as const;
export type RecordScaling = (typeof RECORD_SCALINGS)[number];

export const INTERVAL_CAUSES = ['seeds', 'images', 'other'] as const;

/** What another repetition would have differed in: the runs' seeds, or the images that were asked. */
export type IntervalCause = (typeof INTERVAL_CAUSES)[number];

/** Where the true accuracy lies; ends in per cent, the accuracy itself between them. Either may lie beyond 0 or 100. */
export interface AccuracyInterval {
  from: number;
  to: number;
  /** Share of such intervals that hold the true accuracy, above 0 and below 1. */
  confidence: number;
  over: IntervalCause;
}

/** A measured run, a published row or a model's prediction: one kind of record, told apart by its provenance. */
export interface ResultRecord {
  name: string;
  /** Top-1 accuracy in per cent; null where only costs are known. */
  accuracy: number | null;
  /** Positive, by the key of a measure of the set; no entry where unknown. */
  costs: Readonly<Record<string, number>>;
  provenance: Provenance;
  accuracyInterval?: AccuracyInterval;
  /** Top-5 accuracy in per cent. */
  top5?: number;
  family?: string;
  scaling?: RecordScaling;
  /** Compound coefficient φ. */
  phi?: number;
  /** A published network's name, as `variant` takes it. */
  variant?: string;
  /** Side of the image, pixels. */
  resolution?: number;
  /** What else was set: batch size, normalisation, multipliers, split. */
  settings?: Readonly<Record<string, string | number>>;
  /** The network itself. */
  spec?: ArchitectureSpec;
}

/** Records that share their measures of cost. */
export interface RecordSet {
  title: string;
  /** In the order in which a view offers them. */
  measures: readonly CostMeasure[];
  records: readonly ResultRecord[];
}

/** Bounds of what a file may hold: far above any study, and within the memory of a page. */
export const RECORD_LIMITS = {
  records: 2_000_000,
  /** UTF-16 units of a file; engines end strings at 2²⁹. */
  characters: 2 ** 29 - 25,
  measures: 64,
  settings: 64,
  /** Of costs and resolutions; beyond, the ratio of two, or a margin around one, leaves the range of numbers. */
  smallest: 1e-100,
  largest: 1e100,
  /** Characters of a name. */
  name: 200,
  /** Characters of a source or note. */
  text: 1000
} as const;

/** Multiply-adds and parameters, the two costs that follow from the network alone. */
export const MACS_MEASURE: CostMeasure = {
  key: 'macs',
  name: 'Multiply-adds',
  quantity: 'macs',
  unit: 'MACs'
};
export const PARAMS_MEASURE: CostMeasure = {
  key: 'params',
  name: 'Parameters',
  quantity: 'params',
  unit: 'parameters'
};
