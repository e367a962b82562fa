import type { LayersModel } from '@tensorflow/tfjs';
import { type DatasetSplits, requireDataset, stepsPerEpoch, valuesOf } from '../data';
import { classifierOf } from '../evaluation';
import { TrainingError } from './errors';
import { type CheckpointFiles, DISK } from './files';
import { requireSeveralValues } from './lone-values';
import type { TrainingOptions } from './options';
import { settingsOf } from './settings';
import type { TrainingRun } from './record';
import { placeOf } from './run-files';
import { RunLife } from './run-life';
import { lockRun, type RunLock } from './run-lock';
import { Session } from './session';

/** Models in training, by which run: two would change the same weights. */
const busy = new WeakMap<LayersModel, RunLife>();

/**
 * Trains a classifier, by default in compiled steps in a thread of their own; the model has the new weights at the
 * end of each epoch and of the run. Messages, timers and interrupts pass between steps; an abort ends the run after
 * the step in progress, with a checkpoint, and the promise resolves as `stopped`. A loss that is no longer finite
 * ends it as `failed`: the last checkpoint stays as it is, `nonFinite` tells what it came from, and the model has the
 * weights from before that step. With a dynamic loss scale, steps that overflow are skipped; `lossScale` tells which.
 *
 * The same model seed, data, options and machine give the same losses to the last bit on CPUs; on a GPU,
 * set TF_DETERMINISTIC_OPS=1 in the environment before TensorFlow loads. A run resumed from a checkpoint repeats
 * the uninterrupted one to the last bit, wherever and however that was ended.
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
  requireSplits(data);
  const settings = settingsOf(options, data.train);
  const classifier = classifierOf(model, options.outputs);
  if (classifier.classes !== data.classes.length) {
    const remedy = `Build the network with classes: ${data.classes.length}.`;
    throw new TrainingError('model', `${classifier.classes} classes`, `${data.classes.length}`, remedy);
  }
  if (model.trainableWeights.length === 0) {
    const remedy = 'Set `trainable` of some layer to true.';
    throw new TrainingError('model', 'no trainable weights', 'at least one', remedy);
  }
  const { batchSize, accumulationSteps } = settings;
  const [option, given] =
    accumulationSteps > 1
      ? (['accumulationSteps', accumulationSteps] as const)
      : (['batchSize', batchSize] as const);
  requireSeveralValues(model, batchSize / accumulationSteps, option, given);
  const steps = stepsPerEpoch(data.train, settings.batchSize);
  if (settings.earlyStopping && data.validation === null) {
    const remedy = 'Split off validation images, or leave earlyStopping out.';
    throw new TrainingError('earlyStopping', 'no validation images', 'some', remedy);
  }
  const life = new RunLife(options.signal);
  let session: Session | null = null;
  let lock: RunLock | null = null;
  try {
    await take(model, life);
    const now = new Date();
    const place = await placeOf(settings, options.resumeFrom, now);
    lock = place.folder === null ? null : await lockRun(place.folder, place.runId, life);
    const { input } = classifier;
    const values = await valuesOf(data.train, input);
    // Validation images have to be on the scale of those trained with.
    const valuesInTraining = input.valuesInTraining ?? values;
    const network = { ...classifier, input: { ...input, ...(valuesInTraining && { valuesInTraining }) } };
    session = new Session(network, data, settings, options, steps, { place, now, files, values, life });
    return await session.run();
  } finally {
    await session?.dispose();
    await lock?.release();
    if (busy.get(model) === life) {
      busy.delete(model);
    }
    life.end();
  }
}

/** @throws TrainingError for a model that another run trains. */
async function take(model: LayersModel, life: RunLife): Promise<void> {
  for (let other = busy.get(model); other; other = busy.get(model)) {
    if (!(await other.givesWay())) {
      const remedy = 'Wait for the other run, or stop it.';
      throw new TrainingError('model', 'a model that another run trains', 'a free one', remedy);
    }
    if (busy.get(model) === other) {
      busy.delete(model);
    }
  }
  busy.set(model, life);
}

/** @throws TrainingError for anything but a divided set, for example one of its parts. */
function requireSplits(data: unknown): void {
  const given = (typeof data === 'object' && data !== null ? data : {}) as Partial<DatasetSplits>;
  const lacking = SPLITS.filter((part) => given[part] === undefined);
  if (lacking.length > 0) {
    const isPart = 'labels' in given && 'shape' in given;
    const remedy = isPart
      ? 'Divide it by splitDataset(name, train, test, { validation, seed }).'
      : 'Load one, for example by loadMnist() or loadImageFolder(), or make one by splitDataset().';
    const got = given === data ? `an object without ${lacking.join(', ')}` : data;
    throw new TrainingError(
      'data',
      isPart ? 'one data set' : got,
      'train, validation and test images',
      remedy
    );
  }
  requireDataset(given.train, 'data.train');
  if (given.validation !== null) {
    requireDataset(given.validation, 'data.validation');
  }
}

const SPLITS = ['train', 'validation', 'test', 'classes', 'warnings'] as const;
