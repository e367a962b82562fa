import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  boxText,
  type FrontAxes,
  frontAxes,
  frontCaption,
  frontChart,
  type FrontDocument,
  frontPicture,
  frontPointOf,
  type FrontResult,
  type FrontState,
  frontWords,
  selectedText
} from '@efficientnet-lab/kernel-helpers/views/front';
import type { Picked } from '@efficientnet-lab/kernel-helpers/chart';
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { dataTable } from '../../controls/data-table';
import type { MenuEntry } from '../../controls/menu';
import { Section } from '../../controls/section';
import { scrolling } from '../../controls/table';
import { downloadText } from '../../dom/download';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { FrontControls } from './controls';
import { pointsTable, recordsText, tableText, toTypeScript } from './export';
import { Families } from './families';
import type { FrontModel } from './model';
import { dominatedTable, frontNumbers, membersTable, stepsTable } from './tables';
import { whyContent } from './why';

const FILE_NAME = 'efficientnet-front';

/** Which networks nothing dominates, who dominates the others, and what a budget buys. */
export class FrontView extends FrameView<FrontState, FrontDocument, FrontModel> {
  constructor(model: FrontModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetFront',
      title: trans.__('Accuracy–cost front'),
      help: helpOf(trans),
      whyTitle: trans.__('What dominance, hypervolume and knee are, and where fronts mislead'),
      dataTitle: trans.__('All networks that are shown'),
      fileName: FILE_NAME,
      pictures: ['svg', 'png']
    });
    this.controls = new FrontControls(model, trans);
    this.families = new Families(model, trans);
    this.plot = new ChartPlot(
      () => (model.outcome.ok && this.axes ? frontChart(model.outcome.result, this.axes, trans) : null),
      trans,
      {
        pick: (picked) => {
          const point = frontPointOf(model.result, picked);
          if (point !== null) {
            this.ask(point);
          }
        },
        drag: (_, cost, phase) => model.setBudget(Number(cost.toPrecision(3)), phase),
        select: (picked) => this.chooseBox(picked)
      }
    );
    this.dominated = new Section(
      '',
      () => scrolling(dominatedTable(this.model.result, (point) => this.ask(point), this.box, trans)),
      'jp-mod-wide'
    );
    this.steps = new Section(
      trans.__('Gains from each family’s baseline'),
      () => scrolling(stepsTable(this.model.result, trans)),
      'jp-mod-wide'
    );
    const plotPlace = element('div', { class: 'jp-EnetFront-plot' });
    this.addPlot(this.plot, plotPlace);
    this.compose(
      element(
        'div',
        { class: 'jp-EnetFront-picture' },
        this.families.node,
        plotPlace,
        this.answer,
        this.caption
      ),
      element('div', { class: 'jp-EnetSide' }, this.controls.node, this.numbers),
      this.members,
      this.dominated.node,
      this.steps.node
    );
    this.controls.source.acceptDrops(this.node);
  }

  override toDocument(): FrontDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'front',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.controls.dispose();
    }
    super.dispose();
  }

  protected override words(): Words {
    const { outcome, state } = this.model;
    const { trans } = this.environment;
    if (!outcome.ok) {
      return brokenWords(trans.__('There is no front of these records'), outcome.message);
    }
    const { before, factor, after, detail } = frontWords(state, outcome.result, trans);
    return resultWords([before, factor, after], detail);
  }

  protected override renderControls(): void {
    this.controls.update();
    if (this.model.outcome.ok) {
      const { result } = this.model;
      this.controls.updateResult(result);
      this.families.update(result);
    }
  }

  protected override renderBody(): void {
    const { result } = this.model;
    const { set, source, cost, scale, hidden, selected } = { ...result, ...result.state };
    const onAxes = [set, cost, scale, hidden];
    if (onAxes.some((value, i) => value !== this.onAxes[i])) {
      this.onAxes = onAxes;
      this.axes = frontAxes(result);
      this.plot.liftBox();
    }
    this.plot.follow();
    const drawn = [source, cost, scale, hidden, selected, this.box];
    if (drawn.some((value, i) => value !== this.drawn[i])) {
      this.drawn = drawn;
      this.renderTables(result);
    }
  }

  /** A budget far off has come to rest: the axis makes room for it. */
  protected override rescale(): void {
    this.axes = frontAxes(this.model.result);
    this.requestRender();
  }

  protected override whyContent(): Node {
    return whyContent(this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    return dataTable(pointsTable(this.model.result), this.environment.trans);
  }

  protected override csv(): string {
    return tableText(this.model.result, 'csv');
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override paper(): string | null {
    const { outcome } = this.model;
    return outcome.ok ? frontPicture(outcome.result, new Date(), this.environment.trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event);
  }

  protected override ownEntries(): MenuEntry[] {
    const { trans } = this.environment;
    const isEnabled = (): boolean => this.model.outcome.ok;
    return [
      {
        label: trans.__('Copy as Markdown'),
        run: () => Clipboard.copyToSystem(tableText(this.model.result, 'markdown')),
        isEnabled
      },
      {
        label: trans.__('Download JSON'),
        run: () =>
          downloadText(`${FILE_NAME}.json`, tableText(this.model.result, 'json'), 'application/json'),
        isEnabled
      },
      {
        label: trans.__('Download records'),
        run: () =>
          downloadText('efficientnet-records.json', recordsText(this.model.result), 'application/json'),
        isEnabled
      }
    ];
  }

  private renderTables(result: FrontResult): void {
    const { trans } = this.environment;
    const { box } = this;
    const ask = (point: number): void => this.ask(point);
    setText(
      this.answer,
      (box ? boxText(result, [...box], trans) : selectedText(result, trans)) ||
        trans.__('Click a point, or a name in a table, to see who dominates it.')
    );
    const focused = document.activeElement?.getAttribute('data-point');
    const place = this.members.contains(document.activeElement) ? this.members : this.dominated.node;
    this.members.replaceChildren(scrolling(membersTable(result, ask, box, trans)));
    this.numbers.replaceChildren(frontNumbers(result, trans));
    const dominated = result.points.records.length - result.front.members.length;
    this.dominated.node.hidden = dominated === 0;
    setText(this.dominatedSummary(), trans.__('Dominated networks (%1), and by whom', dominated));
    this.dominated.update();
    this.steps.node.hidden = result.steps.length === 0;
    this.steps.update();
    setText(this.caption, frontCaption(result, trans));
    if (focused) {
      place.querySelector<HTMLElement>(`[data-point="${focused}"]`)?.focus();
    }
  }

  private dominatedSummary(): HTMLElement {
    return this.dominated.node.querySelector('summary') ?? this.dominated.node;
  }

  private ask(point: number): void {
    this.model.select(this.model.result.places[point]);
  }

  /** Words and tables tell of what is in the box alone. */
  private chooseBox(picked: readonly Picked[] | null): void {
    const { result } = this.model;
    const points = picked?.map((each) => frontPointOf(result, each)).filter((point) => point !== null);
    this.box = points ? new Set(points) : null;
    this.requestRender();
  }

  private readonly controls: FrontControls;
  private readonly families: Families;
  private readonly plot: ChartPlot;
  private readonly dominated: Section;
  private readonly steps: Section;
  private readonly members = element('div', { class: 'jp-mod-wide jp-EnetFront-members' });
  private readonly numbers = element('div', { class: 'jp-EnetFront-numbers' });
  private readonly answer = element('p', { class: 'jp-EnetFront-answer', role: 'status' });
  private readonly caption = element('p', { class: 'jp-EnetSource jp-EnetFront-caption' });
  private axes: FrontAxes | null = null;
  private box: ReadonlySet<number> | null = null;
  /** What the axes, and what words and tables were made of. */
  private onAxes: unknown[] = [];
  private drawn: unknown[] = [];
}

function helpOf(trans: TranslationBundle): string[] {
  return [
    trans.__(
      'Each point is a network: the less it costs the further left, the more accurate the higher. Filled points are on the front: nothing is both cheaper and more accurate. Hollow ones are dominated.'
    ),
    trans.__(
      'Click a point, or press its name in a table, to see who dominates it: everything in the shaded corner left above it. A box, by the button above the plot, tells of the networks in it.'
    ),
    trans.__(
      'Drag the line of the budget, or move its slider, to see what a limit buys and what comes next.'
    ),
    trans.__(
      'Own records come as CSV or JSON: open a file, drop it on the view, or paste it. A first line such as “name,accuracy,cost:latency [ms]” heads the columns.'
    ),
    trans.__(
      'Arrow keys move the slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
