import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { NetworkSelect } from '../../controls/network-select';
import { element, setText } from '../../dom/element';
import type { Listing } from './listing';
import type { ModelTableModel } from './model';
import { hitsText } from './wording';

/** As long as the document allows. */
const LONGEST_SEARCH = 200;

export interface ToolbarActions {
  setAllOpen(open: boolean): void;
}

/** Network, search, and what opens and orders the rows. */
export class Toolbar {
  readonly node: HTMLElement;

  constructor(
    private readonly model: ModelTableModel,
    actions: ToolbarActions,
    private readonly trans: TranslationBundle
  ) {
    this.networks = new NetworkSelect((spec) => model.show(spec), trans);
    this.search = element('input', {
      type: 'search',
      class: 'jp-EnetSearch',
      maxlength: LONGEST_SEARCH,
      placeholder: trans.__('name or kind'),
      'aria-label': trans.__('Search layers by name or kind')
    });
    this.search.addEventListener('input', () => model.search(this.search.value, 'moving'));
    this.search.addEventListener('change', () => model.search(this.search.value));
    this.expand = button(trans.__('expand all'), () => actions.setAllOpen(true));
    this.collapse = button(trans.__('collapse all'), () => actions.setAllOpen(false));
    this.order = button(trans.__('execution order'), () => model.sortByOrder(), {
      title: trans.__('Back to the tree of stages, blocks and layers')
    });
    this.node = element(
      'div',
      { class: 'jp-EnetModelTable-tools jp-mod-wide' },
      this.networks.node,
      this.search,
      this.count,
      element('div', { class: 'jp-EnetModelTable-buttons' }, this.expand, this.collapse, this.order)
    );
  }

  update(): void {
    const { spec, search, sort } = this.model.state;
    this.networks.show(spec);
    if (this.search.value !== search) {
      this.search.value = search;
    }
    const isTree = sort.column === 'order';
    this.expand.hidden = !isTree;
    this.collapse.hidden = !isTree;
    this.order.hidden = isTree;
  }

  /** Says how many layers were found. */
  showCount({ hits }: Listing, layers: number): void {
    setText(this.count, hitsText(hits.length, layers, this.trans));
  }

  /** A key pressed in the search field; true when it was one of its own. */
  handleKey(event: KeyboardEvent): boolean {
    if (event.target !== this.search || event.key !== 'Escape' || this.search.value === '') {
      return false;
    }
    event.preventDefault();
    this.model.search('');
    return true;
  }

  private readonly networks: NetworkSelect;
  private readonly search: HTMLInputElement;
  private readonly count = element('span', { class: 'jp-EnetModelTable-count', role: 'status' });
  private readonly expand: HTMLButtonElement;
  private readonly collapse: HTMLButtonElement;
  private readonly order: HTMLButtonElement;
}
