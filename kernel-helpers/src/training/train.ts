import type { LayersModel } from '@tensorflow/tfjs';
import { join } from 'node:path';
import { type DatasetSplits, stepsPerEpoch, UnreadableReport } from '../data';
import { type Classifier, classifierOf } from '../evaluation';
import { modelDescription, reseed, randomState } from '../model';
import { loadCheckpoint, prepareFolder, writeCheckpoint } from './checkpoint';
import { CheckpointError, TrainingError } from './errors';
import { type Execution, executionOf, type ValidationResult } from './execution';
import { type CheckpointFiles, DISK } from './files';
import { EpochMeans } from './means';
import { type Settings, settingsOf, type TrainingOptions } from './options';
import { newRunId, runFacts, trainableParameters, type TrainingRun } from './record';
import { learningRateAt } from './schedule';

/** Leftover of the moving statistics' start value above which inference is worth a warning. */
const LEFTOVER_LIMIT = 0.01;

/** Models in training: two runs would change the same weights. */
const busy = new WeakSet<LayersModel>();

/**
 * Trains a classifier, by default in compiled steps in a thread of their own; the model has the new weights at the
 * end of each epoch and of the run. Messages, timers and interrupts pass between steps; an abort ends the run after
 * the step in progress, with a checkpoint, and the promise resolves as `stopped`. A loss that is no longer finite
 * ends it as `failed`; the last checkpoint stays as it is.
 *
 * The same model seed, data, options and machine give the same losses to the last bit on CPUs; on a GPU,
 * set TF_DETERMINISTIC_OPS=1 in the environment before TensorFlow loads. A run resumed from a checkpoint repeats
 * the uninterrupted one; the means of an epoch resumed in its middle cover the rest.
 *
 * @throws TrainingError, DataError or EvaluationError for options, data or a model that can't be; and
 *   CheckpointError for a `resumeFrom` that can't be read.
 */
export async function train(
  model: LayersModel,
  data: DatasetSplits,
  options: TrainingOptions = {}
): Promise<TrainingRun> {
  return trainWithFiles(model, data, options, DISK);
}

/** `train` on another disk, for tests of full and read-only ones. */
export async function trainWithFiles(
  model: LayersModel,
  data: DatasetSplits,
  options: TrainingOptions,
  files: CheckpointFiles
): Promise<TrainingRun> {
  const settings = settingsOf(options);
  const classifier = classifierOf(model);
  if (classifier.classes !== data.classes.length) {
    const remedy = `Build the network with classes: ${data.classes.length}.`;
    throw new TrainingError('model', `${classifier.classes} classes`, `${data.classes.length}`, remedy);
  }
  if (model.trainableWeights.length === 0) {
    const remedy = 'Set `trainable` of some layer to true.';
    throw new TrainingError('model', 'no trainable weights', 'at least one', remedy);
  }
  const steps = stepsPerEpoch(data.train, settings.batchSize);
  if (busy.has(model)) {
    const remedy = 'Wait for the other run, or stop it.';
    throw new TrainingError('model', 'a model that another run trains', 'a free one', remedy);
  }
  busy.add(model);
  const session = new Session(classifier, data, settings, options, steps, files);
  try {
    return await session.run();
  } finally {
    await session.dispose();
    busy.delete(model);
  }
}

class Session {
  private readonly started = performance.now();
  private readonly record: TrainingRun;
  private readonly execution: Execution;
  private readonly folder: string | null;
  private stop: { status: 'stopped' | 'failed'; message: string } | null = null;
  private savedStep = -1;
  private readonly unreadable = new UnreadableReport();

  constructor(
    private readonly classifier: Classifier,
    private readonly data: DatasetSplits,
    private readonly settings: Settings,
    private readonly options: TrainingOptions,
    private readonly stepsPerEpoch: number,
    private readonly files: CheckpointFiles
  ) {
    const { model } = classifier;
    const now = new Date();
    const runId = newRunId(now);
    this.record = {
      runId,
      status: 'stopped',
      message: null,
      steps: 0,
      finalLoss: null,
      history: [],
      warnings: [...data.warnings],
      checkpoint: null,
      seconds: 0,
      spec: modelDescription(model)?.spec ?? null,
      facts: runFacts(model, data, settings, now)
    };
    this.folder = settings.checkpointDir === null ? null : join(settings.checkpointDir, runId);
    this.execution = executionOf(classifier, data, settings);
  }

