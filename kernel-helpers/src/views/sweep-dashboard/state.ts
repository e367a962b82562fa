import type { ArchitectureSpec, BaseNetwork } from '../../analysis';
import type { ViewDocument } from '../document';
import {
  architectureSpec,
  baseNetwork,
  count,
  finite,
  list,
  maybe,
  nonNegative,
  positiveCount,
  record,
  share,
  text
} from '../schema-parts';

export const SWEEP_STATUSES = [
  'running',
  'paused',
  'stopping',
  'finished',
  'stopped',
  'failed',
  'interrupted'
] as const;
/** `interrupted`: nobody works on it, and it isn't finished. */
export type SweepRunStatus = (typeof SWEEP_STATUSES)[number];

export const CANDIDATE_STATUSES = [
  'waiting',
  'running',
  'undecided',
  'halved',
  'finished',
  'failed'
] as const;
/** `undecided`: at its rung, and halving may still let it on; `halved`: it will not; `finished`: at the last rung. */
export type CandidateStatus = (typeof CANDIDATE_STATUSES)[number];

/** What follows of a candidate while a sweep goes on; lists with a value for each. */
export interface SweepProgress {
  status: CandidateStatus[];
  /** Number of the last rung that has let it in, from 0. */
  rung: number[];
  /** Epochs trained, of all seeds together. */
  epochs: number[];
  /** What they took, seconds. */
  seconds: number[];
  /** Validation accuracy, 0…1, by rung and seed: that of seed s at rung r is list r · seeds + s. Null where not there. */
  accuracies: (number | null)[][];
}

/** Candidates as columns; lists with a value for each. */
export interface SweepColumns extends SweepProgress {
  id: string[];
  name: string[];
  macs: number[];
  /** Trainable ones. */
  params: number[];
  /** What tells candidates apart: coefficients and values of the grid. Null for one without. */
  settings: { name: string; values: (string | number | null)[] }[];
}

export interface SweepFailureNote {
  /** Place of the candidate. */
  place: number;
  seed: number;
  kind: string;
  message: string;
}

/** A run that is being trained. */
export interface RunningTrial {
  /** Place of the candidate. */
  place: number;
  seed: number;
  rung: number;
  /** Of the epochs of the rung, those before included, 0…1. */
  done: number;
}

/** How the networks of candidates are built again. */
export type SweepNetworks =
  | {
      kind: 'triplets';
      base: BaseNetwork;
      /** Fields besides what is scaled. */
      options: Readonly<Record<string, unknown>>;
      /** Values tried of such fields, as they stand in the settings. */
      grid: Readonly<Record<string, readonly unknown[]>>;
    }
  | {
      kind: 'networks';
      specs: readonly ArchitectureSpec[];
      /** Place among `specs`, for each candidate. */
      of: readonly number[];
    };

/** A sweep as a document holds it; plain JSON. */
export interface KeptSweep {
  /** The kernel's name of it while it goes on; empty where no kernel has it. */
  id: string;
  /** As it was given; null where there is none. */
  folder: string | null;
  name: string;
  status: SweepRunStatus;
  /** Why it failed; null where it did not. */
  message: string | null;
  dataset: string;
  seeds: number[];
  /** Epochs after which candidates are compared. */
  rungs: number[];
  /** One in so many goes on. */
  reduction: number;
  /** Runs: one that is trained to two rungs counts twice. */
  counts: { candidates: number; finished: number; failed: number; running: number; decided: number };
  /** Trained, and expected of the whole sweep, of all runs together. */
  epochs: { trained: number; expected: number };
  /** Since its start in this kernel; null of one that was read from its folder. */
  elapsedSeconds: number | null;
  remainingSeconds: number | null;
  /** When this was so, ISO 8601. */
  heardAt: string;
  /** Candidates that were left out, because a document holds no more; those that came farthest are kept. */
  omitted: number;
  columns: SweepColumns;
  /** The first of them. */
  failures: SweepFailureNote[];
  running: RunningTrial[];
  /** Null where they are not known, or too many. */
  networks: SweepNetworks | null;
}

export const COST_MEASURES = ['macs', 'params'] as const;
export type SweepCost = (typeof COST_MEASURES)[number];

