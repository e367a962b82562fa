import { GATES_START, type GatesDocument } from '@efficientnet-lab/kernel-helpers/views/gates';
import { GatesModel } from './model';
import { GatesView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<GatesDocument> = {
  initial: () => ({ ...GATES_START }),
  create: ({ data }, environment, start) => new GatesView(new GatesModel(data, start), environment)
};