  async run(): Promise<TrainingRun> {
    reseed(this.classifier.model, this.settings.seed);
    if (this.options.resumeFrom !== undefined) {
      await this.resume(this.options.resumeFrom);
    }
    this.announce();
    try {
      await this.prepare();
      await this.execution.start();
      const first = Math.floor(this.record.steps / this.stepsPerEpoch) + 1;
      for (let epoch = first; epoch <= this.settings.epochs && !this.stopped(); epoch++) {
        await this.epoch(epoch);
      }
      this.warnOfLeftover();
      this.warnOfUnreadable();
      return this.finish();
    } catch (error) {
      this.end('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  dispose(): Promise<void> {
    return this.execution.dispose();
  }

  private get elapsedSeconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  private async epoch(epoch: number): Promise<void> {
    const { batchSize, seed, augmentation } = this.settings;
    const began = performance.now();
    const firstStep = this.record.steps % this.stepsPerEpoch;
    await this.execution.begin({ batchSize, seed, epoch, augmentation, firstStep });
    const means = new EpochMeans();
    let learningRate = 0;
    for (let step = firstStep; step < this.stepsPerEpoch; step++) {
      learningRate = this.learningRate();
      const { loss, accuracy, unreadable } = await this.execution.step(learningRate);
      this.record.steps++;
      this.record.finalLoss = loss;
      this.unreadable.news(unreadable).forEach((message) => this.warn(message));
      if (!Number.isFinite(loss)) {
        const advice = 'Lower the learning rate or lengthen the warm-up.';
        const message = `The loss became ${loss} at step ${this.record.steps}. ${advice}`;
        this.stop = { status: 'failed', message };
        break;
      }
      means.add(loss, accuracy);
      const { steps } = this.record;
      const { elapsedSeconds } = this;
      this.emit({
        type: 'step',
        step: steps,
        epoch,
        loss,
        accuracy,
        learningRate,
        batchSize,
        elapsedSeconds
      });
      if (this.stopped()) {
        break;
      }
    }
    await this.execution.pull();
    if (this.stop?.status !== 'failed' && this.record.steps === epoch * this.stepsPerEpoch) {
      await this.closeEpoch(epoch, means, learningRate, began);
    }
    if (this.stop?.status !== 'failed') {
      await this.save();
    }
  }

  private async closeEpoch(
    epoch: number,
    means: EpochMeans,
    learningRate: number,
    began: number
  ): Promise<void> {
    const validation = await this.validate();
    this.unreadable.news(validation?.unreadable).forEach((message) => this.warn(message));
    const record = {
      epoch,
      loss: means.loss,
      accuracy: means.accuracy,
      validationLoss: validation?.loss ?? null,
      validationAccuracy: validation?.top1 ?? null,
      learningRate,
      seconds: (performance.now() - began) / 1000
    };
    this.record.history.push(record);
    this.emit({ type: 'epoch', record, elapsedSeconds: this.elapsedSeconds });
  }

  /** Null without validation images, and when the run was stopped meanwhile. */
  private async validate(): Promise<ValidationResult | null> {
    if (this.data.validation === null || this.stopped()) {
      return null;
    }
    try {
      return await this.execution.validate(this.options.signal);
    } catch (error) {
      this.stop = { status: 'failed', message: error instanceof Error ? error.message : String(error) };
      return null;
    }
  }

  private async save(): Promise<void> {
    if (this.folder === null || this.savedStep === this.record.steps || this.record.steps === 0) {
      return;
    }
    const { model } = this.classifier;
    const {
      keepCheckpoints: keep,
      optimizer: { name }
    } = this.settings;
    const optimizer = { name, state: this.execution.optimizer.state() };
    const run = { ...this.record, seconds: this.elapsedSeconds };
    const state = { run, stepsPerEpoch: this.stepsPerEpoch, random: randomState(model), optimizer };
    await this.guard(async (folder) => {
      const path = await writeCheckpoint(folder, model, state, { keep, files: this.files });
      this.record.checkpoint = path;
      this.savedStep = this.record.steps;
      this.emit({ type: 'checkpoint', path });
    });
  }

  private prepare(): Promise<void> {
    return this.guard((folder) => prepareFolder(folder, this.files));
  }

  /** Does something on the disk; what fails is a warning or ends the run, as the options say. */
  private async guard(work: (folder: string) => Promise<void>): Promise<void> {
    if (this.folder === null) {
      return;
    }
    try {
      await work(this.folder);
    } catch (error) {
      if (!(error instanceof CheckpointError)) {
        throw error;
      }
      const message = `No checkpoint at step ${this.record.steps}: ${error.message}`;
      if (this.settings.onCheckpointFailure === 'stop') {
        this.stop ??= { status: 'stopped', message };
      } else {
        this.warn(message);
      }
    }
  }

  private async resume(path: string): Promise<void> {
    const { model } = this.classifier;
    const loaded = await loadCheckpoint(path, { into: model });
    if (loaded.stepsPerEpoch !== this.stepsPerEpoch) {
      const expected = `${loaded.stepsPerEpoch}, as the checkpoint's run had`;
      const remedy = 'Resume with the same images and batchSize.';
      throw new TrainingError('resumeFrom', `${this.stepsPerEpoch} steps in an epoch`, expected, remedy);
    }
    const { name } = this.settings.optimizer;
    if (loaded.optimizer.name !== name) {
      const remedy = 'Resume with the same optimizer.';
      throw new TrainingError('optimizer', name, loaded.optimizer.name, remedy);
    }
    this.execution.optimizer.restore(loaded.optimizer.state, loaded.path);
    this.record.steps = loaded.run.steps;
    this.record.finalLoss = loaded.run.finalLoss;
    this.record.history = loaded.run.history;
    this.record.checkpoint = loaded.path;
    this.record.facts.resumedFrom = loaded.run.runId;
    this.record.facts.resumedAtStep = loaded.run.steps;
    this.savedStep = loaded.run.steps;
    if (loaded.run.facts.dataFingerprint !== this.data.fingerprint) {
      this.record.warnings.push('The run resumed here was trained on other data.');
    }
    if (loaded.run.facts.seed !== this.settings.seed) {
      this.record.warnings.push(`The run resumed here had the seed ${loaded.run.facts.seed}.`);
    }
  }

  private announce(): void {
    const { record, data, settings } = this;
    const counts = [`${grouped(data.train.shape[0])} training`];
    if (data.validation) {
      counts.push(`${grouped(data.validation.shape[0])} validation`);
    }
    this.emit({
      type: 'start',
      runId: record.runId,
      model: `EfficientNet ${record.facts.network}, ${grouped(trainableParameters(this.classifier.model))} parameters`,
      dataset: `${data.name}, ${counts.join(' and ')} images`,
      epochs: settings.epochs,
      stepsPerEpoch: this.stepsPerEpoch,
      record: record.facts
    });
    record.warnings.forEach((message) => this.emit({ type: 'warning', message }));
  }

  private warnOfLeftover(): void {
    const { spec, steps } = this.record;
    if (spec?.normalization !== 'batch' || steps === 0) {
      return;
    }
    const leftover = spec.batchNormMomentum ** steps;
    if (leftover > LEFTOVER_LIMIT) {
      const percent = (100 * leftover).toPrecision(2);
      const needed = Math.ceil(Math.log(LEFTOVER_LIMIT) / Math.log(spec.batchNormMomentum));
      this.warn(
        `After ${steps} steps the moving statistics still hold ${percent} % of their start values, so ` +
          `evaluation is worse than training. Train ${needed} steps, or lower batchNormMomentum (0.9 suits short runs).`
      );
    }
  }

  private warnOfUnreadable(): void {
    const summary = this.unreadable.summary();
    if (summary !== null) {
      this.warn(summary);
    }
  }

  private learningRate(): number {
    const { learningRate, schedule, warmupEpochs, epochs } = this.settings;
    return learningRateAt(this.record.steps, {
      learningRate,
      schedule,
      warmupSteps: Math.round(warmupEpochs * this.stepsPerEpoch),
      totalSteps: epochs * this.stepsPerEpoch,
      stepsPerEpoch: this.stepsPerEpoch
    });
  }

  private stopped(): boolean {
    if (this.options.signal?.aborted) {
      this.stop ??= { status: 'stopped', message: `Stopped after step ${this.record.steps}.` };
    }
    return this.stop !== null;
  }

  private finish(): TrainingRun {
    if (this.stop?.status !== 'failed') {
      this.execution.optimizer.average?.adopt();
    }
    this.end(this.stop?.status ?? 'finished', this.stop?.message ?? null);
    return this.record;
  }

  private end(status: TrainingRun['status'], message: string | null): void {
    Object.assign(this.record, { status, message, seconds: this.elapsedSeconds });
    const { seconds: elapsedSeconds } = this.record;
    this.emit({ type: 'end', status, elapsedSeconds, ...(message === null ? {} : { message }) });
  }

  private warn(message: string): void {
    this.record.warnings.push(message);
    this.emit({ type: 'warning', message });
  }

  private emit(event: Parameters<NonNullable<TrainingOptions['onEvent']>>[0]): void {
    this.options.onEvent?.(event);
  }
}

/** 55000 as 55,000. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