/** A part of an axis that candidates have to keep. Of an axis of words, places among them. */
export interface SweepBrush {
  axis: string;
  from: number;
  to: number;
}

/** What of a sweep is looked at. */
export interface SweepChoices {
  cost: SweepCost;
  /** Id of a candidate; null for none. */
  selected: string | null;
  brushes: readonly SweepBrush[];
  sort: { column: string; descending: boolean };
}

export interface SweepDashboardState extends SweepChoices {
  /** Null as long as none is shown. */
  sweep: KeptSweep | null;
}

export type SweepDashboardDocument = ViewDocument<'sweep-dashboard', SweepDashboardState>;

export const SWEEP_DASHBOARD_START: Readonly<SweepDashboardState> = {
  sweep: null,
  cost: 'macs',
  selected: null,
  brushes: [],
  sort: { column: 'accuracy', descending: true }
};

/** Bounds of a document: what a saved notebook can carry, and a page shows without delay. */
export const SWEEP_LIMITS = {
  candidates: 10_000,
  /** Values of all columns together; a document holds no more than 300,000 of all kinds. */
  values: 250_000,
  settings: 40,
  seeds: 100,
  rungs: 20,
  failures: 1000,
  running: 1000,
  nameLength: 200,
  messageLength: 300,
  /** Of networks that are listed one by one; a page checks no more in an instant. */
  blocks: 900
} as const;

const name = { type: 'string', maxLength: SWEEP_LIMITS.nameLength } as const;
const column = { type: 'array', maxItems: SWEEP_LIMITS.candidates } as const;
const rung = { type: 'integer', minimum: 0, maximum: SWEEP_LIMITS.rungs - 1 } as const;

/** Tens of thousands of values: what each may be is `requireSweep`'s to say, in a hundredth of the time. */
const columns = record({
  id: column,
  name: column,
  macs: column,
  params: column,
  settings: list(record({ name, values: column }), SWEEP_LIMITS.settings),
  status: column,
  rung: column,
  epochs: column,
  seconds: column,
  accuracies: list(column, SWEEP_LIMITS.seeds * SWEEP_LIMITS.rungs)
});

/** What options hold is for the scaling to check, when a network is asked for. */
const networks = {
  anyOf: [
    record({
      kind: { const: 'networks' },
      specs: list(architectureSpec, SWEEP_LIMITS.blocks),
      of: column
    }),
    record({
      kind: { const: 'triplets' },
      base: baseNetwork,
      options: { type: 'object' },
      grid: { type: 'object', additionalProperties: { type: 'array' } }
    })
  ]
} as const;

const keptSweep = record({
  id: name,
  folder: maybe(text),
  name,
  status: { enum: [...SWEEP_STATUSES] },
  message: maybe(text),
  dataset: name,
  seeds: { ...list({ type: 'integer' }, SWEEP_LIMITS.seeds), minItems: 1, uniqueItems: true },
  rungs: { ...list(positiveCount, SWEEP_LIMITS.rungs), minItems: 1 },
  reduction: { ...count, minimum: 2 },
  counts: record({ candidates: count, finished: count, failed: count, running: count, decided: count }),
  epochs: record({ trained: count, expected: count }),
  elapsedSeconds: maybe(nonNegative),
  remainingSeconds: maybe(nonNegative),
  heardAt: name,
  omitted: count,
  columns,
  failures: list(
    record({ place: count, seed: { type: 'integer' }, kind: name, message: name }),
    SWEEP_LIMITS.failures
  ),
  running: list(record({ place: count, seed: { type: 'integer' }, rung, done: share }), SWEEP_LIMITS.running),
  networks: { anyOf: [{ type: 'null' }, networks] }
});

export const sweepDashboardSchema = record({
  // The last of these is the one that an error tells of.
  sweep: { anyOf: [{ type: 'null' }, keptSweep] },
  cost: { enum: [...COST_MEASURES] },
  selected: maybe(name),
  brushes: list(record({ axis: name, from: finite, to: finite }), SWEEP_LIMITS.settings),
  sort: record({ column: name, descending: { type: 'boolean' } })
});
