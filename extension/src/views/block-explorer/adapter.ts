import type { BlockExplorerDocument } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { blockIcon } from './icon';

export const blockExplorer: ViewAdapter<BlockExplorerDocument> = {
  view: 'block-explorer',
  command: CommandIDs.openBlockExplorer,
  icon: blockIcon,
  label: (trans) => trans.__('Block explorer'),
  caption: (trans) =>
    trans.__('What a convolution costs as a whole, separated, or as MBConv; needs no kernel'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-block-explorer" */ './view')).opener
};
