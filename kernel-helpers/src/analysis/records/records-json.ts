import { SpecError } from '../errors';
import { type JsonItems, listedJson } from '../json-items';
import {
  fieldsOf,
  listOf,
  measuresOf,
  provenanceOf,
  recordOf,
  requireFileText,
  requirePercent,
  requireSet,
  textOf
} from './check';
import { plainRecord } from './csv-table';
import { type Provenance, RECORD_LIMITS, type RecordSet, type ResultRecord } from './record';
import { RecordMemory } from './record-bytes';

/** Names the format in each file. */
export const RECORD_FORMAT = 'efficientnet-lab.records';
/** Raised when a reader of the former version would misread a file. */
export const RECORD_FORMAT_VERSION = 1;

/** Records checked between two pauses: some milliseconds of work. */
const STEP = 5000;

/**
 * Reads a record set from JSON text.
 * @throws SpecError naming the field, what it holds, what it may hold and what to do.
 */
export function readRecordsJson(text: string): RecordSet {
  return drained(readRecordsJsonSteps(text));
}

/**
 * {@link readRecordsJson} in steps of some milliseconds, after a look through the text. Yields the share done. Records
 * are parsed one by one: all of them take several times the text.
 * @throws SpecError as above.
 */
export function* readRecordsJsonSteps(text: string): Generator<number, RecordSet> {
  requireFileText(text);
  try {
    const { rest, items } = listedJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, 'records');
    return yield* checkedSteps(rest ?? [], items, text.length);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new SpecError('file', text.slice(0, 40), 'JSON', `Correct it: ${error.message}.`);
    }
    throw error;
  }
}

/**
 * Checks a record set that is already parsed: a document, or the content of a module.
 * @throws SpecError as above.
 */
export function recordsFromDocument(document: unknown): RecordSet {
  return drained(checkedSteps(document, null, Infinity));
}

/**
 * @param listed The records, where they don't stand in the document.
 * @param characters Of the text that they come from.
 */
function* checkedSteps(
  document: unknown,
  listed: JsonItems | null,
  characters: number
): Generator<number, RecordSet> {
  const raw = fieldsOf('file', document, ['format', 'version', 'title', 'provenance', 'measures', 'records']);
  if (raw.format !== RECORD_FORMAT) {
    throw new SpecError('format', raw.format, `"${RECORD_FORMAT}"`, 'Choose a file of records.');
  }
  if (raw.version !== RECORD_FORMAT_VERSION) {
    throw new SpecError(
      'version',
      raw.version,
      String(RECORD_FORMAT_VERSION),
      'Update the product if the file is newer.'
    );
  }
  const title = textOf((key) => key, 'title', raw.title, RECORD_LIMITS.text);
  const measures = measuresOf(raw.measures);
  const shared = raw.provenance === undefined ? null : provenanceOf('provenance', raw.provenance);
  const keys = new Set(measures.map(({ key }) => key));
  const records: ResultRecord[] = [];
  const memory = new RecordMemory(characters, shared);
  for (const item of listed ?? listOf('records', raw.records, RECORD_LIMITS.records)) {
    if (records.length === RECORD_LIMITS.records) {
      throw new SpecError('records', 'more of them', `at most ${RECORD_LIMITS.records}`, 'Divide the file.');
    }
    const place = records.length;
    const record = recordOf(() => `records[${place}]`, item, keys, shared, listed ? 'kept' : 'copied');
    memory.add('records', record);
    records.push(record);
    if (records.length % STEP === 0) {
      yield listed?.share ?? 1;
    }
  }
  requirePercent(records);
  return { title, measures, records };
}

/** Runs all steps at once. */
export function drained<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value as T;
    }
  }
}

/** Writes what {@link readRecordsJson} reads: the provenance most records share once, one record in a line. */
export function recordsJson(set: RecordSet): string {
  requireSet(set);
  const { title, measures, records } = set;
  const shared = records.length === 0 ? undefined : commonest(records);
  const head = JSON.stringify(
    { format: RECORD_FORMAT, version: RECORD_FORMAT_VERSION, title, provenance: shared, measures },
    null,
    2
  ).slice(0, -2);
  const lines = records.map((each) => {
    const { provenance, ...record } = plainRecord(each);
    return JSON.stringify(provenance === shared ? record : { ...record, provenance });
  });
  return `${head},\n  "records": [\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]\n}\n`;
}

function commonest(records: readonly ResultRecord[]): Provenance {
  const counts = new Map<Provenance, number>();
  let most = records[0].provenance;
  for (const { provenance } of records) {
    const count = (counts.get(provenance) ?? 0) + 1;
    counts.set(provenance, count);
    if (count > (counts.get(most) ?? 0)) {
      most = provenance;
    }
  }
  return most;
}
