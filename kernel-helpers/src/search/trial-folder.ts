import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../files';
import {
  CheckpointError,
  checkpointsIn,
  explainFileError,
  leftoverName,
  loadRun,
  readManifest,
  readRunFile,
  RUN_LIMITS
} from '../training';
import type { EpochRecord } from '../views/training-monitor';
import { counted } from '../wording';
import { specKey, type SweepTrial } from './candidates';
import { messageOf, SweepError } from './errors';
import type { TrialFailure, TrialState } from './executor';

const FORMAT = 'efficientnet-lab.trial';
const VERSION = 1;
const FILE = 'trial.json';
/** Output of the trial's processes. */
export const LOG_FILE = 'trial.log';

/** How many checkpoints a run keeps where its sweep doesn't say. */
export const KEPT_CHECKPOINTS = 1;

/** What a trial leaves beside its run's own files. */
interface TrialFile {
  format: typeof FORMAT;
  version: typeof VERSION;
  failure: TrialFailure | null;
  peakBytes: number | null;
}

/** A trial without a folder. */
export const NOT_BEGUN: TrialState = {
  history: [],
  steps: 0,
  startedAt: null,
  failure: null,
  peakBytes: null
};

/** Where the runs of a sweep lie, each in a folder by the trial's name. */
export function runsFolder(sweepFolder: string): string {
  return join(sweepFolder, 'runs');
}

export function trialFolder(sweepFolder: string, { id }: Pick<SweepTrial, 'id'>): string {
  return join(runsFolder(sweepFolder), id);
}

/**
 * How far a trial is, by the newest checkpoint of its run: its manifest has a checksum, and is of this trial or refused.
 * @throws SweepError for a folder that is damaged, was edited, or holds another run.
 */
export async function readTrial(sweepFolder: string, trial: SweepTrial): Promise<TrialState> {
  const folder = trialFolder(sweepFolder, trial);
  try {
    const newest = (await checkpointsIn(folder, 'step')).at(-1);
    const { failure, peakBytes } = await readTrialFile(folder);
    if (newest === undefined) {
      return { ...NOT_BEGUN, failure, peakBytes };
    }
    const { run } = await readManifest(join(newest, 'checkpoint.json'));
    requireOwn(folder, run, trial);
    const machine = await uneditedMachine(folder, run.history);
    const { history, steps, facts } = run;
    return { history, steps, startedAt: String(facts.startedAt), failure, peakBytes, machine };
  } catch (error) {
    if (!(error instanceof CheckpointError)) {
      throw error;
    }
    const fault = error.kind === 'io' ? 'disk' : 'run';
    throw new SweepError(fault, error.path, error.got, error.expected, REMEDY, { cause: error });
  }
}

const REMEDY = 'Restore the folder, or remove it to train this run again.';

interface OwnRun {
  runId: string;
  spec: SweepTrial['candidate']['spec'] | null;
  facts: Readonly<Record<string, unknown>>;
}

function requireOwn(
  folder: string,
  { runId, spec, facts }: OwnRun,
  { id, candidate, seed }: SweepTrial
): void {
  const asked = { runId: id, seed, epochs: candidate.training.epochs, network: specKey(candidate.spec) };
  const found = { runId, seed: facts.seed, epochs: facts.epochs, network: spec && specKey(spec) };
  const wrong = (Object.keys(asked) as Array<keyof typeof asked>).find((name) => asked[name] !== found[name]);
  if (wrong !== undefined) {
    const expected = `the run of ${id}, with ${wrong} ${asked[wrong]}`;
    throw new SweepError('run', folder, `a run with ${wrong} ${String(found[wrong])}`, expected, REMEDY);
  }
}

/** What the record names as machine. It may be older than the checkpoint, and never says something else. */
async function uneditedMachine(folder: string, history: readonly EpochRecord[]): Promise<string> {
  const { run, machine } = await loadRun(folder);
  const both = Math.min(run.history.length, history.length);
  const text = (epochs: readonly EpochRecord[]): string => JSON.stringify(epochs.slice(0, both));
  if (text(run.history) !== text(history)) {
    const got = 'a history in run.json that is not the one of the checkpoint';
    throw new SweepError('run', folder, got, 'the same in both', REMEDY);
  }
  return `${machine.cpu}, ${counted(machine.cores, 'core')}`;
}

async function readTrialFile(folder: string): Promise<Pick<TrialFile, 'failure' | 'peakBytes'>> {
  const path = join(folder, FILE);
  let bytes: Buffer;
  try {
    bytes = await readRunFile(path, RUN_LIMITS.maxBytes);
  } catch (error) {
    if (error instanceof CheckpointError && error.kind === 'not-found') {
      return { failure: null, peakBytes: null };
    }
    throw error;
  }
  try {
    const { format, version, failure, peakBytes } = parseJson(bytes) as Partial<TrialFile>;
    if (format === FORMAT && version === VERSION && failure !== undefined && peakBytes !== undefined) {
      return { failure, peakBytes };
    }
  } catch (error) {
    throw new SweepError('run', path, messageOf(error), 'the trial as it was written', REMEDY, {
      cause: error
    });
  }
  throw new SweepError('run', path, 'other fields', `${FORMAT}, version ${VERSION}`, REMEDY);
}

/**
 * Writes a trial's file, whole or not at all; at once, so that a thread can do it before it ends its process.
 * @throws CheckpointError when it can't be written.
 */
export function writeTrialFile(folder: string, content: Pick<TrialFile, 'failure' | 'peakBytes'>): void {
  const temporary = join(folder, leftoverName('writing'));
  const file: TrialFile = { format: FORMAT, version: VERSION, ...content };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, join(folder, FILE));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explainFileError(error, folder);
  }
}
