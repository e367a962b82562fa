import { classWeights, type Dataset, requireAugmentation } from '../data';
import { EARLY_STOPPING_OPTIONS, earlyStoppingOf } from './early-stopping';
import { requireKnown, TrainingError } from './errors';
import { LOG_OPTIONS } from './logs';
import { lossScaleOf, optimizerSettings } from './optimizer';
import { type Settings, TRAINING_OPTIONS, type TrainingOptions } from './options';
import { withPreset } from './presets';
import { RESUME_SCHEDULES } from './resumed-schedule';
import { requireChanges } from './run-changes';
import { type Schedule, SCHEDULES } from './schedule';

/**
 * @param data Training images, for options that depend on them.
 * @throws TrainingError or DataError naming the option that can't be.
 */
export function settingsOf(given: TrainingOptions, data: Dataset | null = null): Settings {
  requireKnown(given, TRAINING_OPTIONS);
  requireKnown(given.earlyStopping ?? {}, EARLY_STOPPING_OPTIONS, 'earlyStopping.');
  requireKnown(given.logs ?? {}, LOG_OPTIONS, 'logs.');
  const options = withPreset(given, data?.shape[0] ?? 1);
  const schedule = options.schedule ?? 'cosine';
  const precision = options.precision ?? 'float32';
  const execution = options.execution ?? 'compiled';
  const settings: Settings = {
    epochs: options.epochs ?? 1,
    batchSize: options.batchSize ?? 64,
    seed: options.seed ?? 0,
    optimizer: optimizerSettings(options.optimizer ?? 'adam'),
    clipNorm: options.clipNorm ?? null,
    emaDecay: options.emaDecay ?? null,
    accumulationSteps: options.accumulationSteps ?? 1,
    learningRate: options.learningRate ?? 1e-3,
    layerRates: options.layerRates ?? null,
    schedule: typeof schedule === 'string' ? { kind: schedule } : schedule,
    warmupEpochs: options.warmupEpochs ?? 0,
    execution,
    thread: execution === 'eager' ? 'main' : (options.thread ?? 'worker'),
    precision,
    recompute: options.recompute ?? canRecompute(execution, precision),
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
  if (settings.emaDecay !== null) {
    requireBetween('emaDecay', settings.emaDecay, 0, 0.999999);
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
  requireRecompute(settings);
  requireOneOf('thread', settings.thread, ['worker', 'main']);
  requireOneOf('onCheckpointFailure', settings.onCheckpointFailure, ['continue', 'stop']);
  requireSchedule(settings.schedule);
  requireRunFiles(settings, options.resumeFrom);
  if (options.onEvent !== undefined && typeof options.onEvent !== 'function') {
    throw new TrainingError(
      'onEvent',
      options.onEvent,
      'a function',
      'Give one of an event, or leave it out.'
    );
  }
  return settings;
}

function canRecompute(execution: Settings['execution'], precision: Settings['precision']): boolean {
  return execution === 'compiled' && precision === 'float32';
}

function requireRecompute({ recompute, execution, precision }: Settings): void {
  if (typeof recompute !== 'boolean') {
    throw new TrainingError('recompute', recompute, 'true or false', 'Set recompute to one of them.');
  }
  if (recompute && !canRecompute(execution, precision)) {
    const expected = 'false with eager execution and in 16 bits';
    const remedy = "Use execution 'compiled' and precision 'float32', or leave recompute out.";
    throw new TrainingError('recompute', recompute, expected, remedy);
  }
}

/** One path segment that no system minds, and that hides nothing. */
const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9._ -]{0,99}$/;

function requireRunFiles(settings: Settings, resumeFrom: string | undefined): void {
  const { checkpointDir, runName, earlyStopping, logs } = settings;
  if (checkpointDir !== null && typeof checkpointDir !== 'string') {
    const remedy = 'Give its path, or null for none.';
    throw new TrainingError('checkpointDir', checkpointDir, 'a folder', remedy);
  }
  if (runName !== null && !(typeof runName === 'string' && RUN_NAME.test(runName))) {
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
    const remedy = "Give the folder that holds the runs; `logs` and `resumeFrom: 'latest'` need it.";
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
  if (option?.every((weight) => weight === 0)) {
    throw new TrainingError(
      'classWeights',
      'zeros alone',
      'one above 0',
      'No image would count: leave them out.'
    );
  }
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
    throw new TrainingError(option, value, expected, `Set ${option} to such a number, or leave it out.`);
  }
}

function requireBetween(option: string, value: number, min: number, max: number): void {
  // Written so that NaN fails too.
  if (!(typeof value === 'number' && value >= min && value <= max)) {
    const expected = min === Number.MIN_VALUE ? `above 0, at most ${max}` : `a number from ${min} to ${max}`;
    throw new TrainingError(option, value, expected, `Set ${option} to such a number, or leave it out.`);
  }
}

function requireOneOf(option: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) {
    throw new TrainingError(option, value, allowed.join(', '), `Choose one of them for ${option}.`);
  }
}
