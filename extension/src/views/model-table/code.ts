import type { ArchitectureSpec } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ModelTableState } from '@efficientnet-lab/kernel-helpers/views/model-table';
import { stateOfSpec } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { networkCode } from '../scaling-explorer/code';

/** TypeScript that shows this table in a cell; only what differs from the start is written. */
export function toTypeScript({ spec, sort, search }: ModelTableState): string {
  const options = [
    ...(sort.column === 'order' && !sort.descending
      ? []
      : [`sort: { column: '${sort.column}', descending: ${String(sort.descending)} }`]),
    ...(search === '' ? [] : [`search: ${JSON.stringify(search)}`])
  ];
  const argument = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  return `${specCode(spec)}\nenet.showModelTable(spec${argument});\n`;
}

/** TypeScript that makes a specification in a cell: by its name or multipliers, otherwise field by field. */
export function specCode(spec: ArchitectureSpec): string {
  const state = stateOfSpec(spec);
  return state
    ? networkCode(state)
    : "import * as enet from '@efficientnet-lab/kernel-helpers';\n\n" +
        `const spec: enet.ArchitectureSpec = ${JSON.stringify(spec, null, 2)};\n`;
}
