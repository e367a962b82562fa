import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import {
  buildEfficientNet,
  containedDescriptions,
  describeTraining,
  decodeSafetensors,
  encodeSafetensors,
  getWeightsByName,
  modelDescription,
  type ModelDescription,
  type ModelRandomState,
  type NamedWeights,
  restoreRandomState,
  setWeightsByName,
  type StoredTensor,
  trainingOf,
  WeightFileError
} from '../model';
import {
  type CheckpointKind,
  checkpointFolderName,
  checkpointsIn,
  clearLeftovers,
  removeOlder,
  retire
} from './checkpoint-folders';
import type { StopperState } from './early-stopping';
import { CheckpointError, requireKnown } from './errors';
import { type CheckpointFiles, DISK, explainFileError, leftoverName, readRunFile } from './files';
import { type Manifest, MANIFEST_FORMAT, MANIFEST_VERSION, readManifest } from './manifest';
import { sealed } from './manifest-seal';
import type { MeansState } from './means';
import type { OptimizerName, OptimizerState } from './optimizer';
import type { TrainingRun } from './record';

const MANIFEST = 'checkpoint.json';
const WEIGHTS = 'weights.safetensors';
const OPTIMIZER = 'optimizer.safetensors';

/** Where a run stands besides its weights. */
export interface CheckpointState {
  /** As the run stood; its status is `stopped` until it ends. */
  run: TrainingRun;
  /** Steps of one epoch; a resumed run must have as many. */
  stepsPerEpoch: number;
  /** Sums over the steps of the epoch in progress. */
  means: MeansState;
  /** Null in a run without early stopping. */
  stopper: StopperState | null;
  random: ModelRandomState;
  optimizer: { name: OptimizerName; state: OptimizerState };
}

export interface LoadedCheckpoint extends CheckpointState {
  model: LayersModel;
  /** As it was when it was trained; null for models not made by `buildEfficientNet`. */
  network: ModelDescription | null;
  /** The checkpoint's folder. */
  path: string;
}

/**
 * Writes a checkpoint into a folder of its own, `step-00000123` in the run's folder. All files are written
 * and synchronised under another name first: the folder is there whole or not at all, and earlier ones are
 * only removed after that.
 *
 * @param options.kind `step` (default), or `best` for the one of the best epoch, `best-00000123`.
 * @param options.keep Number of checkpoints of this kind that stay; default all.
 * @returns The checkpoint's folder.
 * @throws CheckpointError when the disk is full or read-only; earlier checkpoints are as before.
 */
export async function writeCheckpoint(
  runFolder: string,
  model: LayersModel,
  state: CheckpointState,
  options: { kind?: CheckpointKind; keep?: number; files?: CheckpointFiles } = {}
): Promise<string> {
  const { kind = 'step', keep = Infinity, files = DISK } = options;
  const target = join(runFolder, checkpointFolderName(kind, state.run.steps));
  const temporary = join(runFolder, leftoverName('writing'));
  const contents = encode(model, state);
  try {
    await files.makeFolder(temporary);
    for (const [name, bytes] of contents) {
      await files.write(join(temporary, name), bytes);
    }
    await files.sync(temporary);
    // A run that repeats this very step finds its target there, damaged or with the same content; so does one that had
    // only an epoch's validation left.
    if ((await checkpointsIn(runFolder, kind)).includes(target)) {
      await retire(runFolder, target, files);
    }
    await files.rename(temporary, target);
    await files.sync(runFolder);
  } catch (error) {
    // What can't be written often can't be removed either; the first error is the one to tell.
    await files.remove(temporary).catch(() => undefined);
    throw explainFileError(error, target);
  }
  await removeOlder(runFolder, kind, keep, files);
  return target;
}

