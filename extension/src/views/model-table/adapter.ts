import type { ModelTableDocument } from '@efficientnet-lab/kernel-helpers/views/model-table';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { tableIcon } from './icon';
import { MODEL_TABLE_START, ModelTableModel } from './model';
import { ModelTableView } from './view';

export const modelTable: ViewAdapter<ModelTableDocument> = {
  view: 'model-table',
  command: CommandIDs.openModelTable,
  icon: tableIcon,
  label: (trans) => trans.__('Model table'),
  caption: (trans) =>
    trans.__('All stages, blocks and layers of a network with their costs; needs no kernel'),
  initial: () => ({ ...MODEL_TABLE_START }),
  create: ({ data }, environment, start) => new ModelTableView(new ModelTableModel(data, start), environment)
};
