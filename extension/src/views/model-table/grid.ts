import type { ModelTableColumn, ModelTableState } from '@efficientnet-lab/kernel-helpers/views/model-table';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../../dom/element';
import type { GridColumn } from './columns';
import { type Listing, type Openness, stepFrom } from './listing';
import { type CostRow, isLayer, type Sums } from './rows';
import { TypeAhead } from './type-ahead';
import { rowName } from './wording';

export interface GridActions {
  sortBy(column: ModelTableColumn): void;
  setOpen(row: CostRow, open: boolean): void;
  select(row: CostRow): void;
}

/** What one drawing of the grid shows. */
export interface GridContent {
  listing: Listing;
  openness: Openness;
  sort: ModelTableState['sort'];
  columns: readonly GridColumn[];
  selected: CostRow | null;
  /** Of the whole network: shares are parts of it. */
  whole: Sums;
  /** Rows below all others; each stands for a sum. */
  sums: readonly { name: string; cells: readonly string[] }[];
}

/** The rows as an ARIA treegrid: one tab stop, arrow keys from row to row, bars of costs. */
export class CostGrid {
  readonly node: HTMLElement;

  constructor(
    private readonly actions: GridActions,
    private readonly trans: TranslationBundle
  ) {
    this.node = element(
      'div',
      { class: 'jp-EnetGrid', role: 'treegrid', 'aria-label': trans.__('Stages, blocks and layers') },
      this.head,
      this.body,
      this.foot
    );
    this.body.addEventListener('click', (event) => this.onClick(event));
    this.body.addEventListener('dblclick', (event) => this.onDoubleClick(event));
    this.body.addEventListener('focusin', (event) => {
      const row = this.rowAt(event.target);
      if (row) {
        this.activate(row);
      }
    });
  }

  update(content: GridContent): void {
    if (content.columns !== this.content?.columns) {
      this.nodes = new WeakMap();
      this.blank = this.makeBlank(content.columns);
    }
    this.content = content;
    this.updateHead(content);
    this.node.classList.toggle('jp-mod-flat', !content.listing.isTree);
    const { listing, whole } = content;
    for (const bar of ['params', 'macs'] as const) {
      const largest = Math.max(0, ...listing.rows.map((row) => row[bar]));
      this.node.style.setProperty(`--jp-enet-largest-${bar}`, String(largest / whole[bar] || 1));
    }
    const hadFocus = this.body.contains(document.activeElement);
    this.rowsByNode = new Map(listing.rows.map((row) => [this.nodeOf(row), row]));
    syncChildren(this.body, [...this.rowsByNode.keys()]);
    this.active = listing.rows.find(({ key }) => key === this.active?.key) ?? listing.rows[0] ?? null;
    this.rowsByNode.forEach((row, node) => this.updateRow(row, node, content));
    if (hadFocus && this.active && !this.body.contains(document.activeElement)) {
      this.nodeOf(this.active).focus({ preventScroll: true });
    }
    this.updateFoot(content);
  }

