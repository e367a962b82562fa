import { viewDocument } from '@efficientnet-lab/kernel-helpers/views';
import { Kept } from '../../frame/kept';
import type { Part } from '../../frame/parts';
import type { ViewEnvironment } from '../../tokens';
import { stateOfBlock } from '../block-explorer/network-blocks';
import { type GridColumn, valueColumns } from './columns';
import { DetailsPane } from './details-pane';
import { CostGrid } from './grid';
import { type Listing, listingOf } from './listing';
import type { ModelTableModel, NetworkRows } from './model';
import { OpenRows } from './openness';
import { type CostRow, sumsOf, withDescendants } from './rows';
import { sumRows } from './sums';
import { Toolbar } from './toolbar';

/** The rows: which of them stand open, and which is chosen; with the toolbar and the details that follow them. */
export class RowsPart implements Part<NetworkRows> {
  readonly node: HTMLElement;
  readonly toolbar: Toolbar;
  readonly details: DetailsPane;

  constructor(
    private readonly model: ModelTableModel,
    private readonly environment: ViewEnvironment,
    private readonly requestRender: () => void
  ) {
    const { trans } = environment;
    this.toolbar = new Toolbar(model, { setAllOpen: (open) => this.setAllOpen(open) }, trans);
    this.grid = new CostGrid(
      {
        sortBy: (column) => model.sortBy(column),
        setOpen: (row, open) => this.setOpen(row, open),
        select: (row) => this.select(row)
      },
      trans
    );
    this.details = new DetailsPane(
      { goTo: (index) => this.goTo(index), explore: (row) => this.explore(row) },
      trans
    );
    this.node = this.grid.node;
  }

  listing({ stages }: NetworkRows): Listing {
    const { state } = this.model;
    this.openRows.searchFor(state.search);
    return listingOf(stages, state, this.openRows);
  }

  render(shown: NetworkRows): void {
    const { trans } = this.environment;
    const { report, stages } = shown;
    const { spatialDimensions } = report.spec;
    const listing = this.listing(shown);
    const whole = sumsOf(stages);
    const columns = this.columns.of([spatialDimensions], () => valueColumns(spatialDimensions, trans));
    // The row of the same name in the network that is shown now; null when it has none.
    const selected = withDescendants(stages).find(({ key }) => key === this.selectedKey) ?? null;
    this.toolbar.showCount(listing, report.layers.length);
    this.grid.update({
      listing,
      openness: this.openRows,
      sort: this.model.state.sort,
      columns,
      selected,
      whole,
      sums: sumRows(report, whole, listing, columns, trans)
    });
    this.details.update(report, selected);
  }

  handleKey(event: KeyboardEvent): boolean {
    return this.grid.handleKey(event);
  }

  /** Selects a row, or the whole network again. */
  private select({ key }: CostRow): void {
    this.selectedKey = key === this.selectedKey ? '' : key;
    this.requestRender();
  }

  private setOpen(row: CostRow, open: boolean): void {
    this.openRows.set(row, open);
    this.requestRender();
  }

  private setAllOpen(open: boolean): void {
    this.openRows.setAll(this.model.result.stages, open);
    this.requestRender();
  }

  /** Shows a layer, whatever is searched for. */
  private goTo(index: number): void {
    const row = withDescendants(this.model.result.stages).find(
      ({ from, to, children }) => children.length === 0 && from === index && to === index + 1
    );
    if (!row) {
      return;
    }
    this.model.search('');
    this.selectedKey = row.key;
    this.openRows.searchFor('');
    this.openRows.reveal(row);
    this.render(this.model.result);
    this.grid.focus(row);
  }

  private explore(row: CostRow): void {
    const { report } = this.model.result;
    const block = report.blocks.find(({ name }) => name === row.key);
    if (block) {
      this.environment.open(viewDocument('block-explorer', row.name, stateOfBlock(report.spec, block)));
    }
  }

  private readonly grid: CostGrid;
  private readonly openRows = new OpenRows();
  private readonly columns = new Kept<readonly GridColumn[]>();
  private selectedKey = '';
}
