import {
  type Provenance,
  RECORD_LIMITS,
  readRecordsCsvSteps,
  readRecordsJsonSteps,
  recordsJson,
  type RecordSet,
  SpecError,
  thinnedSet
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { RecordDocumentSource } from '@efficientnet-lab/kernel-helpers/views';

/** A file of records, or pasted text. */
export interface RecordsText {
  /** Of the file; what records without a source of their own are said to come from. */
  name: string;
  text: string;
  /** When the file was last changed: `2026-11-22`. */
  date: string;
}

/**
 * Reads records from CSV or JSON, told apart by the first character, and keeps what a document can hold. Yields the
 * share done; steps take some milliseconds, but for JSON the first.
 * @throws SpecError that names line or record, field, what it holds, what it may hold, and what to do.
 */
export function* recordsSteps(file: RecordsText): Generator<number, RecordDocumentSource> {
  const set = yield* readSteps(file);
  if (set.measures.length === 0) {
    throw new SpecError(
      'measures',
      'no cost',
      'at least one cost of each record',
      'Add a column such as "cost:macs" or "cost:latency [ms]".'
    );
  }
  const { set: kept, omitted, omittedMembers } = thinnedSet(set);
  const document = JSON.parse(recordsJson(kept)) as object;
  return omitted === 0 ? { document } : { document, omitted, omittedMembers };
}

function* readSteps({ name, text, date }: RecordsText): Generator<number, RecordSet> {
  if (/^[\s\uFEFF]*[{[]/.test(text.slice(0, 1000))) {
    return yield* readRecordsJsonSteps(text);
  }
  // Whoever hands in numbers without saying whose they are has them from own runs.
  const provenance: Provenance = { kind: 'measured', source: name, date, version: null };
  const title = name.slice(0, RECORD_LIMITS.text);
  const steps = readRecordsCsvSteps(text, { title, provenance });
  const lines = Math.max(1, text.length / CHARACTERS_PER_LINE);
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
    yield Math.min(0.95, value / lines);
  }
}

/** About as long as lines are; only for the bar that shows how far reading is. */
const CHARACTERS_PER_LINE = 40;
