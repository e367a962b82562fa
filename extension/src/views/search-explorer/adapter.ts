import type { SearchExplorerDocument } from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import type { ViewAdapter } from '../../frame/adapter';
import { CommandIDs } from '../../tokens';
import { searchIcon } from './icon';

export const searchExplorer: ViewAdapter<SearchExplorerDocument> = {
  view: 'search-explorer',
  command: CommandIDs.openSearchExplorer,
  icon: searchIcon,
  label: (trans) => trans.__('Search explorer'),
  caption: (trans) => trans.__('Which α, β, γ keep the cost and are predicted best; needs no kernel'),
  load: async () =>
    (await import(/* webpackChunkName: "efficientnet-lab-view-search-explorer" */ './view')).opener
};
