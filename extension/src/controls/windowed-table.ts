import { element, setText } from '../dom/element';

/** A column of a table whose rows come and go. */
export interface WindowedColumn<Row> {
  key: string;
  label: string;
  /** What it is and how it is computed, on hover. */
  title: string;
  numeric: boolean;
  text(row: Row): string;
  /** All digits, on hover. */
  exact?(row: Row): string;
}

export interface WindowedContent<Row> {
  columns: readonly WindowedColumn<Row>[];
  rows: readonly Row[];
  sort: { column: string; descending: boolean };
  selected: Row | null;
}

export interface WindowedActions<Row> {
  /** @param isText - whether its values rise at first */
  sortBy(column: string, isText: boolean): void;
  select(row: Row): void;
  /** The pointer or the focus is on a row; null when left. */
  point(row: Row | null): void;
}

/** Pixels; the style sheet has the same. */
const ROW = 28;
/** Rows above and below those that are seen. */
const MARGIN = 10;

/**
 * A table of any length, of which those rows are in the page that are seen: an ARIA grid with one tab stop, arrow keys from
 * row to row.
 */
export class WindowedTable<Row extends { id: string }> {
  readonly node: HTMLElement;

  constructor(
    label: string,
    private readonly actions: WindowedActions<Row>
  ) {
    this.grid = element(
      'table',
      { class: 'jp-EnetTable jp-EnetWindowed-grid', role: 'grid', 'aria-label': label },
      element('thead', {}, this.head),
      this.body
    );
    this.node = element('div', { class: 'jp-EnetWindowed' }, this.grid);
    this.node.addEventListener('scroll', () => {
      this.top = this.node.scrollTop;
      this.fill();
    });
    this.body.addEventListener('click', (event) => this.at(event, (row) => this.actions.select(row)));
    this.body.addEventListener('pointerover', (event) => this.at(event, (row) => this.actions.point(row)));
    this.body.addEventListener('pointerleave', () => this.actions.point(null));
    this.body.addEventListener('focusin', (event) => this.at(event, (row) => this.actions.point(row)));
    this.body.addEventListener('focusout', () => this.actions.point(null));
    this.observer = new ResizeObserver(() => {
      this.height = this.node.clientHeight;
      this.fill();
    });
    this.observer.observe(this.node);
  }

  show(content: WindowedContent<Row>): void {
    const before = this.content;
    this.content = content;
    const keys = content.columns.map(({ key, label }) => `${key} ${label}`).join('\n');
    if (keys !== this.keys) {
      this.keys = keys;
      this.makeHead(content.columns);
    }
    this.headings.forEach((heading, i) => {
      const isSorted = content.columns[i].key === content.sort.column;
      const direction = content.sort.descending ? 'descending' : 'ascending';
      heading.setAttribute('aria-sort', isSorted ? direction : 'none');
      setText(this.arrows[i], isSorted ? (content.sort.descending ? ' ↓' : ' ↑') : '');
    });
    this.grid.setAttribute('aria-rowcount', String(content.rows.length + 1));
    if (content.rows !== before?.rows) {
      const place = content.rows.findIndex(({ id }) => id === this.activeId);
      this.active = Math.max(0, Math.min(place < 0 ? this.active : place, content.rows.length - 1));
    }
    if (content.selected !== null && content.selected.id !== before?.selected?.id) {
      const place = content.rows.findIndex(({ id }) => id === content.selected?.id);
      if (place >= 0) {
        this.activate(place);
      }
    }
    this.fill();
  }

  /** Shades the row that another part of the view points at. */
  point(id: string | null): void {
    this.pointed = id;
    this.shown.forEach(({ row, node }) => node.classList.toggle('jp-mod-pointed', row.id === id));
  }

