import type { OptionNames } from '../analysis/option-names';
import type { Augmentation } from '../data';
import type { OutputOptions } from '../evaluation';
import type { Precision } from '../tensorflow';
import type { EarlyStopping } from './early-stopping';
import type { TrainingListener } from './events';
import type { LayerRates } from './layer-rates';
import type { LogOptions } from './logs';
import type {
  DynamicLossScale,
  LossScale,
  OptimizerName,
  OptimizerOptions,
  OptimizerSettings
} from './optimizer';
import type { Schedule } from './schedule';

export type PresetName = 'paper' | 'small-data' | 'transfer';

/**
 * Which rate a resumed run continues with when its schedule's options are other ones than before:
 * - `recompute`: as if they had been given from the first step, so that the rate may jump;
 * - `continue`: from the last step's rate on, over the steps that are left;
 * - `keep`: as before, at its old length, and then its last rate;
 * - `restart`: the schedule from its start over the steps that are left, warm-up included (warm restarts, Loshchilov and Hutter
 *   2017).
 */
export type ResumeSchedule = 'recompute' | 'continue' | 'keep' | 'restart';

/** What a run depends on beside its settings. */
export type BesideSettings = 'data' | 'preparation' | 'network';

/** What may be another one in a run that goes on, if it is asked for. */
export type RunChange = keyof (Settings & TrainingOptions) | BesideSettings;

export interface TrainingOptions extends OutputOptions {
  /** A recipe whose numbers stand where these options have none; see `trainingPreset`. Default none. */
  preset?: PresetName;
  /** Passes over the training images; default 1. */
  epochs?: number;
  /** Images in one step; default 64. */
  batchSize?: number;
  /** Of the order of images, of their augmentation, and of dropout and stochastic depth. Default 0. */
  seed?: number;
  /**
   * `adam` (default), `adamw`, `rmsprop` (the paper's: decay 0.9, momentum 0.9, ε 1e-3), `momentum`, `nesterov` or
   * `sgd`; as an object with its numbers.
   */
  optimizer?: OptimizerName | OptimizerOptions;
  /** Scales all gradients down together when their norm exceeds this; default null, never. */
  clipNorm?: number | null;
  /**
   * Decay of the exponential moving average (EMA) of all weights and moving statistics, for example 0.9999. Validation
   * uses the EMA, and the model has it at the end; a checkpoint's model has the weights that training continues from,
   * and the EMA is stored beside them. Default null, none.
   */
  emaDecay?: number | null;
  /**
   * Parts of a batch that pass through the network one after the other, for batches larger than memory; divides
   * batchSize. Take as few as memory allows: a compiled step holds the operations of each. Batch normalisation sees
   * one part at a time. Default 1.
   */
  accumulationSteps?: number;
  /** Highest rate, reached after the warm-up; default 1e-3. */
  learningRate?: number;
  /** Factors of the rate by stage, for networks that start from trained weights; default null, none. */
  layerRates?: LayerRates | null;
  /** Default cosine, to 0. */
  schedule?: Schedule['kind'] | Schedule;
  /** Epochs over which the rate rises linearly, also a fraction of one; default 0. */
  warmupEpochs?: number;
  /**
   * `compiled` (default): steps are recorded once and run as one call of TensorFlow each. `eager`: operation by
   * operation on the model's own weights, the reference.
   */
  execution?: 'compiled' | 'eager';
  /**
   * Where compiled steps run: in a `worker` thread (default), so that this one stays free for messages and other
   * cells, or on the `main` one. The model's weights follow at the end of each epoch and of the run.
   */
  thread?: 'worker' | 'main';
  /**
   * What convolutions, matrix products and the operations between them compute in during training: `float32` (default),
   * `bfloat16` or `float16`. Weights, optimiser, losses, statistics and validation stay float32. Needs compiled steps.
   *
   * Meant for GPUs with 16-bit units; nothing of this has been measured on one. On a CPU a step of B0 took 1.4 times as
   * long in bfloat16 as in float32, though that CPU has bfloat16 instructions (AVX-512 BF16). In float32, TensorFlow by
   * itself multiplies with TF32's 11 significant bits on NVIDIA GPUs that have it, which NVIDIA_TF32_OVERRIDE=0 turns
   * off. XLA is off unless TF_XLA_FLAGS turns it on; on CPUs it made steps some ten times slower.
   */
  precision?: Precision;
  /**
   * Whether a step computes activations again on its way back, rather than to hold them until then: less memory, hardly
   * more time, the same weights bit by bit. Needs compiled steps in float32, where it is the default, and concerns CPUs,
   * where operations of our own normalise.
   */
  recompute?: boolean;
  /**
   * Factor of the loss that keeps small gradients within float16's range; a power of two changes nothing else.
   * `dynamic`, the default for float16, finds it as Keras's LossScaleOptimizer does: 2¹⁵ at first, doubled after 2000
   * finite steps in a row, halved after a step whose loss or gradients are not finite. Such a step is skipped: weights,
   * moving statistics, optimiser and averages stay as they were; the order of images and the rate's schedule go on.
   * The run fails when the scale falls below 1. A number is fixed, and the run fails at gradients that are not
   * finite. Default 1 for float32 and bfloat16.
   */
  lossScale?: 'dynamic' | number | DynamicLossScale;
  /** Share of each label's probability spread evenly over all classes, from 0 (default) to below 1. */
  labelSmoothing?: number;
  /**
   * Factors of images' losses by their class, so that rare classes count as much as frequent ones: `balanced` or
   * `effective` (see `classWeights`), or one number for each class. Means of the epochs are of weighted losses;
   * validation is not weighted. Default null, none.
   */
  classWeights?: 'balanced' | 'effective' | readonly number[] | null;
  /** Of the training images; default none. */
  augmentation?: Augmentation;
  /** Folder in which the run makes its own; default `checkpoints`; null writes none. */
  checkpointDir?: string | null;
  /**
   * Name of the run and of its folder; default one made of the time. A script that names its run and resumes from
   * `latest` can be ended at any moment and started again. Only one run at a time may train under a
   * name; another one is refused.
   */
  runName?: string;
  /** Writes a checkpoint every so many steps, besides the one at the end of each epoch; default null, never. */
  checkpointEverySteps?: number | null;
  /** Writes a checkpoint after the first step that ends so many seconds after the last; default null, never. */
  checkpointEverySeconds?: number | null;
  /** Checkpoints of this run that stay, besides the one of the best epoch; default 2. */
  keepCheckpoints?: number;
  /** What a checkpoint that can't be written does to the run; default `continue`, with a warning. */
  onCheckpointFailure?: 'continue' | 'stop';
  /**
   * What to go on from: `latest`, the newest whole checkpoint of the run `runName`, or without that name of the newest
   * run in checkpointDir, in the same folder; a new run when there is none. Or a path, of a checkpoint or of a run's
   * folder, for a run in a folder of its own. Takes weights, optimiser, averages, masks, the place in the epoch and
   * the history.
   */
  resumeFrom?: string;
  /**
   * Which rate a resumed run continues with when `epochs` or other options of its schedule are not those that it had:
   * `continue` from the last step's rate, `keep` the schedule as it was, `restart` it over the steps that are left, or
   * `recompute` (default) it as if given from the start, with a warning when the rate jumps.
   */
  resumeSchedule?: ResumeSchedule;
  /**
   * What may be another one than in the run that `resumeFrom` continues, for example `['learningRate', 'data']`; or
   * `true` for anything. A run that continues with other settings, data or another network is another run, and refused
   * unless it is asked for here; `resumeSchedule` asks for another rate and schedule. More epochs need neither. Default
   * none.
   */
  acceptChanges?: true | readonly RunChange[];
  /** Ends the run when validation gets no better, and keeps the best epoch's checkpoint; default null, never. */
  earlyStopping?: EarlyStopping | null;
  /** Tables and event files for TensorBoard in the run's folder; default none. */
  logs?: LogOptions;
  /** Ends the run after the step in progress; the run keeps what it learned and resolves as `stopped`. */
  signal?: AbortSignal;
  onEvent?: TrainingListener;
}

