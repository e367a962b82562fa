import {
  STATUS_ORDER,
  type SweepDashboardState,
  type SweepResult,
  type SweepRow
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';

const NAMES = new Intl.Collator('en', { numeric: true });

/** Candidates in the order of a column; those without a value last, equal ones in the sweep's own order. */
export function sortedRows(
  { sweep }: SweepResult,
  rows: readonly SweepRow[],
  { column, descending }: SweepDashboardState['sort']
): SweepRow[] {
  const sign = descending ? -1 : 1;
  const setting = sweep.columns.settings.find(({ name }) => `setting.${name}` === column);
  const valueOf = (row: SweepRow): string | number | null => {
    switch (column) {
      case 'name':
        return row.name;
      case 'status':
        return STATUS_ORDER.indexOf(row.status) * 100 + row.rung;
      case 'accuracy':
        return row.accuracy === null ? null : (row.measuredAt ?? 0) * 1000 + row.accuracy;
      case 'interval':
        return row.interval && row.interval.to - row.interval.from;
      case 'macs':
      case 'params':
      case 'epochs':
      case 'seconds':
        return row[column];
      default:
        return setting?.values[row.place] ?? null;
    }
  };
  return rows
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((a, b) => {
      const byPlace = a.row.place - b.row.place;
      if (a.value === null || b.value === null) {
        return Number(a.value === null) - Number(b.value === null) || byPlace;
      }
      const order =
        typeof a.value === 'number' && typeof b.value === 'number'
          ? a.value - b.value
          : NAMES.compare(String(a.value), String(b.value));
      return sign * order || byPlace;
    })
    .map(({ row }) => row);
}
