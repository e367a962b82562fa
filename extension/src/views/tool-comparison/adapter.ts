import type { ToolComparisonDocument } from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { toolsIcon } from './icon';

export const toolComparison: ViewAdapter<ToolComparisonDocument> = {
  view: 'tool-comparison',
  command: CommandIDs.openToolComparison,
  icon: toolsIcon,
  label: (trans) => trans.__('Why do tools disagree?'),
  caption: (trans) =>
    trans.__('What fvcore, ptflops, timm, torchvision and the paper count; needs no kernel'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-tool-comparison" */ './view')).opener
};
