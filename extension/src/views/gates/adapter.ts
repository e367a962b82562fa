import { GATES_START, type GatesDocument } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { gatesIcon } from './icon';
import { GatesModel } from './model';
import { GatesView } from './view';

export const gates: ViewAdapter<GatesDocument> = {
  view: 'gates',
  command: CommandIDs.openGates,
  icon: gatesIcon,
  label: (trans) => trans.__('Gates'),
  caption: (trans) => trans.__('Which channels squeeze-and-excitation switches off; needs no kernel'),
  initial: () => ({ ...GATES_START }),
  create: ({ data }, environment, start) => new GatesView(new GatesModel(data, start), environment)
};
