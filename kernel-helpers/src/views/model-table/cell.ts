import { type CostReport, SpecError } from '../../analysis';
import { type ViewCell, viewCell } from '../cell';
import { requireChoice } from '../start';
import { summaryPicture } from './picture';
import {
  MODEL_TABLE_COLUMNS,
  type ModelTableColumn,
  type ModelTableDocument,
  type ModelTableState
} from './state';
import { costText, summarySentence } from './summary';

/** How the model table's rows are ordered and which are shown at first. */
export interface ModelTableOptions {
  /** A column, or a column with its direction; the order of execution unless given. */
  sort?: ModelTableColumn | Partial<ModelTableState['sort']>;
  /** Only layers whose name or kind holds this text. */
  search?: string;
}

/** Read from the top: texts rise, and costs fall, because the dearest layer is what one sorts for. */
const RISING: readonly ModelTableColumn[] = ['order', 'name', 'kind'];
const LONGEST_SEARCH = 200;

/**
 * What a cell shows: all layers of a network with their costs.
 * @throws SpecError for an unknown column or a search that is not text.
 */
export function modelTableCell(
  report: CostReport,
  options: ModelTableOptions,
  today: Date
): ViewCell<ModelTableDocument> {
  const { search = '' } = options;
  if (typeof search !== 'string' || search.length > LONGEST_SEARCH) {
    throw new SpecError(
      'modelTable.search',
      search,
      `a text of at most ${LONGEST_SEARCH} characters`,
      'Give a part of a layer’s name or kind.'
    );
  }
  return viewCell('model-table', {
    sentence: summarySentence(report),
    data: { spec: report.spec, sort: sortOf(options.sort), search },
    details: costText(report),
    svg: summaryPicture(report, today)
  });
}

function sortOf(sort: ModelTableOptions['sort']): ModelTableState['sort'] {
  const given = typeof sort === 'object' ? sort : { column: sort };
  const column = requireChoice('modelTable.sort.column', given.column ?? 'order', MODEL_TABLE_COLUMNS);
  const descending = requireChoice(
    'modelTable.sort.descending',
    given.descending ?? !RISING.includes(column),
    [true, false]
  );
  return { column, descending };
}
