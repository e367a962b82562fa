import {
  SEARCH_EXPLORER_START,
  type SearchExplorerDocument
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { searchIcon } from './icon';
import { SearchExplorerModel } from './model';
import { SearchExplorerView } from './view';

export const searchExplorer: ViewAdapter<SearchExplorerDocument> = {
  view: 'search-explorer',
  command: CommandIDs.openSearchExplorer,
  icon: searchIcon,
  label: (trans) => trans.__('Search explorer'),
  caption: (trans) => trans.__('Which α, β, γ keep the cost and are predicted best; needs no kernel'),
  initial: () => ({ ...SEARCH_EXPLORER_START }),
  create: ({ data }, environment, start) =>
    new SearchExplorerView(new SearchExplorerModel(data, start), environment)
};
