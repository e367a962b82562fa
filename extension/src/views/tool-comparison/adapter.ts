import type { ToolComparisonDocument } from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { toolsIcon } from './icon';
import { TOOL_COMPARISON_START, ToolComparisonModel } from './model';
import { ToolComparisonView } from './view';

export const toolComparison: ViewAdapter<ToolComparisonDocument> = {
  view: 'tool-comparison',
  command: CommandIDs.openToolComparison,
  icon: toolsIcon,
  label: (trans) => trans.__('Why do tools disagree?'),
  caption: (trans) =>
    trans.__('What fvcore, ptflops, timm, torchvision and the paper count; needs no kernel'),
  initial: () => ({ ...TOOL_COMPARISON_START }),
  create: ({ data }, environment, start) =>
    new ToolComparisonView(new ToolComparisonModel(data, start), environment)
};
