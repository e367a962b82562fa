import type { StoppingPointDocument } from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { stoppingIcon } from './icon';

export const stoppingPoint: ViewAdapter<StoppingPointDocument> = {
  view: 'stopping-point',
  command: CommandIDs.openStoppingPoint,
  icon: stoppingIcon,
  label: (trans) => trans.__('Stopping point'),
  caption: (trans) => trans.__('How far scaling up is worth its cost; needs no kernel'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-stopping-point" */ './view')).opener
};
