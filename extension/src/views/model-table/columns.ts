import type { ModelTableColumn } from '@efficientnet-lab/kernel-helpers/views/model-table';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, si, significant } from '@efficientnet-lab/kernel-helpers/wording';
import type { CostRow } from './rows';
import { columnWords, formatBytes } from './wording';

/** Values that a bar is drawn for. */
export type Barred = 'params' | 'macs';

export interface GridColumn {
  readonly name: ModelTableColumn;
  readonly label: string;
  /** What the column says, for its heading's tooltip. */
  readonly title: string;
  readonly numeric: boolean;
  readonly bar: Barred | null;
  text(row: CostRow): string;
  /** The value with all its digits; null where `text` has them. */
  exact(row: CostRow): string | null;
}

/** All columns but the name, which heads the rows, in the order in which they are shown. */
export function valueColumns(spatialDimensions: 1 | 2, trans: TranslationBundle): GridColumn[] {
  const square = spatialDimensions === 2 ? '²' : '';
  const column = (
    name: ModelTableColumn,
    label: string,
    title: string,
    text: GridColumn['text'],
    rest: Partial<GridColumn> = {}
  ): GridColumn => ({ name, label, title, numeric: true, bar: null, text, exact: () => null, ...rest });
  const bytes = (name: 'activationBytes' | 'bytesMoved', label: string, title: string): GridColumn =>
    column(name, label, title, (row) => formatBytes(row[name]), {
      exact: (row) => trans.__('%1 bytes', exact(row[name]))
    });
  const count = (name: 'params' | 'macs' | 'elementOps', label: string, title: string): GridColumn =>
    column(name, label, title, (row) => (row[name] === 0 ? '–' : si(row[name])), {
      bar: name === 'elementOps' ? null : name,
      exact: (row) => `${exact(row[name])} ${columnWords(name, trans)}`
    });
  return [
    column('order', '#', trans.__('Order of execution'), ({ order }) => String(order + 1)),
    column('kind', trans.__('kind'), trans.__('Operator or kind of layer'), ({ kind }) => kind, {
      numeric: false
    }),
    column(
      'outputSize',
      trans.__('output'),
      trans.__('Side of the map that comes out'),
      ({ outputSize }) => `${outputSize}${square}`
    ),
    column('outputFilters', trans.__('channels'), trans.__('Channels that come out'), ({ outputFilters }) =>
      exact(outputFilters)
    ),
    count('params', trans.__('params'), trans.__('Trainable parameters')),
    count('macs', trans.__('MACs'), trans.__('Multiply-accumulates for one input')),
    count('elementOps', trans.__('element ops'), trans.__('Elements worked on one by one; not part of MACs')),
    bytes('activationBytes', trans.__('output bytes'), trans.__('All outputs, one input, 32-bit floats')),
    bytes(
      'bytesMoved',
      trans.__('moved'),
      trans.__('Inputs, weights and outputs, if nothing stays in a cache')
    ),
    column('arithmeticIntensity', trans.__('MACs/byte'), trans.__('MACs for each byte moved'), (row) =>
      row.macs === 0 ? '–' : significant(row.arithmeticIntensity)
    ),
    column(
      'receptiveField',
      trans.__('field'),
      trans.__('Receptive field: side of the input window that one output pixel depends on'),
      ({ receptiveField }) => exact(receptiveField)
    )
  ];
}
