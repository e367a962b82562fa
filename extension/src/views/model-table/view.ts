import {
  type ArchitectureSpec,
  reportCsv,
  reportMarkdown,
  reportTables
} from '@efficientnet-lab/kernel-helpers/analysis';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  type ModelTableDocument,
  type ModelTableState,
  summaryPicture
} from '@efficientnet-lab/kernel-helpers/views/model-table';
import { Clipboard } from '@jupyterlab/apputils';
import { dataTable } from '../../controls/data-table';
import type { MenuEntry } from '../../controls/menu';
import { element } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, type Words } from '../../frame/words';
import type { ViewEnvironment } from '../../tokens';
import { stateOfBlock } from '../block-explorer/network-blocks';
import { toTypeScript } from './code';
import { type GridColumn, valueColumns } from './columns';
import { DetailsPane } from './details-pane';
import { CostGrid } from './grid';
import { type Listing, listingOf } from './listing';
import type { ModelTableModel, NetworkRows } from './model';
import { OpenRows } from './openness';
import { type CostRow, sumsOf, withDescendants } from './rows';
import { sumRows } from './sums';
import { Toolbar } from './toolbar';
import { whyContent } from './why';
import { detail, sentence } from './wording';

/** Stages, blocks and layers of a network with their costs. */
export class ModelTableView extends FrameView<ModelTableState, ModelTableDocument, ModelTableModel> {
  constructor(model: ModelTableModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetModelTable',
      title: trans.__('Model table'),
      help: helpOf(environment),
      whyTitle: trans.__('What the columns count, and what they leave out'),
      dataTitle: trans.__('Totals'),
      fileName: 'efficientnet-model',
      pictures: ['svg', 'png']
    });
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
    this.compose(
      this.toolbar.node,
      element('div', { class: 'jp-EnetModelTable-grid' }, this.grid.node),
      element('div', { class: 'jp-EnetSide' }, this.details.node),
      this.notes
    );
  }

  override toDocument(): ModelTableDocument {
    const { spec, sort, search } = this.model.state;
    return {
      version: DOCUMENT_VERSION,
      view: 'model-table',
      sentence: this.words().sentence,
      data: { spec, sort, search }
    };
  }

  protected override words(): Words {
    const { outcome, state } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return brokenWords(trans.__('No network can be built'), outcome.message);
    }
    const { report } = outcome.result;
    return {
      sentence: sentence(report, trans),
      detail: detail(report, state, this.listing(outcome.result), trans)
    };
  }

  protected override spec(): ArchitectureSpec | null {
    const { outcome, state } = this.model;
    return outcome.ok ? state.spec : null;
  }

  protected override turnTo(spec: ArchitectureSpec): boolean {
    this.model.show(spec);
    return true;
  }

  protected override renderControls(): void {
    this.toolbar.update();
  }

  protected override renderBody(): void {
    const shown = this.model.result;
    const { report, stages } = shown;
    const listing = this.listing(shown);
    const whole = sumsOf(stages);
    this.notes.hidden = report.notes.length === 0;
    this.notes.replaceChildren(...report.notes.map(({ text }) => element('li', {}, text)));
    this.toolbar.showCount(listing, report.layers.length);
    const selected = this.selectedRow(shown);
    this.grid.update({
      listing,
      openness: this.openRows,
      sort: this.model.state.sort,
      columns: this.columnsOf(report.spec.spatialDimensions),
      selected,
      whole,
      sums: sumRows(
        report,
        whole,
        listing,
        this.columnsOf(report.spec.spatialDimensions),
        this.environment.trans
      )
    });
    this.details.update(report, selected);
  }

  protected override whyContent(): Node {
    return whyContent(this.model.result.report, this.environment.trans);
  }

  protected override dataTable(): Node {
    return dataTable(reportTables(this.model.result.report).totals, this.environment.trans);
  }

  protected override csv(): string {
    return reportCsv(this.model.result.report);
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override paper(): string | null {
    const { outcome } = this.model;
    return outcome.ok ? summaryPicture(outcome.result.report, new Date()) : null;
  }

  protected override ownEntries(): MenuEntry[] {
    const { trans } = this.environment;
    return [
      {
        label: trans.__('Copy as Markdown'),
        run: () => Clipboard.copyToSystem(reportMarkdown(this.model.result.report)),
        isEnabled: () => this.model.outcome.ok
      }
    ];
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.toolbar.handleKey(event) || this.grid.handleKey(event);
  }

  private listing({ stages }: NetworkRows): Listing {
    const { state } = this.model;
    this.openRows.searchFor(state.search);
    return listingOf(stages, state, this.openRows);
  }

  /** The row of the same name in the network that is shown now; null when it has none. */
  private selectedRow({ stages }: NetworkRows): CostRow | null {
    return withDescendants(stages).find(({ key }) => key === this.selectedKey) ?? null;
  }

  private columnsOf(spatialDimensions: 1 | 2): readonly GridColumn[] {
    if (this.columns?.spatialDimensions !== spatialDimensions) {
      const list = valueColumns(spatialDimensions, this.environment.trans);
      this.columns = { spatialDimensions, list };
    }
    return this.columns.list;
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
    this.renderBody();
    this.grid.focus(row);
  }

  private explore(row: CostRow): void {
    const { report } = this.model.result;
    const block = report.blocks.find(({ name }) => name === row.key);
    if (block) {
      this.environment.open({
        version: DOCUMENT_VERSION,
        view: 'block-explorer',
        sentence: row.name,
        data: stateOfBlock(report.spec, block)
      });
    }
  }

  private readonly toolbar: Toolbar;
  private readonly grid: CostGrid;
  /** What convolutions of this network do in vain; empty for published networks at their own resolution. */
  private readonly notes = element('ul', { class: 'jp-EnetModelTable-notes jp-mod-wide' });
  private readonly details: DetailsPane;
  private readonly openRows = new OpenRows();
  private columns: { spatialDimensions: 1 | 2; list: readonly GridColumn[] } | null = null;
  private selectedKey = '';
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'Rows are stages; each holds blocks, and these hold layers. Bars are shares of the network’s parameters and MACs, all on one scale.'
    ),
    trans.__(
      'Arrow keys walk through the rows: right opens, left closes or goes up. Home and End lead to the ends, Page Up and Page Down ten rows on, Enter or Space chooses a row, and again the whole network; letters lead to the next row whose name begins with them.'
    ),
    trans.__(
      'A column’s heading orders by it: then all layers stand in one list, because the most expensive may be in any block. “execution order” brings the tree back.'
    ),
    trans.__('The search keeps layers whose name or kind contains the text, with their blocks and stages.'),
    trans.__('Narrow tables show fewer columns; the details of a row always have all of them.')
  ];
}
