import {
  STOPPING_POINT_START,
  type StoppingPointDocument
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { StoppingPointModel } from './model';
import { StoppingPointView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<StoppingPointDocument> = {
  initial: () => ({ ...STOPPING_POINT_START }),
  create: ({ data }, environment, start) =>
    new StoppingPointView(new StoppingPointModel(data, start), environment)
};
