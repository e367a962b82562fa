import { COLUMN_MEANINGS } from '../column-meanings';
import { intervalColumns, type RecordPoints } from '../records';
import { type ColumnOf, type Table, tableOf } from '../table';
import { type ParetoFront, requireFront } from './pareto';

/** Points by rising cost: cost, accuracy, whether on the front, and who dominates the others. */
export function frontTable(points: RecordPoints, front: ParetoFront): Table {
  requireFront(points, front);
  const { dominatedBy } = front;
  const { records, measure, costs, accuracies } = points;
  const order = records.map((_, i) => i).sort((a, b) => costs[a] - costs[b] || accuracies[b] - accuracies[a]);
  const columns: ColumnOf<number>[] = [
    {
      key: 'name',
      name: 'Network',
      kind: 'text',
      meaning: COLUMN_MEANINGS.network,
      value: (i) => records[i].name
    },
    {
      key: 'cost',
      name: measure.name,
      unit: measure.unit,
      kind: 'number',
      meaning: COLUMN_MEANINGS.recordCost,
      value: (i) => costs[i]
    },
    {
      key: 'accuracy',
      name: 'Top-1',
      unit: '%',
      kind: 'number',
      meaning: COLUMN_MEANINGS.top1,
      value: (i) => accuracies[i]
    },
    ...intervalColumns(records).map((column): ColumnOf<number> => ({
      ...column,
      value: (i, row) => column.value(records[i], row)
    })),
    {
      key: 'onFront',
      name: 'On the front',
      kind: 'boolean',
      meaning: COLUMN_MEANINGS.onFront,
      value: (i) => dominatedBy[i] < 0
    },
    {
      key: 'dominatedBy',
      name: 'Dominated by',
      kind: 'text',
      meaning: COLUMN_MEANINGS.dominatedBy,
      value: (i) => (dominatedBy[i] < 0 ? null : records[dominatedBy[i]].name)
    },
    {
      key: 'kind',
      name: 'Kind',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordKind,
      value: (i) => records[i].provenance.kind
    },
    {
      key: 'source',
      name: 'Source',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordSource,
      value: (i) => records[i].provenance.source
    },
    {
      key: 'date',
      name: 'Date',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordDate,
      value: (i) => records[i].provenance.date
    },
    {
      key: 'version',
      name: 'Version',
      kind: 'text',
      meaning: COLUMN_MEANINGS.recordVersion,
      value: (i) => records[i].provenance.version
    }
  ];
  return tableOf(`Accuracy against ${measure.name}`, columns, order);
}
