import { parseJson } from '../files';
import type { ImagesInTraining, ModelDescription, ModelRandomState } from '../model';
import type { StopperState } from './early-stopping';
import { CheckpointError } from './errors';
import { readRunFile, RUN_LIMITS } from './files';
import { sealOf } from './manifest-seal';
import type { MeansState } from './means';
import { migratedRun } from './migration';
import type { OptimizerName } from './optimizer';
import type { TrainingRun } from './record';

export const MANIFEST_FORMAT = 'efficientnet-lab.checkpoint';
export const MANIFEST_VERSION = 4;
/** Written without a checksum of its own, and the same otherwise. */
const UNSEALED_VERSION = 3;

/** `checkpoint.json`: everything of a checkpoint but its tensors, and the checksums of their files. */
export interface Manifest {
  format: typeof MANIFEST_FORMAT;
  version: typeof MANIFEST_VERSION | typeof UNSEALED_VERSION;
  /** Null for models not made by `buildEfficientNet`. */
  model: ModelDescription | null;
  /** Also of a model with other layers behind a network of ours. Absent in checkpoints of earlier versions. */
  images?: ImagesInTraining;
  run: TrainingRun;
  stepsPerEpoch: number;
  means: MeansState;
  stopper: StopperState | null;
  random: ModelRandomState;
  optimizer: { name: OptimizerName; iterations: number };
  files: Record<string, { bytes: number; sha256: string }>;
}

/** @throws CheckpointError when it is missing, no manifest, not as it was written, or of another version. */
export async function readManifest(path: string): Promise<Manifest> {
  const bytes = await readRunFile(path, RUN_LIMITS.maxBytes);
  const seal = sealOf(bytes);
  if (seal === 'broken') {
    throw damaged(path, 'content that does not match its checksum', 'the content as it was written');
  }
  const manifest = objectOf(bytes, path);
  if (manifest.format !== MANIFEST_FORMAT) {
    throw damaged(path, `the format ${String(manifest.format)}`, MANIFEST_FORMAT);
  }
  if (seal === 'none' && manifest.version === MANIFEST_VERSION) {
    throw damaged(path, 'no checksum', 'one');
  }
  if (manifest.version === UNSEALED_VERSION && seal === 'none') {
    tellUnsealed(path);
  } else if (manifest.version !== MANIFEST_VERSION) {
    const older = Number(manifest.version) < MANIFEST_VERSION;
    const remedy = older ? 'Train again with this release.' : 'Update EfficientNet Lab.';
    const got = `version ${String(manifest.version)}`;
    throw new CheckpointError('unknown-version', path, got, String(MANIFEST_VERSION), remedy);
  }
  const fault = Object.entries(PARTS).find(([name, holds]) => !holds(manifest[name]));
  if (fault) {
    throw damaged(path, `an invalid part ${fault[0]}`, 'a whole manifest');
  }
  const whole = manifest as unknown as Manifest;
  return { ...whole, run: migratedRun(whole.run) };
}

let told = false;

/** Once: the next checkpoint has a checksum. */
function tellUnsealed(path: string): void {
  if (!told) {
    told = true;
    process.emitWarning(
      `${path} is of an earlier version, whose manifests have no checksum: damage to it may go unnoticed. The tensors ` +
        'beside it are checked.'
    );
  }
}

function damaged(
  path: string,
  got: string,
  expected: string,
  options?: { cause?: unknown }
): CheckpointError {
  return new CheckpointError('damaged', path, got, expected, 'Use an earlier checkpoint.', options);
}

function objectOf(bytes: Buffer, path: string): Record<string, unknown> {
  try {
    const value = parseJson(bytes, RUN_LIMITS);
    return isObject(value) ? value : {};
  } catch (error) {
    throw damaged(path, 'no JSON', 'a manifest', { cause: error });
  }
}

type Check = (value: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isNumber: Check = (value) => typeof value === 'number';
const isText: Check = (value) => typeof value === 'string';
const isNullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
/** Of what earlier versions did not write. */
const isAbsentOr =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isTableOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);
const has =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(members).every(([name, check]) => check(value[name]));

/** What going on with a run relies on. */
const PARTS: Readonly<Record<string, Check>> = {
  run: has({
    runId: isText,
    steps: isCount,
    finalLoss: isNullOr(isNumber),
    history: isListOf(has({ epoch: isCount, loss: isNumber, accuracy: isNumber })),
    warnings: isListOf(isText),
    resumes: isListOf(has({ runId: isText, step: isCount, at: isText })),
    lossScale: isAbsentOr(isNullOr(has({ scale: isNumber, skipped: isListOf(isCount) }))),
    schedule: isAbsentOr(
      has({
        learningRate: isNumber,
        schedule: has({ kind: isText }),
        warmupSteps: isCount,
        totalSteps: isCount,
        stepsPerEpoch: isCount
      })
    ),
    facts: isTableOf((value) => value === null || ['string', 'number', 'boolean'].includes(typeof value))
  }),
  images: isAbsentOr(isObject),
  stepsPerEpoch: isCount,
  means: has({ steps: isCount, lossSum: isNumber, accuracySum: isNumber }),
  stopper: isNullOr(
    has({ waited: isCount, best: isNullOr(has({ epoch: isCount, step: isCount, value: isNumber })) })
  ),
  random: isTableOf(has({ seed: Number.isSafeInteger, draws: isCount })),
  optimizer: has({ name: isText, iterations: isCount }),
  files: isTableOf(has({ bytes: isCount, sha256: isText }))
};
