import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  costWithUnit,
  type FrontDocument,
  type FrontResult,
  type FrontState,
  frontWords,
  selectedText
} from '@efficientnet-lab/kernel-helpers/views/front';
import { Clipboard } from '@jupyterlab/apputils';
import { dataTable } from '../../controls/data-table';
import type { MenuEntry } from '../../controls/menu';
import { Section } from '../../controls/section';
import { scrolling } from '../../controls/table';
import { downloadText } from '../../dom/download';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { readColours } from '../../plot/colours';
import { PlotHost } from '../../plot/host';
import type { StaticFigure } from '../../plot/paper';
import type { Figure } from '../../plot/plotly';
import type { ViewEnvironment } from '../../tokens';
import { costAtShare, shareOfCost } from './axes';
import { FrontControls } from './controls';
import { pointsTable, recordsText, staticFrontFigure, tableText, toTypeScript } from './export';
import { Families } from './families';
import { type FrontMarks, MarksOverlay } from './marks-overlay';
import type { FrontModel } from './model';
import { frontFigure, pictureKey, placeOf, pointNear, type Scene, sceneOf } from './picture';
import { attachPointer } from './pointer';
import { dominatedTable, frontNumbers, membersTable, stepsTable } from './tables';
import { whyContent } from './why';
import { captionOf, helpTexts } from './wording';

const FONT_SIZE = 13;
const FILE_NAME = 'efficientnet-front';

/** Which networks nothing dominates, who dominates the others, and what a budget buys. */
export class FrontView extends FrameView<FrontState, FrontDocument, FrontModel> {
  constructor(model: FrontModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetFront',
      title: trans.__('Accuracy–cost front'),
      help: helpTexts(trans),
      whyTitle: trans.__('What dominance, hypervolume and knee are, and where fronts mislead'),
      dataTitle: trans.__('All networks that are shown'),
      fileName: FILE_NAME,
      pictures: ['svg', 'png']
    });
    this.controls = new FrontControls(model, trans);
    this.families = new Families(model, trans);
    this.plot = new PlotHost((node) => this.figure(node), trans.__('Accuracy against cost'), this.marks);
    this.dominated = new Section(
      '',
      () => scrolling(dominatedTable(this.model.result, (point) => this.ask(point), trans)),
      'jp-mod-wide'
    );
    this.steps = new Section(
      trans.__('Gains from each family’s baseline'),
      () => scrolling(stepsTable(this.model.result, trans)),
      'jp-mod-wide'
    );
    const plotPlace = element('div', { class: 'jp-EnetFront-plot' });
    this.addPlot(this.plot, plotPlace);
    this.attachPointer(plotPlace);
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
      this.controls.updateResult(result, this.sceneFor(result).cost);
      this.families.update(result);
    }
  }

  protected override renderBody(): void {
    const { result } = this.model;
    const { trans } = this.environment;
    this.marks.show(this.marksOf(result));
    const key = pictureKey(result);
    if (this.drawn.some((value, i) => value !== key[i]) || this.drawn.length === 0) {
      this.drawn = key;
      this.plot.redraw();
      this.plot.describe(`${trans.__('Accuracy against cost')}: ${this.words().sentence}`);
      setText(
        this.answer,
        selectedText(result, trans) ||
          trans.__('Click a point, or a name in a table, to see who dominates it.')
      );
      this.renderTables(result);
    }
  }

  /** The budget has come to rest: names make way for its line. */
  protected override rescale(): void {
    if (this.namedBudget !== this.model.state.budget) {
      this.plot.redraw();
    }
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

  protected override staticFigure(): StaticFigure | null {
    const { outcome } = this.model;
    return outcome.ok ? staticFrontFigure(outcome.result, this.environment.trans) : null;
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

  /** The axes follow from records, cost and scale alone. */
  private sceneFor(result: FrontResult): Scene {
    const { set, state } = result;
    const key = [set, state.cost, state.scale];
    if (!this.scene || key.some((value, i) => value !== this.sceneKey[i])) {
      this.scene = sceneOf(result);
      this.sceneKey = key;
    }
    return this.scene;
  }

  private renderTables(result: FrontResult): void {
    const { trans } = this.environment;
    const ask = (point: number): void => this.ask(point);
    const focused = document.activeElement?.getAttribute('data-point');
    const place = this.members.contains(document.activeElement) ? this.members : this.dominated.node;
    this.members.replaceChildren(scrolling(membersTable(result, ask, trans)));
    this.numbers.replaceChildren(frontNumbers(result, trans));
    const dominated = result.points.records.length - result.front.members.length;
    this.dominated.node.hidden = dominated === 0;
    setText(this.dominatedSummary(), trans.__('Dominated networks (%1), and by whom', dominated));
    this.dominated.update();
    this.steps.node.hidden = result.steps.length === 0;
    this.steps.update();
    setText(this.caption, captionOf(result, trans));
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

  private attachPointer(place: HTMLElement): void {
    const { model } = this;
    const axis = () => this.sceneFor(model.result).cost;
    attachPointer(place, {
      budgetShare: () => {
        const { budget } = model.state;
        return model.outcome.ok && budget !== null ? shareOfCost(axis(), budget) : null;
      },
      dragBudget: (share) => model.setBudget(Number(costAtShare(axis(), share).toPrecision(3)), 'moving'),
      dropBudget: () => model.settle(),
      click: (at, inner) => {
        const point = model.outcome.ok
          ? pointNear(model.result, this.sceneFor(model.result), at, inner)
          : null;
        if (point !== null) {
          this.ask(point);
        }
      }
    });
  }

  private marksOf(result: FrontResult): FrontMarks {
    const { trans } = this.environment;
    const scene = this.sceneFor(result);
    const { budget, selected, state } = result;
    const place = (point: number | null | undefined): ReturnType<typeof placeOf> | null =>
      point === null || point === undefined ? null : placeOf(result, scene, point);
    return {
      budget:
        state.budget === null
          ? null
          : {
              x: shareOfCost(scene.cost, state.budget),
              label: trans.__('budget %1', costWithUnit(state.budget, result.points.measure))
            },
      best: place(budget?.best),
      next: place(budget?.next),
      selected: place(selected?.point)
    };
  }

  private figure(node: HTMLElement): Figure {
    const { outcome, state } = this.model;
    this.namedBudget = state.budget;
    return outcome.ok
      ? frontFigure(outcome.result, this.sceneFor(outcome.result), {
          colours: readColours(node),
          trans: this.environment.trans,
          fontSize: parseFloat(getComputedStyle(node).fontSize) || FONT_SIZE,
          width: node.clientWidth,
          height: node.clientHeight
        })
      : { data: [], layout: {} };
  }

  private readonly controls: FrontControls;
  private readonly families: Families;
  private readonly marks = new MarksOverlay();
  private readonly plot: PlotHost;
  private readonly dominated: Section;
  private readonly steps: Section;
  private readonly members = element('div', { class: 'jp-mod-wide jp-EnetFront-members' });
  private readonly numbers = element('div', { class: 'jp-EnetFront-numbers' });
  private readonly answer = element('p', { class: 'jp-EnetFront-answer', role: 'status' });
  private readonly caption = element('p', { class: 'jp-EnetSource jp-EnetFront-caption' });
  private scene: Scene | null = null;
  private sceneKey: unknown[] = [];
  private drawn: unknown[] = [];
  /** The budget that the names on the picture make way for. */
  private namedBudget: number | null = null;
}
