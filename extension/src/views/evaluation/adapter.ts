import type { EvaluationDocument } from '@efficientnet-lab/kernel-helpers/views/evaluation';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { evaluationIcon } from './icon';

export const evaluation: ViewAdapter<EvaluationDocument> = {
  view: 'evaluation',
  command: CommandIDs.openEvaluation,
  icon: evaluationIcon,
  label: (trans) => trans.__('Evaluation'),
  caption: (trans) => trans.__('Which classes a network confuses, and how sure it is; a cell fills it'),
  load: async () => (await import(/* webpackChunkName: "efficientnet-lab-view-evaluation" */ './view')).opener
};
