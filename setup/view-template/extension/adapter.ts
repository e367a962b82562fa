import type { NewViewDocument } from '@efficientnet-lab/kernel-helpers/views/new-view';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { newViewIcon } from './icon';

export const newView: ViewAdapter<NewViewDocument> = {
  view: 'new-view',
  command: CommandIDs.openNewView,
  icon: newViewIcon,
  label: (trans) => trans.__('New view'),
  caption: (trans) => trans.__('What a convolution costs by its channels; needs no kernel'),
  load: async () => (await import(/* webpackChunkName: "efficientnet-lab-view-new-view" */ './view')).opener
};
