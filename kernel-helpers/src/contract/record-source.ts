import {
  publishedRecords,
  PUBLISHED_SETS,
  type PublishedSetName,
  recordsFromDocument,
  type RecordSet
} from '../analysis';
import { record } from './schema-parts';

/** Where a view's records come from: a set that is shipped, or a document in the format of records. */
export type RecordSource = { published: PublishedSetName } | { document: object };

/**
 * The records themselves.
 * @throws SpecError for a document that isn't one of records.
 */
export function recordSetOf(source: RecordSource): RecordSet {
  return 'published' in source ? publishedRecords(source.published) : recordsFromDocument(source.document);
}

/** What a document of records holds is for the reader of records to check. */
export const recordSourceSchema = {
  anyOf: [record({ published: { enum: PUBLISHED_SETS } }), record({ document: { type: 'object' } })]
} as const;
