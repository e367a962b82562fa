import type { GatesDocument } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { gatesIcon } from './icon';

export const gates: ViewAdapter<GatesDocument> = {
  view: 'gates',
  command: CommandIDs.openGates,
  icon: gatesIcon,
  label: (trans) => trans.__('Gates'),
  caption: (trans) => trans.__('Which channels squeeze-and-excitation switches off; needs no kernel'),
  load: async () => (await import(/* webpackChunkName: "efficientnet-lab-view-gates" */ './view')).opener
};