/** All options of a run. */
export const TRAINING_OPTIONS: OptionNames<TrainingOptions> = {
  resumeSchedule: true,
  acceptChanges: true,
  preset: true,
  epochs: true,
  batchSize: true,
  seed: true,
  optimizer: true,
  clipNorm: true,
  emaDecay: true,
  accumulationSteps: true,
  learningRate: true,
  layerRates: true,
  schedule: true,
  warmupEpochs: true,
  execution: true,
  thread: true,
  precision: true,
  recompute: true,
  lossScale: true,
  labelSmoothing: true,
  classWeights: true,
  augmentation: true,
  checkpointDir: true,
  runName: true,
  checkpointEverySteps: true,
  checkpointEverySeconds: true,
  keepCheckpoints: true,
  onCheckpointFailure: true,
  resumeFrom: true,
  earlyStopping: true,
  logs: true,
  signal: true,
  onEvent: true,
  outputs: true
};

/** Options with every default filled in. */
export interface Settings {
  epochs: number;
  batchSize: number;
  seed: number;
  optimizer: OptimizerSettings;
  clipNorm: number | null;
  emaDecay: number | null;
  accumulationSteps: number;
  learningRate: number;
  layerRates: LayerRates | null;
  schedule: Schedule;
  warmupEpochs: number;
  execution: 'compiled' | 'eager';
  thread: 'worker' | 'main';
  precision: Precision;
  recompute: boolean;
  lossScale: LossScale;
  labelSmoothing: number;
  /** One for each class; null for none. */
  classWeights: readonly number[] | null;
  augmentation: Augmentation;
  checkpointDir: string | null;
  runName: string | null;
  checkpointEverySteps: number | null;
  checkpointEverySeconds: number | null;
  earlyStopping: Required<EarlyStopping> | null;
  logs: Required<LogOptions>;
  keepCheckpoints: number;
  onCheckpointFailure: 'continue' | 'stop';
}