/**
 * Loads a checkpoint and builds its network.
 * @param path A checkpoint's folder, or a run's folder, whose newest checkpoint is taken.
 * @param options.into Model to load into; needed for models not made by `buildEfficientNet`.
 * @throws CheckpointError when it is missing, damaged or of a newer version, WeightError when it does not
 *   fit the model.
 *
 * @example
 * ```ts
 * const { train, test } = await enet.loadMnist({ validation: 0 });
 * const few = enet.splitDataset('200 digits', enet.firstImages(train, 200), test, { validation: 50, seed: 1 });
 * const spec = enet.scale({ width: 0.1, depth: 0.1, resolution: 32, inputChannels: 1, classes: 10, preprocessing: 'unit' });
 * const model = enet.buildEfficientNet(spec, { seed: 1 });
 * const checkpointDir = require('fs').mkdtempSync(`${require('os').tmpdir()}/runs-`);
 * const { checkpoint } = await enet.train(model, few, { epochs: 1, batchSize: 50, checkpointDir });
 * const kept = await enet.loadCheckpoint(checkpoint!);
 * console.log(kept.model.outputShape); // [ null, 10 ]
 * ```
 */
export async function loadCheckpoint(
  path: string,
  options: { into?: LayersModel } = {}
): Promise<LoadedCheckpoint> {
  requireKnown(options, { into: true });
  return loadWhole(await checkpointFolder(path), options.into);
}

/**
 * Loads the newest whole checkpoint of a run into a model. Damaged ones are skipped and reported.
 * @returns `loaded` null when the run has none.
 * @throws CheckpointError when the folder can't be read or a checkpoint is of another version, WeightError when it does
 *   not fit the model.
 */
export async function loadNewest(
  runFolder: string,
  into: LayersModel
): Promise<{ loaded: LoadedCheckpoint | null; warnings: string[] }> {
  const warnings: string[] = [];
  for (const path of (await checkpointsIn(runFolder, 'step')).reverse()) {
    try {
      return { loaded: await loadWhole(path, into), warnings };
    } catch (error) {
      const passable = error instanceof CheckpointError && ['damaged', 'not-found'].includes(error.kind);
      if (!passable) {
        throw error;
      }
      warnings.push(`Passed over a checkpoint: ${error.message}`);
    }
  }
  return { loaded: null, warnings };
}

/**
 * The weights that the best epoch of a run was scored with.
 * @throws CheckpointError when that checkpoint is not there whole.
 */
export async function loadBest(runFolder: string, step: number): Promise<NamedWeights> {
  const folder = join(runFolder, checkpointFolderName('best', step));
  try {
    const manifest = await readManifest(join(folder, MANIFEST));
    return Object.fromEntries(await readTensors(folder, WEIGHTS, manifest));
  } catch (error) {
    if (!(error instanceof CheckpointError)) {
      throw error;
    }
    throw new CheckpointError(
      error.kind,
      folder,
      `no whole checkpoint of the best epoch so far (${error.message})`,
      'one: without it the run may end with other weights',
      'Set earlyStopping.restoreBest to false to go on without it.',
      { cause: error }
    );
  }
}

async function loadWhole(folder: string, into: LayersModel | undefined): Promise<LoadedCheckpoint> {
  const manifest = await readManifest(join(folder, MANIFEST));
  const weights = await readTensors(folder, WEIGHTS, manifest);
  const slots = await readTensors(folder, OPTIMIZER, manifest);
  const model = into ?? rebuild(manifest, folder);
  requireSameNetwork(manifest, model, folder);
  setWeightsByName(model, Object.fromEntries(weights));
  restoreRandomState(model, manifest.random);
  describeTraining(model, trainingOf(manifest.images ?? manifest.model ?? {}));
  const { optimizer, run, stepsPerEpoch, means, stopper, random } = manifest;
  const values = Object.fromEntries([...slots].map(([name, slot]) => [name, slot.values]));
  const state = { iterations: optimizer.iterations, slots: values };
  const rest = { run, stepsPerEpoch, means, stopper, random };
  return {
    model,
    network: manifest.model,
    path: folder,
    ...rest,
    optimizer: { name: optimizer.name, state }
  };
}

function encode(model: LayersModel, state: CheckpointState): Map<string, Uint8Array> {
  const { optimizer, ...rest } = state;
  const slots = Object.entries(optimizer.state.slots).map(([name, values]): [string, StoredTensor] => [
    name,
    { shape: [values.length], values }
  ]);
  const contents = new Map([
    [WEIGHTS, encodeSafetensors(Object.entries(getWeightsByName(model)))],
    [OPTIMIZER, encodeSafetensors(slots)]
  ]);
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    version: MANIFEST_VERSION,
    model: modelDescription(model),
    images: trainingOf(containedDescriptions(model)[0] ?? {}),
    ...rest,
    optimizer: { name: optimizer.name, iterations: optimizer.state.iterations },
    files: Object.fromEntries(
      [...contents].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }])
    )
  };
  return contents.set(MANIFEST, sealed(manifest));
}

