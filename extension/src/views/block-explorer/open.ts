import {
  BLOCK_EXPLORER_START,
  type BlockExplorerDocument
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { BlockExplorerModel } from './model';
import { BlockExplorerView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<BlockExplorerDocument> = {
  initial: () => ({ ...BLOCK_EXPLORER_START }),
  create: ({ data }, environment, start) =>
    new BlockExplorerView(new BlockExplorerModel(data, start), environment)
};
