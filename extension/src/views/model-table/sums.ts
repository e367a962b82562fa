import type { CostReport } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, si, significant } from '@efficientnet-lab/kernel-helpers/wording';
import type { GridColumn } from './columns';
import type { GridContent } from './grid';
import type { Listing } from './listing';
import { type Sums, sumsOf } from './rows';
import { formatBytes } from './wording';

/** What the layers found cost together, when not all are, and what the whole network costs. */
export function sumRows(
  { layers, receptiveField }: CostReport,
  whole: Sums,
  { hits }: Listing,
  columns: readonly GridColumn[],
  trans: TranslationBundle
): GridContent['sums'] {
  const row = (name: string, sums: Sums, field: string): GridContent['sums'][number] => ({
    name,
    cells: columns.map((column) => (column.name === 'receptiveField' ? field : sumText(column, sums)))
  });
  return [
    ...(hits.length < layers.length ? [row(trans.__('found'), sumsOf(hits), '')] : []),
    row(trans.__('whole network'), whole, exact(receptiveField))
  ];
}

function sumText({ name }: GridColumn, sums: Sums): string {
  switch (name) {
    case 'params':
    case 'macs':
    case 'elementOps':
      return si(sums[name]);
    case 'activationBytes':
    case 'bytesMoved':
      return formatBytes(sums[name]);
    case 'arithmeticIntensity':
      return sums.bytesMoved === 0 ? '–' : significant(sums.macs / sums.bytesMoved);
    default:
      return '';
  }
}
