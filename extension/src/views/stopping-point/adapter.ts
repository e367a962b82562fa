import {
  STOPPING_POINT_START,
  type StoppingPointDocument
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { stoppingIcon } from './icon';
import { StoppingPointModel } from './model';
import { StoppingPointView } from './view';

export const stoppingPoint: ViewAdapter<StoppingPointDocument> = {
  view: 'stopping-point',
  command: CommandIDs.openStoppingPoint,
  icon: stoppingIcon,
  label: (trans) => trans.__('Stopping point'),
  caption: (trans) => trans.__('How far scaling up is worth its cost; needs no kernel'),
  initial: () => ({ ...STOPPING_POINT_START }),
  create: ({ data }, environment, start) =>
    new StoppingPointView(new StoppingPointModel(data, start), environment)
};
