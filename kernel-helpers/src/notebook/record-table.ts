import { type ColumnOf, type RecordSet, type ResultRecord, type Table, tableOf } from '../analysis';

/** A set as a table: what was done, how accurate it is, what it costs, and where that comes from. */
export function recordTable({ title, measures, records }: RecordSet): Table {
  const settings = [...new Set(records.flatMap((record) => Object.keys(record.settings ?? {})))];
  const columns: ColumnOf<ResultRecord>[] = [
    { key: 'name', name: 'Network', kind: 'text', value: ({ name }) => name },
    { key: 'accuracy', name: 'Top-1', unit: '%', kind: 'number', value: ({ accuracy }) => accuracy },
    ...settings.map((key): ColumnOf<ResultRecord> => {
      const values = records.map((record) => record.settings?.[key]);
      const isText = values.some((value) => typeof value === 'string');
      return {
        key: `setting:${key}`,
        name: key,
        kind: isText ? 'text' : 'number',
        value: (record) => record.settings?.[key] ?? null
      };
    }),
    ...measures.map(({ key, name, unit }): ColumnOf<ResultRecord> => ({
      key: `cost:${key}`,
      name,
      unit,
      kind: 'number',
      value: ({ costs }) => costs[key] ?? null
    })),
    { key: 'kind', name: 'Kind', kind: 'text', value: ({ provenance }) => provenance.kind },
    { key: 'source', name: 'Source', kind: 'text', value: ({ provenance }) => provenance.source },
    { key: 'date', name: 'Date', kind: 'text', value: ({ provenance }) => provenance.date },
    { key: 'version', name: 'Version', kind: 'text', value: ({ provenance }) => provenance.version }
  ];
  return tableOf(title, columns, records);
}
