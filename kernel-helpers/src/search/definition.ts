import type {
  ArchitectureSpec,
  BaseNetwork,
  CandidateSet,
  SearchConstraint,
  SearchMeasure
} from '../analysis';
import type { TrainingOptions } from '../training';
import type { SweepData } from './data';

export const SWEEP_FORMAT = 'efficientnet-lab.sweep';
export const SWEEP_VERSION = 1;

/** Options of training that a sweep decides itself, that can't be written down, or that would end a run before its rung. */
type DecidedBySweep =
  | 'epochs'
  | 'seed'
  | 'checkpointDir'
  | 'runName'
  | 'resumeFrom'
  | 'resumeSchedule'
  | 'acceptChanges'
  | 'onCheckpointFailure'
  | 'earlyStopping'
  | 'signal'
  | 'onEvent';

/**
 * How every network is trained. The schedule of the learning rate is one over all `epochs`, whichever rung a network
 * comes to: a longer rung continues where the shorter one ended.
 */
export type SweepTraining = Omit<TrainingOptions, DecidedBySweep> & {
  epochs: number;
  /**
   * Lets the learning rate follow the batch size N linearly (Goyal et al. 2017, arXiv 1706.02677): `learningRate` is
   * that of a batch of so many images, and a network is trained with `learningRate`·N/`learningRatePer`. Default none:
   * `learningRate` at any batch size.
   */
  learningRatePer?: number;
};

/** What all networks of a search have besides what is scaled: classes, channels of the images, the stem's stride. */
export type SweepNetwork = Readonly<Record<string, unknown>>;

/** Networks that coefficients build, each once however many triplets build it, at φ = 1. */
export interface TripletCandidates {
  kind: 'triplets';
  /** The stage table that is scaled, or the name of the published network that has it. */
  base: string | BaseNetwork;
  triplets: CandidateSet;
  /** Growth g of the cost, from 1, and by how much a network may miss it. */
  growth: number;
  tolerance: number;
  /** Which growth has to keep it: d·w²·r², that of the network as it is built, or both. */
  constraint: SearchConstraint;
  measure: SearchMeasure;
  network?: SweepNetwork;
  /** At most so many of the networks, chosen by lot, and the same ones again when there may be more. Default all. */
  most?: number;
}

/** Networks of one's own. */
export interface ListedCandidates {
  kind: 'networks';
  specs: readonly ArchitectureSpec[];
}

/** A candidate by itself, beside those of `candidates` and `grid`: one of one's own, or one that a model proposed. */
export interface AddedCandidate {
  spec: ArchitectureSpec;
  /** What its training has of its own. */
  training?: Readonly<Record<string, unknown>>;
  /** What tells it from others: coefficients, values of a grid. */
  settings?: Readonly<Record<string, string | number>>;
}

/** Values to try of each option, in all combinations. */
export interface SweepGrid {
  training?: Readonly<Record<string, readonly unknown[]>>;
  /** Fields of the network's specification, for example `{ normalization: ['batch', 'group'] }`. */
  network?: Readonly<Record<string, readonly unknown[]>>;
}

/** What one trial may take. */
export interface TrialLimits {
  /** Threads of TensorFlow; default 1. Another number may change last digits. */
  threads?: number;
  /** Wall time from a process's start to its rung's end; default null, none. */
  seconds?: number | null;
  /** Time without a step or any other sign of life after which a trial counts as hung; default 1800. */
  quietSeconds?: number;
  /** Memory of a trial's process; default null, none. */
  bytes?: number | null;
  /** How often in a row a process that dies without having come further is started again; default 3. */
  retries?: number;
}

/** A search that trains: which networks, how, on what, and how far. Plain JSON. */
export interface SweepDefinition {
  format: typeof SWEEP_FORMAT;
  version: typeof SWEEP_VERSION;
  name: string;
  data: SweepData;
  candidates: TripletCandidates | ListedCandidates;
  grid?: SweepGrid;
  /** Further ones; see `extendByProposal`. */
  added?: readonly AddedCandidate[];
  training: SweepTraining;
  /** Each candidate is trained once with each; its score is the mean. */
  seeds: readonly number[];
  /** Epochs after which candidates are compared, rising. */
  rungs: readonly number[];
  /** η: of the candidates at a rung, one in so many goes on. */
  reduction: number;
  /** The dearest network that is trained; default any. */
  limit?: { measure: SearchMeasure; most: number };
  trial: Required<TrialLimits>;
}

/** A definition as it is written by hand: format and version are this release's, limits have defaults. */
export type SweepRequest = Omit<SweepDefinition, 'format' | 'version' | 'trial'> &
  Partial<Pick<SweepDefinition, 'format' | 'version'>> & { trial?: TrialLimits };
