import { type CostMeasure, type RecordSet, readRecordsJson, recordsJson } from '../analysis';
import { CheckpointError, DISK, readRunFile, replaceFile, RUN_LIMITS } from '../training';
import { messageOf, SweepError } from './errors';
import { diskFault } from './sweep-folder';

/**
 * Writes records to a file, beside those of other families that are there: of a sweep that is written again, the old ones
 * go. The title stays that of the file.
 * @throws SweepError for a file that holds something else, measures that mean another thing there, and where nothing can
 *   be written.
 */
export async function writeRecords(path: string, set: RecordSet): Promise<void> {
  const before = await readBefore(path);
  const text = recordsJson(before === null ? set : joined(path, before, set));
  try {
    await replaceFile(path, text, DISK);
  } catch (error) {
    throw diskFault(error, path);
  }
}

/** Where the runs of a file's networks are written. */
export function runsPath(path: string): string {
  return path.replace(/(\.json)?$/, '-runs.json');
}

async function readBefore(path: string): Promise<RecordSet | null> {
  try {
    return readRecordsJson((await readRunFile(path, RUN_LIMITS.maxBytes)).toString('utf8'));
  } catch (error) {
    if (error instanceof CheckpointError && error.kind === 'not-found') {
      return null;
    }
    const remedy = 'Name another file.';
    throw new SweepError('definition', path, messageOf(error), 'a file of records, or none', remedy, {
      cause: error
    });
  }
}

function joined(path: string, before: RecordSet, set: RecordSet): RecordSet {
  const written = new Set(set.records.map(({ family }) => family));
  const others = before.records.filter(({ family }) => !written.has(family));
  const kept = before.measures.filter(({ key }) => others.some(({ costs }) => costs[key] !== undefined));
  const measures = new Map<string, CostMeasure>();
  for (const measure of [...kept, ...set.measures]) {
    const known = measures.get(measure.key) ?? measure;
    if (JSON.stringify(known) !== JSON.stringify(measure)) {
      const got = `${measure.key} as ${JSON.stringify(known)}`;
      const remedy = 'Times of another machine belong in a file of their own.';
      throw new SweepError('definition', path, got, JSON.stringify(measure), remedy);
    }
    measures.set(measure.key, known);
  }
  return { title: before.title, measures: [...measures.values()], records: [...others, ...set.records] };
}
