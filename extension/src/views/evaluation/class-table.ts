import { columnMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  CLASS_COLUMNS,
  type ClassColumn,
  type ClassRow,
  MEANING_OF,
  columnName,
  type EvaluationState,
  shareOf,
  sortedRows
} from '@efficientnet-lab/kernel-helpers/views/evaluation';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, scrolling, table } from '../../controls/table';
import { element, setText } from '../../dom/element';

/** More rows than this would hold the page up, and nobody reads them. */
const MOST_ROWS = 1000;

/** One row for each class; the heading of a column sorts by it and tells what it is. */
export class ClassTable {
  readonly node = element('section', { class: 'jp-EnetEvaluation-classes' });

  constructor(
    private readonly sortBy: (column: ClassColumn) => void,
    private readonly trans: TranslationBundle
  ) {
    this.node.append(element('h3', {}, trans.__('Class by class')), this.place, this.rest);
  }

  update(rows: readonly ClassRow[], sort: EvaluationState['sort']): void {
    if (rows === this.rows && sort === this.sort) {
      return;
    }
    const focused = this.focusedColumn();
    this.rows = rows;
    this.sort = sort;
    this.place.replaceChildren(scrolling(this.makeTable(sortedRows(rows, sort).slice(0, MOST_ROWS), sort)));
    setText(
      this.rest,
      rows.length > MOST_ROWS
        ? this.trans.__(
            'The first %1 of %2 classes in this order; the CSV has the others.',
            exact(MOST_ROWS),
            exact(rows.length)
          )
        : ''
    );
    this.place.querySelectorAll('button')[focused]?.focus();
  }

  /** Of the heading that has the focus; −1 for none. */
  private focusedColumn(): number {
    return [...this.place.querySelectorAll('button')].findIndex((node) => node === document.activeElement);
  }

  private makeTable(rows: readonly ClassRow[], sort: EvaluationState['sort']): HTMLTableElement {
    const { trans } = this;
    const made = table(
      trans.__('Classes'),
      CLASS_COLUMNS.map((column) => ({
        label: '',
        numeric: isNumeric(column),
        title: columnMeaning(MEANING_OF[column], trans)
      })),
      rows.map((row) => this.cellsOf(row)),
      'jp-EnetClassTable'
    );
    made.querySelectorAll('thead th').forEach((heading, i) => {
      const column = CLASS_COLUMNS[i];
      const isSorted = column === sort.column;
      const arrow = isSorted ? (sort.descending ? ' ↓' : ' ↑') : '';
      const button = element('button', { type: 'button', class: 'jp-EnetSort' }, columnName(column, trans));
      button.append(element('span', { 'aria-hidden': 'true' }, arrow));
      button.addEventListener('click', () => this.sortBy(column));
      heading.setAttribute('aria-sort', isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none');
      heading.append(button);
    });
    return made;
  }

  private cellsOf({ name, images, recall, precision, f1, missed, mostReadAs }: ClassRow): Cell[] {
    const share = (value: number | null): Cell => ({
      text: shareOf(value),
      title: value === null ? undefined : String(value)
    });
    return [
      name,
      exact(images),
      share(recall),
      share(precision),
      share(f1),
      exact(missed),
      mostReadAs ? this.trans.__('%1 (%2)', mostReadAs.name, exact(mostReadAs.images)) : '–'
    ];
  }

  private readonly place = element('div', {});
  private readonly rest = element('p', { class: 'jp-EnetSource' });
  private rows: readonly ClassRow[] | null = null;
  private sort: EvaluationState['sort'] | null = null;
}

function isNumeric(column: ClassColumn): boolean {
  return column !== 'name' && column !== 'mostReadAs';
}
