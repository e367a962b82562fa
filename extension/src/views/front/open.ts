import { FRONT_START, type FrontDocument } from '@efficientnet-lab/kernel-helpers/views/front';
import { FrontModel } from './model';
import { FrontView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<FrontDocument> = {
  initial: () => ({ ...FRONT_START }),
  create: ({ data }, environment, start) => new FrontView(new FrontModel(data, start), environment)
};
