import { type Dataset, type DatasetSplits, inMemory } from '../data';
import type { LoadedCheckpoint } from './checkpoint';
import { TrainingError } from './errors';
import type { Settings } from './options';
import type { RunFacts, TrainingRun } from './record';
import type { ResumedSchedule } from './resumed-schedule';

/** Facts of the machine, and the length: another one changes the last digits, or the end. */
const TOLD = ['epochs', 'device', 'oneDnn', 'operations', 'tensorflow'] as const;

/** @throws TrainingError when a run can't go on from this checkpoint. */
export function requireSameRun(loaded: LoadedCheckpoint, settings: Settings, stepsPerEpoch: number): void {
  if (loaded.stepsPerEpoch !== stepsPerEpoch) {
    const expected = `${loaded.stepsPerEpoch}, as the checkpoint's run had`;
    const remedy =
      'Resume with the same images and batchSize, or train the model of loadCheckpoint() as a run of its own.';
    throw new TrainingError('resumeFrom', `${stepsPerEpoch} steps in an epoch`, expected, remedy);
  }
  const { kind: name } = settings.optimizer;
  if (loaded.optimizer.name !== name) {
    const remedy = 'Resume with the same optimizer.';
    throw new TrainingError('optimizer', name, loaded.optimizer.name, remedy);
  }
}

/** Continues a run's record with that of the checkpoint, and warns of what differs. */
export function resumeRecord(
  record: TrainingRun,
  { run, path }: LoadedCheckpoint,
  data: DatasetSplits,
  { schedule, rates, warning }: ResumedSchedule,
  changes: readonly string[]
): void {
  const { steps, finalLoss, history, facts: before } = run;
  const at = String(record.facts.startedAt);
  const resumes = [...run.resumes, { runId: run.runId, step: steps, at, ...(rates && { rates }) }];
  Object.assign(record, { steps, finalLoss, history, resumes, schedule, checkpoint: path });
  // A run with a fixed scale, also of an earlier version, has none.
  record.lossScale = record.lossScale && (run.lossScale ?? record.lossScale);
  const { facts } = record;
  if (run.runId === record.runId) {
    Object.assign(facts, { startedAt: before.startedAt, initialWeights: before.initialWeights });
  }
  facts.resumedFrom = run.runId;
  facts.resumedAtStep = steps;
  const earlier = run.warnings.filter((warning) => !record.warnings.includes(warning));
  record.warnings.unshift(...(run.runId === record.runId ? earlier : []));
  if (before.preparation === undefined && resizes(data.train, facts)) {
    record.warnings.push(
      'The run resumed here is of an earlier version, which padded images in memory or resized them whole; now they ' +
        `are prepared so: ${facts.preparation}. It now continues differently.`
    );
  }
  record.warnings.push(...changes, ...differences(before, facts), ...(warning === null ? [] : [warning]));
}

/** Whether images in memory get another size on their way into the network. */
function resizes(train: Dataset, { preparation }: RunFacts): boolean {
  return inMemory(train) && !String(preparation).startsWith('as they are');
}

function differences(before: RunFacts, now: RunFacts): string[] {
  return TOLD.filter((name) => before[name] !== undefined && before[name] !== now[name]).map(
    (name) =>
      `The run resumed here had the ${name} ${before[name]}, not ${now[name]}: it now continues differently.`
  );
}
