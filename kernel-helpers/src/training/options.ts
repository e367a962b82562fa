import type { OptionNames } from '../analysis/option-names';
import { type Augmentation, classWeights, type Dataset, requireAugmentation } from '../data';
import type { OutputOptions } from '../evaluation';
import type { Precision } from '../tensorflow';
import { EARLY_STOPPING_OPTIONS, type EarlyStopping, earlyStoppingOf } from './early-stopping';
import { requireKnown, TrainingError } from './errors';
import type { TrainingListener } from './events';
import { LOG_OPTIONS, type LogOptions } from './logs';
import {
  type DynamicLossScale,
  type LossScale,
  lossScaleOf,
  type OptimizerName,
  type OptimizerOptions,
  optimizerSettings,
  type OptimizerSettings
} from './optimizer';
import type { LayerRates } from './layer-rates';
import { type PresetName, withPreset } from './presets';
import { RESUME_SCHEDULES, type ResumeSchedule } from './resumed-schedule';
import { requireChanges, type RunChange } from './run-changes';
import { type Schedule, SCHEDULES } from './schedule';

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
   * Decay of a moving average of all weights and moving statistics, for example 0.9999. Validation uses the average,
   * and the model has it at the end; a checkpoint's model has the weights that training goes on from, and the average
   * lies beside them. Default null, none.
   */
  weightAverage?: number | null;
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
   * Which rate a resumed run goes on with when `epochs` or other options of its schedule are not those that it had:
   * `continue` from the last step's rate, `keep` the schedule as it was, `restart` it over the steps that are left, or
   * `recompute` (default) it as if given from the start, with a warning when the rate jumps.
   */
  resumeSchedule?: ResumeSchedule;
  /**
   * What may be another one than in the run that `resumeFrom` goes on with, for example `['learningRate', 'data']`; or
   * `true` for anything. A run that goes on with other settings, data or another network is another run, and refused
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

/** All that a run may be told. */
export const TRAINING_OPTIONS: OptionNames<TrainingOptions> = {
  resumeSchedule: true,
  acceptChanges: true,
  preset: true,
  epochs: true,
  batchSize: true,
  seed: true,
  optimizer: true,
  clipNorm: true,
  weightAverage: true,
  accumulationSteps: true,
  learningRate: true,
  layerRates: true,
  schedule: true,
  warmupEpochs: true,
  execution: true,
  thread: true,
  precision: true,
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
  weightAverage: number | null;
  accumulationSteps: number;
  learningRate: number;
  layerRates: LayerRates | null;
  schedule: Schedule;
  warmupEpochs: number;
  execution: 'compiled' | 'eager';
  thread: 'worker' | 'main';
  precision: Precision;
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

/**
 * @param data Training images, for options that depend on them.
 * @throws TrainingError or DataError naming the option that can't be.
 */
export function settingsOf(given: TrainingOptions, data: Dataset | null = null): Settings {
  requireKnown(given, TRAINING_OPTIONS);
  requireKnown(given.earlyStopping ?? {}, EARLY_STOPPING_OPTIONS, 'earlyStopping.');
  requireKnown(given.logs ?? {}, LOG_OPTIONS, 'logs.');
  const options = withPreset(given, data?.shape[0] ?? 1);
  const { schedule = 'cosine', precision = 'float32' } = options;
  const settings: Settings = {
    epochs: options.epochs ?? 1,
    batchSize: options.batchSize ?? 64,
    seed: options.seed ?? 0,
    optimizer: optimizerSettings(options.optimizer ?? 'adam'),
    clipNorm: options.clipNorm ?? null,
    weightAverage: options.weightAverage ?? null,
    accumulationSteps: options.accumulationSteps ?? 1,
    learningRate: options.learningRate ?? 1e-3,
    layerRates: options.layerRates ?? null,
    schedule: typeof schedule === 'string' ? { kind: schedule } : schedule,
    warmupEpochs: options.warmupEpochs ?? 0,
    execution: options.execution ?? 'compiled',
    thread: options.execution === 'eager' ? 'main' : (options.thread ?? 'worker'),
    precision,
    lossScale: lossScaleOf(options.lossScale ?? (precision === 'float16' ? 'dynamic' : 1)),
    labelSmoothing: options.labelSmoothing ?? 0,
    classWeights: classWeightsOf(options.classWeights ?? null, data),
    augmentation: options.augmentation ?? {},
    checkpointDir: options.checkpointDir === undefined ? 'checkpoints' : options.checkpointDir,
    runName: options.runName ?? null,
    checkpointEverySteps: options.checkpointEverySteps ?? null,
    checkpointEverySeconds: options.checkpointEverySeconds ?? null,
    earlyStopping: options.earlyStopping ? earlyStoppingOf(options.earlyStopping) : null,
    logs: { csv: false, tensorBoard: false, everySteps: null, ...options.logs },
    keepCheckpoints: options.keepCheckpoints ?? 2,
    onCheckpointFailure: options.onCheckpointFailure ?? 'continue'
  };
  requireWhole('epochs', settings.epochs, 1, 100_000);
  requireWhole('batchSize', settings.batchSize, 1, 65_536);
  requireWhole('seed', settings.seed, -(2 ** 31), 2 ** 31 - 1);
  requireWhole('keepCheckpoints', settings.keepCheckpoints, 1, 1_000_000);
  requireWhole('augmentation.shift', settings.augmentation.shift ?? 0, 0, 256);
  requireAugmentation(settings.augmentation);
  requireBetween('learningRate', settings.learningRate, Number.MIN_VALUE, 1e3);
  requireBetween('warmupEpochs', settings.warmupEpochs, 0, settings.epochs);
  requireBetween('labelSmoothing', settings.labelSmoothing, 0, 0.999);
  if (settings.clipNorm !== null) {
    requireBetween('clipNorm', settings.clipNorm, Number.MIN_VALUE, 1e6);
  }
  if (settings.weightAverage !== null) {
    requireBetween('weightAverage', settings.weightAverage, 0, 0.999999);
  }
  requireWhole('accumulationSteps', settings.accumulationSteps, 1, settings.batchSize);
  if (settings.batchSize % settings.accumulationSteps !== 0) {
    const expected = `a divisor of the batchSize ${settings.batchSize}`;
    throw new TrainingError('accumulationSteps', settings.accumulationSteps, expected, 'Change one of them.');
  }
  requireOneOf('schedule', settings.schedule.kind, SCHEDULES);
  requireChanges(options.acceptChanges);
  requireOneOf('resumeSchedule', options.resumeSchedule ?? 'recompute', RESUME_SCHEDULES);
  requireOneOf('execution', settings.execution, ['compiled', 'eager']);
  requireOneOf('precision', precision, ['float32', 'bfloat16', 'float16']);
  if (precision !== 'float32' && settings.execution === 'eager') {
    throw new TrainingError(
      'precision',
      precision,
      'float32 with eager execution',
      "Use execution 'compiled'."
    );
  }
  requireOneOf('thread', settings.thread, ['worker', 'main']);
  requireOneOf('onCheckpointFailure', settings.onCheckpointFailure, ['continue', 'stop']);
  requireSchedule(settings.schedule);
  requireRunFiles(settings, options.resumeFrom);
  return settings;
}

/** One path segment that no system minds, and that hides nothing. */
const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$/;

function requireRunFiles(settings: Settings, resumeFrom: string | undefined): void {
  const { checkpointDir, runName, earlyStopping, logs } = settings;
  if (runName !== null && !RUN_NAME.test(runName)) {
    const expected =
      'up to 100 letters, digits, spaces, dots, dashes and underscores, a letter or digit first';
    throw new TrainingError('runName', JSON.stringify(runName), expected, 'Choose another name.');
  }
  if (settings.checkpointEverySteps !== null) {
    requireWhole('checkpointEverySteps', settings.checkpointEverySteps, 1, 1e9);
  }
  if (settings.checkpointEverySeconds !== null) {
    requireBetween('checkpointEverySeconds', settings.checkpointEverySeconds, Number.MIN_VALUE, 1e9);
  }
  if (logs.everySteps !== null) {
    requireWhole('logs.everySteps', logs.everySteps, 1, 1e9);
  }
  if (earlyStopping) {
    requireOneOf('earlyStopping.monitor', earlyStopping.monitor, ['validationLoss', 'validationAccuracy']);
    requireWhole('earlyStopping.patience', earlyStopping.patience, 1, 100_000);
    requireBetween('earlyStopping.minDelta', earlyStopping.minDelta, 0, 1e6);
  }
  if (checkpointDir === null && (logs.csv || logs.tensorBoard || resumeFrom === 'latest')) {
    const remedy = "Give the folder in which runs lie; `logs` and `resumeFrom: 'latest'` need it.";
    throw new TrainingError('checkpointDir', null, 'a folder', remedy);
  }
}

function classWeightsOf(
  option: NonNullable<TrainingOptions['classWeights']> | null,
  data: Dataset | null
): readonly number[] | null {
  if (typeof option === 'string') {
    requireOneOf('classWeights', option, ['balanced', 'effective']);
    return data && classWeights(data, { method: option });
  }
  if (option !== null && data !== null && option.length !== data.classes.length) {
    const expected = `${data.classes.length}, one for each class`;
    throw new TrainingError('classWeights', `${option.length} numbers`, expected, 'Give each class one.');
  }
  option?.forEach((weight, label) => requireBetween(`classWeights[${label}]`, weight, 0, 1e6));
  return option;
}

/** Besides `kind`. */
const SCHEDULE_OPTIONS: Readonly<Record<Schedule['kind'], Readonly<Record<string, true>>>> = {
  constant: {},
  cosine: { end: true },
  exponential: { rate: true, epochs: true }
};

function requireSchedule(schedule: Schedule): void {
  requireKnown(schedule, { kind: true, ...SCHEDULE_OPTIONS[schedule.kind] }, 'schedule.');
  if (schedule.kind === 'cosine') {
    requireBetween('schedule.end', schedule.end ?? 0, 0, 1);
  }
  if (schedule.kind === 'exponential') {
    requireBetween('schedule.rate', schedule.rate ?? 1, Number.MIN_VALUE, 1);
    requireBetween('schedule.epochs', schedule.epochs ?? 1, 1e-6, 1e6);
  }
}

function requireWhole(option: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    const expected = `a whole number from ${min} to ${max}`;
    throw new TrainingError(option, value, expected, `Give ${option} such a number, or leave it out.`);
  }
}

function requireBetween(option: string, value: number, min: number, max: number): void {
  // Written so that NaN fails too.
  if (!(typeof value === 'number' && value >= min && value <= max)) {
    const expected = min === Number.MIN_VALUE ? `above 0, at most ${max}` : `a number from ${min} to ${max}`;
    throw new TrainingError(option, value, expected, `Give ${option} such a number, or leave it out.`);
  }
}

function requireOneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new TrainingError(option, value, allowed.join(', '), `Choose one of them for ${option}.`);
  }
}
