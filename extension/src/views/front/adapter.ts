import type { FrontDocument } from '@efficientnet-lab/kernel-helpers/views/front';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { frontIcon } from './icon';

export const front: ViewAdapter<FrontDocument> = {
  view: 'front',
  command: CommandIDs.openFront,
  icon: frontIcon,
  label: (trans) => trans.__('Accuracy–cost front'),
  caption: (trans) =>
    trans.__('Which networks nothing dominates, and what a budget buys, on published or own records'),
  load: async () => (await import(/* webpackChunkName: "efficientnet-lab-view-front" */ './view')).opener
};
