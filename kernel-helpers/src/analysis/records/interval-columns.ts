import { COLUMN_MEANINGS } from '../column-meanings';
import type { ColumnOf } from '../table';
import type { ResultRecord } from './record';

/** Ends, confidence and cause of the intervals of accuracy; no column for records without any. */
export function intervalColumns(records: readonly ResultRecord[]): ColumnOf<ResultRecord>[] {
  if (!records.some(({ accuracyInterval }) => accuracyInterval)) {
    return [];
  }
  const meaning = COLUMN_MEANINGS.accuracyInterval;
  return [
    {
      ...{ key: 'accuracyFrom', name: 'Top-1 from', unit: '%', kind: 'number', meaning },
      value: ({ accuracyInterval }) => accuracyInterval?.from ?? null
    },
    {
      ...{ key: 'accuracyTo', name: 'Top-1 to', unit: '%', kind: 'number', meaning },
      value: ({ accuracyInterval }) => accuracyInterval?.to ?? null
    },
    {
      ...{ key: 'accuracyConfidence', name: 'Confidence', kind: 'number', meaning },
      value: ({ accuracyInterval }) => accuracyInterval?.confidence ?? null
    },
    {
      ...{ key: 'accuracyOver', name: 'Over', kind: 'text', meaning },
      value: ({ accuracyInterval }) => accuracyInterval?.over ?? null
    }
  ];
}