  /** A key pressed on a row; true when it was one of the table's own. */
  handleKey(event: KeyboardEvent): boolean {
    const { rows = [] } = this.content ?? {};
    const isRow = event.target instanceof HTMLElement && this.body.contains(event.target);
    if (!isRow || event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) {
      return false;
    }
    const page = Math.max(1, Math.floor(this.height / ROW) - 2);
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length
    };
    if (event.key in steps) {
      this.activate(Math.min(rows.length - 1, Math.max(0, this.active + steps[event.key])));
      this.fill();
      this.body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.actions.select(rows[this.active]);
    } else {
      return event.key.length === 1;
    }
    event.preventDefault();
    return true;
  }

  dispose(): void {
    this.observer.disconnect();
  }

  private makeHead(columns: readonly WindowedColumn<Row>[]): void {
    this.arrows = columns.map(() => element('span', { 'aria-hidden': 'true' }));
    this.headings = columns.map(({ key, label, numeric, title }, i) => {
      const sort = element('button', { type: 'button', class: 'jp-EnetSort' }, label, this.arrows[i]);
      sort.addEventListener('click', () => this.actions.sortBy(key, !numeric));
      return element('th', { scope: 'col', class: numeric ? 'jp-mod-number' : null, title }, sort);
    });
    this.head.replaceChildren(...this.headings);
  }

  /** Makes a row the one that Tab comes to, and brings it into sight. */
  private activate(place: number): void {
    this.active = place;
    this.activeId = this.content?.rows[place]?.id ?? null;
    const top = place * ROW;
    const head = this.head.offsetHeight;
    const seen = this.height - head;
    if (top < this.top) {
      this.scrollTo(top);
    } else if (seen > 0 && top + ROW > this.top + seen) {
      this.scrollTo(top + ROW - seen);
    }
  }

  private scrollTo(top: number): void {
    this.node.scrollTop = top;
    this.top = this.node.scrollTop;
  }

  /** Puts those rows into the page that are seen; those that are there already stay. */
  private fill(): void {
    const { content, height, top } = this;
    if (!content || height === 0) {
      return;
    }
    const { columns, rows } = content;
    const page = Math.ceil(height / ROW) + MARGIN;
    // Where fewer rows are left than the place is scrolled by, the last of them are seen.
    const first = Math.max(0, Math.min(Math.floor(top / ROW) - MARGIN, rows.length - page));
    const last = Math.min(rows.length, first + page + MARGIN + 1);
    const filled = [columns, rows, first, last];
    if (filled.some((part, i) => part !== this.filled[i])) {
      this.filled = filled;
      const hadFocus = this.body.contains(document.activeElement);
      this.shown = rows.slice(first, last).map((row, i) => ({ row, node: this.rowOf(row, first + i) }));
      this.body.replaceChildren(
        spacer(first * ROW),
        ...this.shown.map(({ node }) => node),
        spacer((rows.length - last) * ROW)
      );
      this.mark(first);
      if (hadFocus) {
        this.body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
      }
    } else {
      this.mark(first);
    }
  }

  /** @param first - place of the first row that is in the page */
  private mark(first: number): void {
    const selected = this.content?.selected?.id;
    this.shown.forEach(({ row, node }, i) => {
      setAttribute(node, 'aria-selected', String(row.id === selected));
      setAttribute(node, 'tabindex', first + i === this.active ? '0' : '-1');
    });
  }

  private rowOf(row: Row, place: number): HTMLTableRowElement {
    const { columns } = this.content as WindowedContent<Row>;
    const isPointed = row.id === this.pointed;
    const node = element(
      'tr',
      { class: isPointed ? 'jp-mod-pointed' : null, 'aria-rowindex': place + 2 },
      ...columns.map(({ exact, numeric, text }, i) =>
        element(
          i === 0 ? 'th' : 'td',
          {
            scope: i === 0 ? 'row' : null,
            class: numeric ? 'jp-mod-number' : null,
            title: exact?.(row) ?? (i === 0 ? text(row) : null)
          },
          text(row)
        )
      )
    );
    this.rowsByNode.set(node, row);
    return node;
  }

  private at({ target }: Event, run: (row: Row) => void): void {
    const node = target instanceof Element ? target.closest('tr') : null;
    const row = node && this.rowsByNode.get(node);
    if (row) {
      run(row);
    }
  }

  private readonly grid: HTMLTableElement;
  private readonly head = element('tr', {});
  private readonly body = element('tbody', {});
  private readonly observer: ResizeObserver;
  private readonly rowsByNode = new WeakMap<Element, Row>();
  private headings: HTMLElement[] = [];
  private arrows: HTMLElement[] = [];
  private shown: { row: Row; node: HTMLElement }[] = [];
  private content: WindowedContent<Row> | null = null;
  private keys = '';
  /** Columns, rows, the first of them in the page and the one after the last. */
  private filled: readonly unknown[] = [];
  /** Pixels of the place, and how far it is scrolled: asking the page for them would make it lay itself out at each key. */
  private height = 0;
  private top = 0;
  private active = 0;
  private activeId: string | null = null;
  private pointed: string | null = null;
}

/** Only where it differs: each change has the page look for styles. */
function setAttribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/** In place of rows that are not in the page. */
function spacer(height: number): HTMLElement {
  return element('tr', {
    'aria-hidden': 'true',
    style: `height: ${height}px`,
    hidden: height === 0 ? '' : null
  });
}
