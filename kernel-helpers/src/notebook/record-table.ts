import {
  COLUMN_MEANINGS,
  type ColumnOf,
  intervalColumns,
  type RecordSet,
  type ResultRecord,
  type Table,
  tableOf
} from '../analysis';

/** A set as a table: what was done, how accurate it is, what it costs, and where that comes from. */
export function recordTable({ title, measures, records }: RecordSet): Table {
  const settings = [...new Set(records.flatMap((record) => Object.keys(record.settings ?? {})))];
  const columns: ColumnOf<ResultRecord>[] = [
    {
      key: 'name',
      name: 'Network',
      kind: 'text',
      meaning: COLUMN_MEANINGS.network,
      value: ({ name }) => name
    },
    {
      key: 'accuracy',
      name: 'Top-1',
      unit: '%',
      kind: 'number',
      meaning: COLUMN_MEANINGS.top1,
      value: ({ accuracy }) => accuracy
    },
    ...intervalColumns(records),
    ...settings.map((key): ColumnOf<ResultRecord> => {
      const values = records.map((record) => record.settings?.[key]);
      const isText = values.some((value) => typeof value === 'string');
      return {
        key: `setting:${key}`,
        name: key,
        kind: isText ? 'text' : 'number',
        meaning: COLUMN_MEANINGS.recordSetting,
        value: (record) => record.settings?.[key] ?? null
      };
    }),
    ...measures.map(({ key, name, unit }): ColumnOf<ResultRecord> => ({
      key: `cost:${key}`,
      name,
      unit,
      kind: 'number',
      meaning: COLUMN_MEANINGS.recordCost,
      value: ({ costs }) => costs[key] ?? null
    })),
    {
      key: 'kind',
      name: 'Kind',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordKind,
      value: ({ provenance }) => provenance.kind
    },
    {
      key: 'source',
      name: 'Source',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordSource,
      value: ({ provenance }) => provenance.source
    },
    {
      key: 'date',
      name: 'Date',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordDate,
      value: ({ provenance }) => provenance.date
    },
    {
      key: 'version',
      name: 'Version',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordVersion,
      value: ({ provenance }) => provenance.version
    }
  ];
  return tableOf(title, columns, records);
}
