import type { ModelTableDocument } from '@efficientnet-lab/kernel-helpers/views/model-table';
import { MODEL_TABLE_START, ModelTableModel } from './model';
import { ModelTableView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<ModelTableDocument> = {
  initial: () => ({ ...MODEL_TABLE_START }),
  create: ({ data }, environment, start) => new ModelTableView(new ModelTableModel(data, start), environment)
};
