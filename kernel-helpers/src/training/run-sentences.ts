import type { LayersModel } from '@tensorflow/tfjs';
import type { DatasetSplits } from '../data';
import type { TrainingEvent } from './events';
import { freeBatchNorms } from './parts';
import { trainableParameters, type TrainingRun } from './record';

/** Leftover of the moving statistics' start value above which inference is worth a warning. */
const LEFTOVER_LIMIT = 0.01;

/** The event that a run begins with. */
export function startEvent(
  record: TrainingRun,
  model: LayersModel,
  data: DatasetSplits,
  length: { epochs: number; stepsPerEpoch: number; building: boolean }
): TrainingEvent {
  const counts = [`${grouped(data.train.shape[0])} training`];
  if (data.validation) {
    counts.push(`${grouped(data.validation.shape[0])} validation`);
  }
  return {
    type: 'start',
    runId: record.runId,
    model: `EfficientNet ${record.facts.network}, ${grouped(trainableParameters(model))} parameters`,
    dataset: `${data.name}, ${counts.join(' and ')} images`,
    ...length,
    record: record.facts
  };
}

/** What to say of moving statistics that still hold much of their start values; null when they don't. */
export function leftoverWarning(run: TrainingRun, model: LayersModel): string | null {
  const { spec } = run;
  const steps = run.steps - (run.lossScale?.skipped.length ?? 0);
  if (spec?.normalization !== 'batch' || steps === 0 || freeBatchNorms(model).length === 0) {
    return null;
  }
  const leftover = spec.batchNormMomentum ** steps;
  if (leftover <= LEFTOVER_LIMIT) {
    return null;
  }
  const percent = (100 * leftover).toPrecision(2);
  const needed = Math.ceil(Math.log(LEFTOVER_LIMIT) / Math.log(spec.batchNormMomentum));
  return (
    `After ${steps} steps the moving statistics still hold ${percent} % of their start values, so ` +
    `evaluation is worse than training. Call recalibrateBatchNorm(), train ${needed} steps, or lower ` +
    'batchNormMomentum (0.9 suits short runs).'
  );
}

/** What to say of a run that has not taken a single step; null of others. */
export function skippedWarning({ steps, lossScale }: TrainingRun): string | null {
  if (!lossScale || steps === 0 || lossScale.skipped.length < steps) {
    return null;
  }
  return (
    `No step was taken: the loss or gradients of all ${steps} were not finite, and halved the loss scale to ` +
    `${lossScale.scale}. The weights are those from the start. Train more steps, or begin with lossScale: ` +
    `{ initial: ${lossScale.scale} }.`
  );
}

/** 55000 as 55,000. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
