import type { SweepDashboardDocument } from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { sweepDashboardIcon } from './icon';

export const sweepDashboard: ViewAdapter<SweepDashboardDocument> = {
  view: 'sweep-dashboard',
  command: CommandIDs.openSweepDashboard,
  icon: sweepDashboardIcon,
  label: (trans) => trans.__('Sweep dashboard'),
  caption: (trans) => trans.__('Accuracy and cost of the candidates of a sweep, and its progress'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-sweep-dashboard" */ './view')).opener
};
