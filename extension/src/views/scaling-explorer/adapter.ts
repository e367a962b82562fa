import type { ScalingExplorerDocument } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { explorerIcon } from './icon';

export const scalingExplorer: ViewAdapter<ScalingExplorerDocument> = {
  view: 'scaling-explorer',
  command: CommandIDs.openExplorer,
  icon: explorerIcon,
  label: (trans) => trans.__('Scaling explorer'),
  caption: (trans) => trans.__('What a compound-scaled EfficientNet costs; needs no kernel'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-scaling-explorer" */ './view')).opener
};