  /** A key pressed on a row or a heading; true when it was one of the grid's own. */
  handleKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    if (event.target instanceof HTMLElement && this.head.contains(event.target)) {
      return this.onHeadKey(event, event.target);
    }
    const row = this.rowAt(event.target);
    if (!row || !this.content || event.key === 'Tab' || event.key === 'Escape') {
      return false;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.actions.select(row);
      return true;
    }
    const { listing, openness } = this.content;
    const step = stepFrom(listing, row, event.key, openness);
    if (step && 'to' in step) {
      this.focus(step.to);
    } else if (step && 'open' in step) {
      this.actions.setOpen(step.open, true);
    } else if (step) {
      this.actions.setOpen(step.close, false);
    }
    if (step || event.key.startsWith('Arrow')) {
      event.preventDefault();
    }
    if (event.key.length === 1) {
      event.preventDefault();
      const names = listing.rows.map((each) => rowName(each, this.trans));
      const index = this.typing.type(event.key, names, listing.rows.indexOf(row), event.timeStamp);
      if (index >= 0) {
        this.focus(listing.rows[index]);
      }
    }
    // Letters must not reach the notebook's shortcuts: d, d would delete the cell.
    return true;
  }

  /** Shows a row and gives it the focus. */
  focus(row: CostRow): void {
    this.activate(row);
    const node = this.nodeOf(row);
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: 'nearest' });
  }

  private activate(row: CostRow): void {
    if (this.active && this.active !== row) {
      this.nodeOf(this.active).tabIndex = -1;
    }
    this.active = row;
    this.nodeOf(row).tabIndex = 0;
  }

  private rowAt(target: EventTarget | null): CostRow | null {
    const node = target instanceof Element ? target.closest<HTMLElement>('.jp-EnetGrid-row') : null;
    return (node && this.rowsByNode.get(node)) ?? null;
  }

  private onClick(event: MouseEvent): void {
    const row = this.rowAt(event.target);
    if (!row) {
      return;
    }
    this.activate(row);
    if (event.target instanceof Element && event.target.closest('.jp-EnetGrid-twisty')) {
      this.toggle(row);
    } else {
      this.actions.select(row);
    }
  }

  private onDoubleClick(event: MouseEvent): void {
    const row = this.rowAt(event.target);
    const onTwisty = event.target instanceof Element && event.target.closest('.jp-EnetGrid-twisty') !== null;
    if (row && !onTwisty) {
      this.toggle(row);
    }
  }

  private toggle(row: CostRow): void {
    if (this.content?.listing.isTree && !isLayer(row)) {
      this.actions.setOpen(row, !this.content.openness.isOpen(row));
    }
  }

  private onHeadKey(event: KeyboardEvent, target: HTMLElement): boolean {
    const shown = [...this.head.querySelectorAll('button')].filter(
      (node) => node.getClientRects().length > 0
    );
    const at = shown.findIndex((node) => node === target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      shown[Math.min(shown.length - 1, Math.max(0, to))].focus();
      return true;
    }
    if (event.key === 'ArrowDown' && this.active) {
      event.preventDefault();
      this.focus(this.active);
      return true;
    }
    return event.key === 'ArrowUp';
  }

  private updateHead({ columns, sort }: GridContent): void {
    if (this.headings.size === 0) {
      const row = element('div', { role: 'row', class: 'jp-EnetGrid-headings' });
      const name = {
        name: 'name',
        label: this.trans.__('name'),
        title: this.trans.__('Name'),
        numeric: false
      } as const;
      for (const column of [name, ...columns]) {
        const heading = this.headingOf(column);
        this.headings.set(column.name, heading);
        row.append(heading);
      }
      this.head.append(row);
    }
    this.headings.forEach((heading, name) => {
      const isSorted = name === sort.column;
      heading.setAttribute('aria-sort', isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none');
      heading.querySelector('button')?.setAttribute('tabindex', name === 'name' ? '0' : '-1');
    });
  }

  private headingOf({
    name,
    label,
    title,
    numeric
  }: Pick<GridColumn, 'name' | 'label' | 'title' | 'numeric'>): HTMLElement {
    const button = element('button', { type: 'button', title }, label);
    button.addEventListener('click', () => this.actions.sortBy(name));
    return element('div', { role: 'columnheader', class: cellClass(name, numeric) }, button);
  }

  private nodeOf(row: CostRow): HTMLElement {
    const known = this.nodes.get(row);
    if (known) {
      return known;
    }
    const node = this.makeRow(row);
    this.nodes.set(row, node);
    return node;
  }

  /** A row without values; copies of it are made in half the time of new rows. */
  private makeBlank(columns: readonly GridColumn[]): HTMLElement {
    return element(
      'div',
      { role: 'row', class: 'jp-EnetGrid-row' },
      element(
        'div',
        { role: 'rowheader', class: cellClass('name', false) },
        element('span', { class: 'jp-EnetGrid-twisty', 'aria-hidden': 'true' })
      ),
      ...columns.map(({ name, numeric, bar }) =>
        element(
          'div',
          { role: 'gridcell', class: cellClass(name, numeric) },
          bar && element('span', { class: `jp-EnetGrid-bar jp-mod-${bar}`, 'aria-hidden': 'true' })
        )
      )
    );
  }

  private makeRow(row: CostRow): HTMLElement {
    const node = this.blank.cloneNode(true) as HTMLElement;
    const { columns = [], whole } = this.content ?? {};
    const name = rowName(row, this.trans);
    node.firstElementChild?.append(...nameNodes(row, name));
    node.firstElementChild?.setAttribute('title', name);
    columns.forEach((column, i) => {
      const cell = node.children[1 + i];
      const { firstElementChild: bar } = cell;
      const exact = column.exact(row);
      if (exact !== null) {
        cell.setAttribute('title', exact);
      }
      if (column.bar && whole && bar instanceof HTMLElement) {
        bar.style.setProperty('--jp-enet-share', String(row[column.bar] / whole[column.bar] || 0));
      }
      cell.append(column.text(row));
    });
    return node;
  }

  private updateRow(row: CostRow, node: HTMLElement, { listing, openness, selected }: GridContent): void {
    setAttribute(node, 'aria-level', listing.isTree ? String(row.level) : '1');
    setAttribute(node, 'aria-selected', String(row === selected));
    setAttribute(
      node,
      'aria-expanded',
      listing.isTree && !isLayer(row) ? String(openness.isOpen(row)) : null
    );
    node.tabIndex = row === this.active ? 0 : -1;
  }

  private updateFoot({ sums, columns }: GridContent): void {
    this.foot.replaceChildren(
      ...sums.map(({ name, cells }) =>
        element(
          'div',
          { role: 'row', class: 'jp-EnetGrid-sum' },
          element('div', { role: 'rowheader', class: cellClass('name', false) }, name),
          ...columns.map((column, i) => {
            const node = element('div', { role: 'gridcell', class: cellClass(column.name, column.numeric) });
            setText(node, cells[i]);
            return node;
          })
        )
      )
    );
  }

  private readonly head = element('div', { role: 'rowgroup', class: 'jp-EnetGrid-head' });
  private readonly body = element('div', { role: 'rowgroup', class: 'jp-EnetGrid-body' });
  private readonly foot = element('div', { role: 'rowgroup', class: 'jp-EnetGrid-foot' });
  private readonly headings = new Map<ModelTableColumn, HTMLElement>();
  private blank: HTMLElement = element('div');
  private nodes = new WeakMap<CostRow, HTMLElement>();
  private readonly typing = new TypeAhead();
  private rowsByNode = new Map<HTMLElement, CostRow>();
  private content: GridContent | null = null;
  private active: CostRow | null = null;
}

/** A layer's name begins with its block's, which narrow tables leave out below that block. */
function nameNodes({ level, parent }: CostRow, name: string): (Node | string)[] {
  const prefix = `${parent?.name ?? ''}_`;
  return level === 3 && name.startsWith(prefix)
    ? [element('span', { class: 'jp-EnetGrid-prefix' }, prefix), name.slice(prefix.length)]
    : [name];
}

function cellClass(name: ModelTableColumn, numeric: boolean): string {
  return `jp-EnetGrid-cell jp-mod-${name}${numeric ? ' jp-mod-number' : ''}`;
}

function setAttribute(node: HTMLElement, name: string, value: string | null): void {
  if (value === null) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** Makes these the children, moving none that stand right already: a node that is moved loses the focus. */
function syncChildren(parent: HTMLElement, nodes: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(nodes);
  for (const child of [...parent.children]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  let at = parent.firstElementChild;
  for (const node of nodes) {
    if (node === at) {
      at = at.nextElementSibling;
    } else {
      parent.insertBefore(node, at);
    }
  }
}
