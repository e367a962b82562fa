import { FRONT_START, type FrontDocument } from '@efficientnet-lab/kernel-helpers/views/front';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { frontIcon } from './icon';
import { FrontModel } from './model';
import { FrontView } from './view';

export const front: ViewAdapter<FrontDocument> = {
  view: 'front',
  command: CommandIDs.openFront,
  icon: frontIcon,
  label: (trans) => trans.__('Accuracy–cost front'),
  caption: (trans) =>
    trans.__('Which networks nothing dominates, and what a budget buys, on published or own records'),
  initial: () => ({ ...FRONT_START }),
  create: ({ data }, environment, start) => new FrontView(new FrontModel(data, start), environment)
};
