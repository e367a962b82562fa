import { dirname } from 'node:path';
import type { PixelRange } from '../analysis';
import { type DatasetSplits, type TrainingOrder, UnreadableReport } from '../data';
import type { Classifier } from '../evaluation';
import {
  describeTraining,
  getWeightsByName,
  modelDescription,
  type ModelRandomState,
  type NamedWeights,
  nonFiniteWeights,
  randomState,
  reseed,
  setWeightsByName
} from '../model';
import type { EpochRecord } from '../views/training-monitor';
import {
  type CheckpointState,
  loadBest,
  loadCheckpoint,
  type LoadedCheckpoint,
  loadNewest
} from './checkpoint';
import { reportOf } from './diagnosis';
import { EarlyStopper } from './early-stopping';
import { type Execution, executionOf, type StepValues, type ValidationResult } from './execution';
import type { CheckpointFiles } from './files';
import { EpochMeans } from './means';
import { recomputationWarning } from './kept-activations';
import { memoryWarning } from './memory-warning';
import { brokenWeights, largestWeight } from './non-finite';
import { failureMessage, nonFiniteSentence, remedy } from './non-finite-words';
import { SMALLEST_LOSS_SCALE } from './optimizer';
import { memoryError } from './out-of-memory';
import type { Settings, TrainingOptions } from './options';
import { runFacts, type TrainingRun } from './record';
import { requireSameRun, resumeRecord } from './resume';
import { resumedSchedule, scheduleOf } from './resumed-schedule';
import { acceptedChanges } from './run-changes';
import { RunFiles, type RunPlace } from './run-files';
import type { RunLife } from './run-life';
import { leftoverWarning, skippedWarning, startEvent } from './run-sentences';
import { learningRateAt, type ScheduleContext } from './schedule';

/** So often a run tells that its graph is still being built. */
const BUILDING_INTERVAL_MS = 1000;

/** One run, from its options to its record. */
export class Session {
  private readonly started = performance.now();
  private readonly record: TrainingRun;
  private readonly execution: Execution;
  private readonly life: RunLife;
  private readonly runFiles: RunFiles;
  private readonly stopper: EarlyStopper | null;
  private readonly means = new EpochMeans();
  private readonly valuesInTraining: PixelRange | undefined;
  private described = false;
  private readonly unreadable = new UnreadableReport();
  private stop: { status: 'stopped' | 'failed'; message: string } | null = null;
  /** Set when early stopping ends the run. */
  private early: string | null = null;
  /** Weights that the best epoch was scored with. */
  private bestWeights: NamedWeights | null = null;
  /** Steps done when the weights were last seen to be finite. */
  private finiteAt = 0;
  private largestAtStart = 0;
  private schedule: ScheduleContext;
  private building: NodeJS.Timeout | undefined;
  /** Of the last step, also of one before a resume. */
  private lastRate = 0;

  constructor(
    private readonly classifier: Classifier,
    private readonly data: DatasetSplits,
    private readonly settings: Settings,
    private readonly options: TrainingOptions,
    private readonly stepsPerEpoch: number,
    {
      place,
      now,
      files,
      values,
      life
    }: {
      place: RunPlace;
      now: Date;
      files: CheckpointFiles;
      values: PixelRange | undefined;
      life: RunLife;
    }
  ) {
    this.life = life;
    const { model } = classifier;
    const warnings = [memoryWarning(classifier, data, settings), recomputationWarning(options)];
    this.schedule = scheduleOf(settings, stepsPerEpoch);
    this.valuesInTraining = values;
    this.record = {
      runId: place.runId,
      status: 'stopped',
      message: null,
      steps: 0,
      finalLoss: null,
      history: [],
      warnings: [...data.warnings, ...warnings.filter((warning) => warning !== null)],
      checkpoint: null,
      resumes: [],
      best: null,
      nonFinite: null,
      lossScale:
        typeof settings.lossScale === 'number' ? null : { scale: settings.lossScale.initial, skipped: [] },
      schedule: this.schedule,
      seconds: 0,
      spec: modelDescription(model)?.spec ?? null,
      facts: runFacts(classifier, data, settings, now)
    };
    this.runFiles = new RunFiles(place, settings, files, (message) => this.diskFailed(message));
    this.stopper = settings.earlyStopping && new EarlyStopper(settings.earlyStopping);
    this.execution = executionOf(classifier, data, settings);
    life.computes = () => this.execution.computing;
  }

