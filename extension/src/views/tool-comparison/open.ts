import type { ToolComparisonDocument } from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { TOOL_COMPARISON_START, ToolComparisonModel } from './model';
import { ToolComparisonView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<ToolComparisonDocument> = {
  initial: () => ({ ...TOOL_COMPARISON_START }),
  create: ({ data }, environment, start) =>
    new ToolComparisonView(new ToolComparisonModel(data, start), environment)
};
