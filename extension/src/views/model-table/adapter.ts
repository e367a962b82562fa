import type { ModelTableDocument } from '@efficientnet-lab/kernel-helpers/views/model-table';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { tableIcon } from './icon';

export const modelTable: ViewAdapter<ModelTableDocument> = {
  view: 'model-table',
  command: CommandIDs.openModelTable,
  icon: tableIcon,
  label: (trans) => trans.__('Model table'),
  caption: (trans) =>
    trans.__('All stages, blocks and layers of a network with their costs; needs no kernel'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-model-table" */ './view')).opener
};
