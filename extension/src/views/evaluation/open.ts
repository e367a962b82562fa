import { type EvaluationDocument, EVALUATION_START } from '@efficientnet-lab/kernel-helpers/views/evaluation';
import type { ViewOpener } from '../../frame/adapter';
import { EvaluationModel } from './model';
import { EvaluationView } from './view';

export const opener: ViewOpener<EvaluationDocument> = {
  initial: () => ({ ...EVALUATION_START }),
  create: ({ data }, environment, start) => new EvaluationView(new EvaluationModel(data, start), environment)
};
