import {
  SEARCH_EXPLORER_START,
  type SearchExplorerDocument
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { SearchExplorerModel } from './model';
import { SearchExplorerView } from './view';
import type { ViewOpener } from '../../frame/adapter';

export const opener: ViewOpener<SearchExplorerDocument> = {
  initial: () => ({ ...SEARCH_EXPLORER_START }),
  create: ({ data }, environment, start) =>
    new SearchExplorerView(new SearchExplorerModel(data, start), environment)
};