async function checkpointFolder(path: string): Promise<string> {
  try {
    const names = await readdir(path);
    if (names.includes(MANIFEST)) {
      return path;
    }
    const newest = (await checkpointsIn(path, 'step')).at(-1);
    if (newest !== undefined) {
      return newest;
    }
  } catch (error) {
    throw explainFileError(error, path);
  }
  throw new CheckpointError(
    'not-found',
    path,
    `no ${MANIFEST} in it`,
    "a checkpoint's or a run's folder",
    'Check the path.'
  );
}

const USE_EARLIER = 'Use an earlier checkpoint.';

async function readTensors(
  folder: string,
  name: string,
  manifest: Manifest
): Promise<Map<string, StoredTensor>> {
  const bytes = await readChecked(folder, name, manifest);
  try {
    return decodeSafetensors(bytes, join(folder, name), Infinity).tensors;
  } catch (error) {
    throw error instanceof WeightFileError
      ? new CheckpointError('damaged', error.source, error.got, error.expected, USE_EARLIER, {
          cause: error
        })
      : error;
  }
}

async function readChecked(folder: string, name: string, manifest: Manifest): Promise<Uint8Array> {
  const path = join(folder, name);
  const expected = manifest.files[name];
  const bytes = await readRunFile(path, expected?.bytes ?? 0);
  if (bytes.length !== expected.bytes) {
    const told = `${expected.bytes}, as its manifest says`;
    throw new CheckpointError('damaged', path, `${bytes.length} bytes`, told, USE_EARLIER);
  }
  if (sha256(bytes) !== expected.sha256) {
    const got = 'content that does not match its checksum';
    throw new CheckpointError('damaged', path, got, 'the content as it was written', USE_EARLIER);
  }
  return bytes;
}

/** What a network computes with the same weights; regularisation and the view may change from run to run. */
const COMPUTED = [
  'activation',
  'normalization',
  'normalizationEpsilon',
  'padding',
  'preprocessing',
  'spatialDimensions'
] as const;

/** @throws CheckpointError if the weights fit the model and it would compute something else with them. */
function requireSameNetwork({ model: saved }: Manifest, model: LayersModel, folder: string): void {
  const own = modelDescription(model);
  if (!saved || !own) {
    return;
  }
  const fields: Array<[string, unknown, unknown]> = [
    ['classifierActivation', saved.classifierActivation, own.classifierActivation],
    ...COMPUTED.map((field): [string, unknown, unknown] => [field, saved.spec[field], own.spec[field]])
  ];
  const found = fields.find(([, a, b]) => a !== undefined && JSON.stringify(a) !== JSON.stringify(b));
  if (found) {
    const [field, a, b] = found.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    const expected = `${a}, as its network has`;
    const remedy = 'Build the model as it was trained.';
    throw new CheckpointError('mismatch', folder, `a model with ${field} ${b}`, expected, remedy);
  }
}

function rebuild({ model, run }: Manifest, folder: string): LayersModel {
  if (!model) {
    throw new CheckpointError(
      'mismatch',
      folder,
      'a model without description',
      'one made by buildEfficientNet()',
      'Build it, and give it as `into`.'
    );
  }
  const { spec, classifierActivation, output } = model;
  try {
    return buildEfficientNet(spec, { seed: Number(run.facts.seed), classifierActivation, output });
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    const got = `a description that no network can be built from (${told})`;
    throw new CheckpointError('damaged', folder, got, 'one of a network', USE_EARLIER, { cause: error });
  }
}

/** Makes the run's folder, so that an impossible one is reported before the first epoch, and clears it of leftovers. */
export async function prepareFolder(path: string, files: CheckpointFiles = DISK): Promise<void> {
  try {
    await files.makeFolder(path);
    await clearLeftovers(path, files);
  } catch (error) {
    throw explainFileError(error, dirname(path));
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