  async run(): Promise<TrainingRun> {
    const { model } = this.classifier;
    reseed(model, this.settings.seed);
    if (this.options.resumeFrom !== undefined) {
      await this.resume(this.options.resumeFrom);
    }
    this.largestAtStart = largestWeight(model);
    this.announce();
    try {
      if (this.building) {
        // Recording holds this thread: what is shown must be on its way before.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await this.runFiles.prepare(this.record, this.data.validation !== null);
      await this.execution.start();
      const { history } = this.record;
      while (history.length < this.settings.epochs && !this.stopped() && !this.exhausted()) {
        await this.epoch(history.length + 1);
      }
      const failed = this.stop?.status === 'failed';
      [
        failed ? null : skippedWarning(this.record),
        failed ? null : leftoverWarning(this.record, model),
        this.unreadable.summary()
      ].forEach((message) => message && this.warn(message));
      await this.life.step();
      return await this.finish();
    } catch (thrown) {
      const { batchSize, accumulationSteps, optimizer, recompute } = this.settings;
      const { spec } = this.record;
      const step = { spec, batchSize, accumulationSteps, optimizer: optimizer.kind, recompute };
      const error = memoryError(thrown, step) ?? thrown;
      await this.life.step();
      this.endBuilding();
      await this.end('failed', error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  dispose(): Promise<void> {
    this.endBuilding();
    return this.execution.dispose();
  }

  private get elapsedSeconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** The epoch, or what is left of it: after a resume perhaps no more than its validation. */
  private async epoch(epoch: number): Promise<void> {
    const began = performance.now();
    const last = epoch * this.stepsPerEpoch;
    if (this.record.steps < last) {
      await this.execution.begin(this.order(this.record.steps));
    }
    while (this.record.steps < last) {
      if (!(await this.step(epoch))) {
        return;
      }
      if (this.record.steps < last && this.runFiles.due(this.record.steps)) {
        await this.pull();
        await this.save();
      }
      if (this.stopped()) {
        break;
      }
    }
    await this.pull();
    if (this.record.steps === last && !this.stopped()) {
      await this.closeEpoch(epoch, began);
    }
    await this.save();
  }

  /** Which batches come after so many steps. */
  private order(steps: number): TrainingOrder {
    const { batchSize, seed, augmentation } = this.settings;
    const firstStep = steps % this.stepsPerEpoch;
    return { batchSize, seed, epoch: Math.floor(steps / this.stepsPerEpoch) + 1, augmentation, firstStep };
  }

  /** @returns Whether the run continues. */
  private async step(epoch: number): Promise<boolean> {
    const { batchSize } = this.settings;
    const random = randomState(this.classifier.model);
    const learningRate = learningRateAt(this.record.steps, this.schedule);
    this.lastRate = learningRate;
    const result = await this.execution.step(learningRate);
    await this.life.step();
    if (this.building) {
      this.endBuilding();
      this.emit({ type: 'built', elapsedSeconds: this.elapsedSeconds });
    }
    const { loss, accuracy, taken, lossScale } = result;
    this.describe();
    const step = ++this.record.steps;
    const dynamic = this.record.lossScale;
    this.record.finalLoss = loss;
    this.unreadable.news(result.unreadable).forEach((message) => this.warn(message));
    if (dynamic) {
      dynamic.scale = lossScale;
    }
    if (!taken && !(await this.skips(result, random))) {
      return false;
    }
    // Only what 16 bits can't hold has no loss here; means and logs are of those that have.
    if (Number.isFinite(loss)) {
      this.means.add(loss, accuracy);
      this.runFiles.step({ step, epoch, loss, accuracy, learningRate });
      const { elapsedSeconds } = this;
      const scaling = dynamic ? { lossScale, skipped: !taken } : {};
      const values = { step, epoch, loss, accuracy, learningRate, batchSize, elapsedSeconds };
      this.emit({ type: 'step', ...values, ...scaling });
    }
    return true;
  }

  /** Says of the network what it has seen now. Images that a check refused were not. */
  private describe(): void {
    if (!this.described) {
      this.described = true;
      const { valuesInTraining, record } = this;
      const imagesInTraining = String(record.facts.preparation);
      describeTraining(this.classifier.model, { imagesInTraining, valuesInTraining });
    }
  }

  /**
   * A step that was not taken. With a dynamic loss scale the run goes on with half of it, until that is spent; a loss
   * that is not finite in float32 either ends it at once, since no scale mends that.
   */
  private async skips({ loss, lossScale }: StepValues, random: ModelRandomState): Promise<boolean> {
    const { steps, lossScale: dynamic } = this.record;
    dynamic?.skipped.push(steps);
    const spent = dynamic === null || lossScale < SMALLEST_LOSS_SCALE;
    if (!spent && Number.isFinite(loss)) {
      return true;
    }
    // An epoch without a single loss has no mean, and the next would go as it did.
    const goesOn = !spent && (steps % this.stepsPerEpoch !== 0 || this.means.state.steps > 0);
    const { classifier, data, settings, execution, finiteAt, largestAtStart } = this;
    const used = dynamic ? 2 * lossScale : lossScale;
    const report = await reportOf({ classifier, data, settings, execution }, this.order(steps - 1), {
      ...{ step: steps, loss, random, finiteAt, largestAtStart },
      precision: settings.precision,
      lossScale: used
    }).catch((error: unknown) => {
      this.warn(
        `The layer that failed can't be determined: ${error instanceof Error ? error.message : String(error)}`
      );
      return null;
    });
    if (report && goesOn && (report.cause === 'range' || report.cause === 'lossScale')) {
      const what = `Steps whose loss ${settings.precision} can't hold are skipped.`;
      if (!this.record.warnings.some((warning) => warning.startsWith(what))) {
        this.warn(`${what} ${remedy(report, settings)}`);
      }
      return true;
    }
    const message = failureMessage({ step: steps, loss }, report, settings, dynamic);
    this.stop = { status: 'failed', message };
    this.record.nonFinite = report;
    if (report) {
      this.warn(nonFiniteSentence(report));
    }
    return false;
  }

  /** Brings the model up to date. Weights and statistics that are not finite end the run before they are kept. */
  private async pull(): Promise<void> {
    const { model } = this.classifier;
    await this.execution.pull();
    const { steps } = this.record;
    const broken = nonFiniteWeights(model);
    if (broken.length === 0) {
      this.finiteAt = steps;
      return;
    }
    const report = brokenWeights(model, broken, { step: steps, largestAtStart: this.largestAtStart });
    this.record.nonFinite = report;
    const message = `Weights are no longer finite after step ${steps}. ${remedy(report, this.settings)}`;
    this.stop = { status: 'failed', message };
    this.warn(nonFiniteSentence(report));
  }

  /** A validation that was broken off leaves the epoch open: a resumed run validates it. */
  private async closeEpoch(epoch: number, began: number): Promise<void> {
    const validation = await this.validate();
    if (this.stop?.status !== 'failed' && this.stopped()) {
      return;
    }
    this.unreadable.news(validation?.unreadable).forEach((message) => this.warn(message));
    const record: EpochRecord = {
      epoch,
      loss: this.means.loss,
      accuracy: this.means.accuracy,
      validationLoss: validation?.loss ?? null,
      validationAccuracy: validation?.top1 ?? null,
      learningRate: this.lastRate,
      seconds: (performance.now() - began) / 1000
    };
    this.means.reset();
    this.record.history.push(record);
    this.runFiles.epoch(this.record.steps, record);
    this.emit({ type: 'epoch', record, elapsedSeconds: this.elapsedSeconds });
    if (this.stopper?.observe(record, this.record.steps)) {
      this.record.best = this.stopper.state.best;
      await this.keepBest();
    }
  }

  /** Null without validation images, and when the run was stopped meanwhile. */
  private async validate(): Promise<ValidationResult | null> {
    if (this.data.validation === null) {
      return null;
    }
    try {
      const result = await this.execution.validate(this.options.signal);
      await this.life.step();
      return result;
    } catch (error) {
      this.stop = { status: 'failed', message: error instanceof Error ? error.message : String(error) };
      return null;
    }
  }

  /** Keeps the weights that validation just scored: the averaged ones where there are. */
  private async keepBest(): Promise<void> {
    const { model } = this.classifier;
    const restore = this.execution.optimizer.average?.swap();
    try {
      this.bestWeights = this.settings.earlyStopping?.restoreBest ? getWeightsByName(model) : null;
      await this.runFiles.saveBest(model, this.checkpointState());
    } finally {
      restore?.();
    }
  }

  private exhausted(): boolean {
    if (this.stopper?.exhausted) {
      this.early ??= this.stopper.sentence(this.record.history.length);
    }
    return this.early !== null;
  }

  private checkpointState(): CheckpointState {
    const { kind: name } = this.settings.optimizer;
    return {
      run: { ...this.record, seconds: this.elapsedSeconds },
      stepsPerEpoch: this.stepsPerEpoch,
      means: this.means.state,
      stopper: this.stopper?.state ?? null,
      random: randomState(this.classifier.model),
      optimizer: { name, state: this.execution.optimizer.state() }
    };
  }

  private async save(): Promise<void> {
    if (this.stop?.status === 'failed' || !this.runFiles.wants(this.record)) {
      return;
    }
    const path = await this.runFiles.save(this.classifier.model, this.checkpointState());
    if (path !== null) {
      this.record.checkpoint = path;
      this.emit({ type: 'checkpoint', path });
    }
  }

  /** What fails on the disk is a warning or ends the run, as the options say. */
  private diskFailed(message: string): void {
    if (this.settings.onCheckpointFailure === 'stop') {
      this.stop ??= { status: 'stopped', message };
    } else {
      this.warn(message);
    }
  }

  private async resume(from: string): Promise<void> {
    const { model } = this.classifier;
    const { folder } = this.runFiles.place;
    let loaded: LoadedCheckpoint | null;
    if (from === 'latest') {
      const newest = await loadNewest(folder ?? '', model);
      this.record.warnings.push(...newest.warnings);
      loaded = newest.loaded;
    } else {
      loaded = await loadCheckpoint(from, { into: model });
    }
    if (loaded === null) {
      return;
    }
    requireSameRun(loaded, this.settings, this.stepsPerEpoch);
    const before = { facts: loaded.run.facts, network: loaded.network };
    const now = { facts: this.record.facts, network: modelDescription(model) };
    const changes = acceptedChanges(before, now, this.options);
    this.execution.optimizer.restore(loaded.optimizer.state, loaded.path);
    this.means.state = loaded.means;
    const resumed = resumedSchedule(loaded.run, this.schedule, this.options.resumeSchedule ?? null);
    this.schedule = resumed.schedule;
    this.lastRate = resumed.rates?.before ?? 0;
    resumeRecord(this.record, loaded, this.data, resumed, changes);
    this.finiteAt = this.record.steps;
    if (this.stopper && loaded.stopper) {
      this.stopper.state = loaded.stopper;
      this.record.best = loaded.stopper.best;
      await this.readBest(dirname(loaded.path));
    }
  }

  private async readBest(folder: string): Promise<void> {
    const { best } = this.record;
    if (best === null || !this.settings.earlyStopping?.restoreBest) {
      return;
    }
    this.bestWeights = await loadBest(folder, best.step);
  }

  private announce(): void {
    const { record, data, stepsPerEpoch } = this;
    const { epochs } = this.settings;
    // A resumed run may have no more to do than a validation, or nothing.
    const { history, steps } = record;
    const beginsWithStep = history.length < epochs && steps < (history.length + 1) * stepsPerEpoch;
    const building = this.execution.compiles && beginsWithStep;
    this.emit(startEvent(record, this.classifier.model, data, { epochs, stepsPerEpoch, building }));
    record.warnings.forEach((message) => this.emit({ type: 'warning', message }));
    if (building) {
      this.building = setInterval(() => this.tellBuilding(), BUILDING_INTERVAL_MS).unref();
    }
  }

  private tellBuilding(): void {
    // A run that an interrupt has ended anywhere builds nothing.
    if (this.options.signal?.aborted) {
      this.endBuilding();
    } else {
      this.emit({ type: 'building', elapsedSeconds: this.elapsedSeconds });
    }
  }

  private endBuilding(): void {
    clearInterval(this.building);
    this.building = undefined;
  }

  private stopped(): boolean {
    if (this.options.signal?.aborted) {
      this.stop ??= { status: 'stopped', message: `Stopped after step ${this.record.steps}.` };
    }
    return this.stop !== null;
  }

  private async finish(): Promise<TrainingRun> {
    if (this.stop === null && this.bestWeights !== null) {
      setWeightsByName(this.classifier.model, this.bestWeights);
    } else if (this.stop?.status !== 'failed') {
      this.execution.optimizer.average?.adopt();
    }
    await this.end(this.stop?.status ?? 'finished', this.stop?.message ?? this.early);
    return this.record;
  }

  private async end(status: TrainingRun['status'], message: string | null): Promise<void> {
    Object.assign(this.record, { status, message, seconds: this.elapsedSeconds });
    const told = this.stop;
    await this.runFiles.finish(this.record);
    if (this.stop && this.stop !== told) {
      this.warn(this.stop.message);
    }
    const { seconds: elapsedSeconds } = this.record;
    this.emit({ type: 'end', status, elapsedSeconds, ...(message === null ? {} : { message }) });
  }

  private warn(message: string): void {
    // A resumed run may tell again what its record already says.
    if (!this.record.warnings.includes(message)) {
      this.record.warnings.push(message);
      this.emit({ type: 'warning', message });
    }
  }

  private emit(event: Parameters<NonNullable<TrainingOptions['onEvent']>>[0]): void {
    this.options.onEvent?.(event);
  }
}
