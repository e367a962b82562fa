/** The documents a cell shows: data, not pictures. Both the kernel and the extension import this file. */
import type { ArchitectureSpec, SeparationCriterion, SpatialDimensions } from '../analysis';
import type { FrontState } from './front-state';
import type { GatesState } from './gates-state';
import type { NormalizationNoiseState } from './noise-state';
import type { SearchExplorerState } from './search-state';
import type { StoppingPointState } from './stopping-state';

export const MIME_TYPE = 'application/vnd.efficientnet-lab.v1+json';
export const DOCUMENT_VERSION = 1;
/** How a network is chosen in the scaling explorer. */
export type ScalingMode = 'rule' | 'published' | 'manual';

/** Positions of the scaling explorer's controls; everything else is computed from them. */
export interface ScalingExplorerState {
  mode: ScalingMode;
  phi: number;
  alpha: number;
  beta: number;
  gamma: number;
  /** Published variant, `b0` … `v2-l`; used when `mode` is `published`. */
  variant: string;
  /** Multipliers on B0, and pixels; used when `mode` is `manual`. */
  depth: number;
  width: number;
  resolution: number;
  /**
   * `phi`, the default: MACs against φ. `dimensions`: what depth, width, resolution and all together cost against
   * what the rule promises.
   */
  picture?: 'phi' | 'dimensions';
}

export const PIN_LETTERS = ['A', 'B', 'C', 'D'] as const;
export type PinLetter = (typeof PIN_LETTERS)[number];

/** A network kept for comparison under a letter that is the same in every view. */
export interface Pin {
  readonly letter: PinLetter;
  readonly spec: ArchitectureSpec;
}

/** The explorer's positions, and the networks it compares with; each letter at most once. */
export interface ScalingExplorerData extends ScalingExplorerState {
  pins?: readonly Pin[];
}

/** Positions of the block explorer's controls: one place in a network where a block could stand. */
export interface BlockExplorerState {
  spatialDimensions: SpatialDimensions;
  /** Side of the map that comes in. */
  size: number;
  inputFilters: number;
  outputFilters: number;
  kernelSize: number;
  stride: number;
  expansionRatio: number;
  /** Hidden width of squeeze-and-excitation as a share of `inputFilters`; 0 means none. */
  squeezeExciteRatio: number;
  /** Benefit of a depthwise separable convolution as a share of the standard convolution's, 0…1. */
  alpha: number;
  criterion: SeparationCriterion;
  /** Cost of the standard convolution in units of its benefit, λF/B; used by `netUtility`. */
  relativeCost: number;
}

/** Columns that the model table can be ordered by. */
export const MODEL_TABLE_COLUMNS = [
  'order',
  'name',
  'kind',
  'outputSize',
  'outputFilters',
  'params',
  'macs',
  'elementOps',
  'activationBytes',
  'bytesMoved',
  'arithmeticIntensity',
  'receptiveField'
] as const;
export type ModelTableColumn = (typeof MODEL_TABLE_COLUMNS)[number];

export interface ModelTableState {
  spec: ArchitectureSpec;
  sort: { column: ModelTableColumn; descending: boolean };
  /** Shown are layers whose name or kind holds this text. */
  search: string;
}

/** The network whose counts are reconciled between tools. */
export interface ToolComparisonState {
  spec: ArchitectureSpec;
}

export type RunStatus = 'running' | 'stopping' | 'finished' | 'stopped' | 'failed' | 'interrupted';

export interface EpochRecord {
  /** 1-based. */
  epoch: number;
  /** Means over the epoch's training steps. */
  loss: number;
  accuracy: number;
  /** Means over the validation images; null when there are none. */
  validationLoss: number | null;
  validationAccuracy: number | null;
  learningRate: number;
  /** Wall time of training and validation, seconds. */
  seconds: number;
}

/** Training curve, thinned to at most 400 points; all arrays have one length. */
export interface StepCurve {
  /** Global step, 1-based. */
  step: number[];
  /** Mean loss since the previous point. */
  loss: number[];
  /** Mean accuracy since the previous point, 0…1. */
  accuracy: number[];
  learningRate: number[];
}

export interface TrainingMonitorState {
  runId: string;
  status: RunStatus;
  /** For example `EfficientNet custom, 101,234 parameters`. */
  model: string;
  /** For example `MNIST, 55,000 training and 5,000 validation images`. */
  dataset: string;
  epochs: number;
  stepsPerEpoch: number;
  /** Global steps done. */
  step: number;
  elapsedSeconds: number;
  /** Estimated; null before it can be told and after the end. */
  remainingSeconds: number | null;
  /** Training images per second, recent; null before the first step. */
  imagesPerSecond: number | null;
  learningRate: number;
  curve: StepCurve;
  history: EpochRecord[];
  /** Path of the newest checkpoint relative to the working folder; null when none was written. */
  checkpoint: string | null;
  /** What went wrong or needs attention, one sentence each. */
  messages: string[];
  /** What is needed to repeat the run. */
  record: Record<string, string | number | boolean | null>;
  /** When this was so, ISO 8601; absent in documents of earlier versions. */
  heardAt?: string;
}

interface DocumentBase {
  version: typeof DOCUMENT_VERSION;
  /** The result in words: the view's heading, its aria-live text and the first line of text/plain. */
  sentence: string;
}
export interface ScalingExplorerDocument extends DocumentBase {
  view: 'scaling-explorer';
  data: ScalingExplorerData;
}
export interface TrainingMonitorDocument extends DocumentBase {
  view: 'training-monitor';
  data: TrainingMonitorState;
}
export interface BlockExplorerDocument extends DocumentBase {
  view: 'block-explorer';
  data: BlockExplorerState;
}
export interface ModelTableDocument extends DocumentBase {
  view: 'model-table';
  data: ModelTableState;
}
export interface ToolComparisonDocument extends DocumentBase {
  view: 'tool-comparison';
  data: ToolComparisonState;
}
export interface SearchExplorerDocument extends DocumentBase {
  view: 'search-explorer';
  data: SearchExplorerState;
}
export interface FrontDocument extends DocumentBase {
  view: 'front';
  data: FrontState;
}
export interface StoppingPointDocument extends DocumentBase {
  view: 'stopping-point';
  data: StoppingPointState;
}
export interface NormalizationNoiseDocument extends DocumentBase {
  view: 'normalization-noise';
  data: NormalizationNoiseState;
}
export interface GatesDocument extends DocumentBase {
  view: 'gates';
  data: GatesState;
}
export type LabDocument =
  | ScalingExplorerDocument
  | TrainingMonitorDocument
  | BlockExplorerDocument
  | ModelTableDocument
  | ToolComparisonDocument
  | SearchExplorerDocument
  | FrontDocument
  | StoppingPointDocument
  | NormalizationNoiseDocument
  | GatesDocument;
