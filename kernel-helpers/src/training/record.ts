import { createHash, randomBytes } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, summarize } from '../analysis';
import { type DatasetSplits, preparationWords } from '../data';
import type { Classifier } from '../evaluation';
import { getWeightsByName, modelDescription } from '../model';
import { tensorFlowInfo } from '../tensorflow';
import type { EpochRecord } from '../views/training-monitor';
import type { BestEpoch } from './early-stopping';
import { layerSettings } from './layer-settings';
import type { NonFiniteReport } from './non-finite';
import type { Settings } from './options';
import type { ScheduleContext } from './schedule';

/** What is needed to repeat a run; flat, so that it can be shown as a table. */
export type RunFacts = Record<string, string | number | boolean | null>;

/** A run that went on from a checkpoint. */
export interface Resume {
  /** Run that wrote the checkpoint: this one, or another. */
  runId: string;
  /** Steps that were done. */
  step: number;
  /** ISO 8601. */
  at: string;
  /**
   * Learning rate of the last step before, and of the first after; null when none was left. Absent where no step was
   * done, and in runs of earlier versions.
   */
  rates?: { before: number; after: number | null };
}

/** How a loss scale that is found while training goes. */
export interface LossScaleRecord {
  /** What the loss of the next step is multiplied with. */
  scale: number;
  /** Global steps that were skipped, as their loss or gradients were not finite; 1-based. */
  skipped: number[];
}

/** How a run went. Plain JSON. */
export interface TrainingRun {
  runId: string;
  status: 'finished' | 'stopped' | 'failed';
  /** Why it stopped or failed; null when it finished. */
  message: string | null;
  /** Global steps done, those before a resume included. */
  steps: number;
  /** Loss of the last step; null before the first. */
  finalLoss: number | null;
  history: EpochRecord[];
  warnings: string[];
  /** Newest checkpoint; null when none was written. */
  checkpoint: string | null;
  /** Where it went on from checkpoints, oldest first; empty for a run without a break. */
  resumes: Resume[];
  /** The best epoch by what early stopping watches; null without early stopping, or before the first epoch. */
  best: BestEpoch | null;
  /** What a loss that was no longer finite came from; null otherwise. */
  nonFinite: NonFiniteReport | null;
  /** Null with a fixed loss scale. */
  lossScale: LossScaleRecord | null;
  /** What the learning rate follows; absent in runs of earlier versions. */
  schedule?: ScheduleContext;
  /** Wall time of this process. */
  seconds: number;
  /** The network; null for models not made by `buildEfficientNet`. */
  spec: ArchitectureSpec | null;
  facts: RunFacts;
}

/** Start time and six random hexadecimal digits: sorts by time, and two runs never share a folder. */
export function newRunId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replace(/:/g, '-');
  return `${time}-${randomBytes(3).toString('hex')}`;
}

export function runFacts(
  { model, input, outputs }: Classifier,
  data: DatasetSplits,
  settings: Settings,
  start: Date
): RunFacts {
  const tensorflow = tensorFlowInfo();
  const {
    schedule,
    augmentation,
    optimizer,
    earlyStopping,
    logs,
    classWeights,
    layerRates,
    lossScale,
    ...rest
  } = settings;
  return {
    startedAt: start.toISOString(),
    network: modelDescription(model)?.spec.name ?? model.name,
    layerSettings: layerSettings(model),
    outputs,
    trainableParameters: trainableParameters(model),
    initialWeights: weightsFingerprint(model),
    data: data.name,
    dataFingerprint: data.fingerprint,
    preparation: preparationWords(data.train, input, augmentation),
    ...rest,
    optimizer: optimizer.kind,
    optimizerSettings: JSON.stringify(optimizer),
    schedule: JSON.stringify(schedule),
    earlyStopping: earlyStopping && JSON.stringify(earlyStopping),
    logs: JSON.stringify(logs),
    shift: augmentation.shift ?? 0,
    augmentation: JSON.stringify(augmentation),
    classWeights: classWeights && JSON.stringify(classWeights),
    layerRates: layerRates && JSON.stringify(layerRates),
    lossScale: typeof lossScale === 'number' ? lossScale : JSON.stringify(lossScale),
    device: tensorflow.device,
    oneDnn: tensorflow.oneDnn,
    operations: tensorflow.operations,
    tensorflow: tensorflow.libraryVersion,
    tfjs: tensorflow.tfjsVersion,
    helpers: (require('../../package.json') as { version: string }).version,
    node: process.version,
    platform: `${process.platform} ${process.arch}`
  };
}

/** Without the moving statistics; of the whole network, also when layers are frozen. */
export function trainableParameters(model: LayersModel): number {
  const description = modelDescription(model);
  return description ? summarize(description.spec).params.trainable : model.countParams();
}

/** SHA-256 of all variables in the order of the layers. */
export function weightsFingerprint(model: LayersModel): string {
  const hash = createHash('sha256');
  for (const [name, { shape, values }] of Object.entries(getWeightsByName(model))) {
    hash.update(`${name} ${shape.join(' ')}`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
