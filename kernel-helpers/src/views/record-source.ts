import {
  publishedRecords,
  PUBLISHED_SETS,
  type PublishedSetName,
  recordsFromDocument,
  type RecordSet
} from '../analysis';
import { count, record } from './schema-parts';

/** Where a view's records come from: a set that is shipped, or a document in the format of records. */
export type RecordSource = { published: PublishedSetName } | RecordDocumentSource;

export interface RecordDocumentSource {
  document: object;
  /** How many records of a large file were left out, see `thinnedSet`; none unless given. */
  omitted?: number;
  /** How many of those are on a front; none unless given. */
  omittedMembers?: number;
}

const read = new WeakMap<object, RecordSet>();

/**
 * The records themselves; a document is read once, so it must not be changed afterwards.
 * @throws SpecError for a document that isn't one of records.
 */
export function recordSetOf(source: RecordSource): RecordSet {
  if ('published' in source) {
    return publishedRecords(source.published);
  }
  const known = read.get(source.document) ?? recordsFromDocument(source.document);
  read.set(source.document, known);
  return known;
}

/** What a document of records holds is for the reader of records to check. */
export const recordSourceSchema = {
  anyOf: [
    record({ published: { enum: PUBLISHED_SETS } }),
    record({ document: { type: 'object' } }, { omitted: count, omittedMembers: count })
  ]
} as const;
