import type { ModelComparisonDocument } from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { modelComparisonIcon } from './icon';

export const modelComparison: ViewAdapter<ModelComparisonDocument> = {
  view: 'model-comparison',
  command: CommandIDs.openModelComparison,
  icon: modelComparisonIcon,
  label: (trans) => trans.__('Two networks compared'),
  caption: (trans) =>
    trans.__('Which of two networks is better on the same images, and where; a cell fills it'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-model-comparison" */ './view')).opener
};
