import type {
  ScalingExplorerDocument,
  ScalingExplorerState
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { ScalingExplorerModel } from './model';
import { initialState } from './parameters';
import { positionsOf, ScalingExplorerView } from './view';
import type { ViewOpener } from '../../frame/adapter';

const FROM_SETTINGS = ['phi', 'alpha', 'beta', 'gamma'] as const;

export const opener: ViewOpener<ScalingExplorerDocument> = {
  initial: (settings) => {
    const numbers = FROM_SETTINGS.flatMap((name) => {
      const value = settings[name];
      return typeof value === 'number' ? [[name, value]] : [];
    });
    return initialState(Object.fromEntries(numbers) as Partial<ScalingExplorerState>);
  },
  create: ({ data }, environment, start) => {
    // A saved comparison is shown to its reader, but never in place of the reader's own.
    if (data.pins && environment.pins.pins.length === 0) {
      environment.pins.load(data.pins);
    }
    return new ScalingExplorerView(
      new ScalingExplorerModel(positionsOf(data), positionsOf(start)),
      environment
    );
  }
};
