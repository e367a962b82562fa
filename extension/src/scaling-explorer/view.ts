import type { ScalingExplorerDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/contract';
import { Clipboard, showDialog, Dialog } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { button } from '../controls/button';
import { ViewMenu } from '../controls/menu';
import { downloadText, downloadUrl } from '../dom/download';
import { element, setText } from '../dom/element';
import { claimKeys } from '../dom/keys';
import { readColours } from '../plot/colours';
import { PlotHost } from '../plot/host';
import type { Figure } from '../plot/plotly';
import type { ViewEnvironment } from '../tokens';
import { toTypeScript } from './code';
import { ScalingControls } from './controls';
import { CurrentPoint } from './current-point';
import { FILE_NAMES, toCsv, toPng, toSvg } from './export';
import type { Change, ScalingExplorerModel } from './model';
import { type MacsRange, macsRange, pictureKey, scalingFigure } from './picture';
import type { ScalingResult } from './scaling';
import { dataTable, doublingChart, stagesTable, totalsTable } from './tables';
import { explanation, sentence, sentenceParts } from './wording';
import { whyContent } from './why';

const NARROW = 560;
/** How long the axes wait after the last change before they rescale. */
const RESCALE_DELAY = 150;

/** The scaling explorer: sentence, picture, controls, numbers, why, menu. */
export class ScalingExplorerView extends Widget {
  constructor(
    readonly model: ScalingExplorerModel,
    private readonly environment: ViewEnvironment
  ) {
    super();
    const { trans } = environment;
    this.addClass('jp-EnetView');
    this.addClass('jp-EnetExplorer');
    this.controls = new ScalingControls(model, trans);
    this.point = new CurrentPoint(trans);
    this.plot = new PlotHost(
      (node) => this.figure(node),
      trans.__('MACs per image against the compound coefficient φ'),
      this.point
    );
    this.menu = this.makeMenu();
    this.undoButton = button(trans.__('undo'), () => model.undo(), { title: trans.__('Undo (Ctrl+Z)') });
    this.copyButton = button(trans.__('copy code'), () => this.copyCode(), {
      title: trans.__('Copy as TypeScript')
    });
    this.why.append(element('summary', {}, trans.__('Why the two numbers differ')), this.whyBody);
    this.why.addEventListener('toggle', () => this.render());
    this.data.hidden = true;
    this.data.setAttribute('aria-label', trans.__('Data of the plot'));
    this.build();
    model.changed.connect(this.onModelChanged, this);
    environment.themeChanged?.connect(this.onThemeChanged, this);
    this.render();
  }

  /** The document that shows the present positions. */
  toDocument(): ScalingExplorerDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'scaling-explorer',
      sentence: this.sentenceText(),
      data: { ...this.model.state }
    };
  }

  /** The same as plain text: sentence, then why. */
  toText(): string {
    const { outcome } = this.model;
    const detail = outcome.ok ? `\n${explanation(outcome.result, this.environment.trans)}` : '';
    return this.sentenceText() + detail;
  }

  /** The present picture as SVG; null when the network can't be built. */
  async toSvg(): Promise<string | null> {
    const { outcome } = this.model;
    return outcome.ok ? toSvg(outcome.result, this.environment.trans) : null;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this.rescaleTimer);
    cancelAnimationFrame(this.frame);
    this.keys?.dispose();
    this.model.changed.disconnect(this.onModelChanged, this);
    this.environment.themeChanged?.disconnect(this.onThemeChanged, this);
    this.menu.dispose();
    Widget.detach(this.plot);
    this.plot.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.keys = claimKeys(this.node, (event) => this.handleKey(event));
    if (!this.plot.isAttached) {
      Widget.attach(this.plot, this.plotPlace);
    }
  }

  protected override onBeforeDetach(message: Message): void {
    this.keys?.dispose();
    this.keys = null;
    if (this.plot.isAttached) {
      Widget.detach(this.plot);
    }
    super.onBeforeDetach(message);
  }

  protected override onAfterShow(): void {
    this.plot.redraw();
  }

  protected override onResize(): void {
    this.plot.redraw();
  }

  private build(): void {
    this.node.append(
      element(
        'div',
        { class: 'jp-EnetLayout' },
        element(
          'header',
          { class: 'jp-EnetHead' },
          element('div', { class: 'jp-EnetHead-words' }, this.heading, this.detail),
          element('div', { class: 'jp-EnetHead-actions' }, this.undoButton, this.copyButton, this.menu.node)
        ),
        this.plotPlace,
        element('div', { class: 'jp-EnetSide' }, this.controls.node, this.totals),
        this.stages,
        this.doubling,
        this.why,
        this.data
      ),
      this.announcer
    );
  }

  private onModelChanged(_: ScalingExplorerModel, change: Change): void {
    this.controls.update();
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.render();
      });
    }
    clearTimeout(this.rescaleTimer);
    if (change === 'settled') {
      this.rescaleTimer = setTimeout(() => this.rescale(), RESCALE_DELAY);
    }
  }

  private onThemeChanged(): void {
    this.plot.redraw();
  }

  private rescale(): void {
    const { outcome } = this.model;
    if (outcome.ok) {
      this.range = macsRange(outcome.result);
      this.renderPicture(outcome.result);
    }
    setText(this.announcer, this.sentenceText());
  }

  private render(): void {
    if (this.isDisposed) {
      return;
    }
    const { outcome, canUndo } = this.model;
    this.undoButton.disabled = !canUndo;
    this.toggleClass('jp-mod-broken', !outcome.ok);
    if (outcome.ok) {
      this.renderResult(outcome.result);
    } else {
      this.heading.textContent = this.environment.trans.__('This network can’t be built');
      setText(this.detail, outcome.message);
    }
  }

  private renderResult(result: ScalingResult): void {
    const { trans } = this.environment;
    const [before, factor, after] = sentenceParts(result, trans);
    this.heading.replaceChildren(before, element('span', { class: 'jp-EnetFactor' }, factor), after);
    setText(this.detail, explanation(result, trans));
    this.totals.replaceChildren(totalsTable(result, trans));
    this.stages.replaceChildren(stagesTable(result, trans));
    this.doubling.replaceChildren(doublingChart(result, trans));
    if (this.why.open) {
      this.whyBody.replaceChildren(whyContent(result, trans));
    }
    if (!this.data.hidden) {
      this.data.replaceChildren(dataTable(result, trans));
    }
    this.renderPicture(result);
  }

  /** While φ alone moves, the curve stays: only the point is drawn. */
  private renderPicture(result: ScalingResult): void {
    this.range ??= macsRange(result);
    this.point.show(result, this.range);
    const key = `${pictureKey(result)} ${this.range.join(' ')}`;
    if (key !== this.drawn || !this.model.isMoving) {
      this.drawn = key;
      this.plot.redraw();
    }
  }

  private figure(node: HTMLElement): Figure {
    const { outcome } = this.model;
    if (!outcome.ok) {
      return { data: [], layout: {} };
    }
    this.range ??= macsRange(outcome.result);
    return scalingFigure(outcome.result, {
      colours: readColours(node),
      trans: this.environment.trans,
      moving: this.model.isMoving,
      range: this.range,
      marker: 'hover',
      fontSize: parseFloat(getComputedStyle(node).fontSize) || 13,
      narrow: node.clientWidth < NARROW
    });
  }

  private sentenceText(): string {
    const { outcome } = this.model;
    return outcome.ok ? sentence(outcome.result, this.environment.trans) : outcome.message;
  }

  private handleKey(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === 'z' || key === 'y')) {
      event.preventDefault();
      if (key === 'y' || event.shiftKey) {
        this.model.redo();
      } else {
        this.model.undo();
      }
      return true;
    }
    return (
      this.controls.handleKey(event) ||
      (isPress(event) &&
        event.target instanceof HTMLElement &&
        event.target.closest('button, summary, a') !== null)
    );
  }

  private makeMenu(): ViewMenu {
    const { trans, openAsPanel } = this.environment;
    return new ViewMenu(trans.__('More'), [
      { label: trans.__('Copy as TypeScript'), run: () => this.copyCode() },
      { label: trans.__('Data table'), run: () => this.toggleData(), isToggled: () => !this.data.hidden },
      null,
      {
        label: trans.__('Download CSV'),
        run: () => this.withResult((result) => downloadText(FILE_NAMES.csv, toCsv(result), 'text/csv'))
      },
      { label: trans.__('Download SVG'), run: () => this.downloadSvg() },
      { label: trans.__('Download PNG'), run: () => this.downloadPng() },
      null,
      ...(openAsPanel
        ? [{ label: trans.__('Open as panel'), run: () => openAsPanel(this.toDocument()) }]
        : []),
      { label: trans.__('Undo'), run: () => this.model.undo(), isEnabled: () => this.model.canUndo },
      { label: trans.__('Redo'), run: () => this.model.redo(), isEnabled: () => this.model.canRedo },
      { label: trans.__('Reset all'), run: () => this.model.reset() },
      { label: trans.__('Help'), run: () => void this.showHelp() }
    ]);
  }

  private withResult(use: (result: ScalingResult) => void): void {
    const { outcome } = this.model;
    if (outcome.ok) {
      use(outcome.result);
    }
  }

  private copyCode(): void {
    Clipboard.copyToSystem(toTypeScript(this.model.state));
    this.copyButton.textContent = this.environment.trans.__('copied');
    setTimeout(() => (this.copyButton.textContent = this.environment.trans.__('copy code')), 1500);
  }

  private toggleData(): void {
    this.data.hidden = !this.data.hidden;
    this.render();
  }

  private downloadSvg(): void {
    void this.toSvg().then((svg) => svg && downloadText(FILE_NAMES.svg, svg, 'image/svg+xml'));
  }

  private downloadPng(): void {
    this.withResult((result) => {
      void toPng(result, this.environment.trans).then((url) => downloadUrl(FILE_NAMES.png, url));
    });
  }

  private showHelp(): Promise<unknown> {
    const { trans } = this.environment;
    const lines = [
      trans.__(
        'The solid line is the network that gets built, the dashed line what the scaling rule says, circles are B0…B7 as published.'
      ),
      trans.__(
        'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits.'
      ),
      trans.__('Delete or a double-click puts one slider back; Ctrl+Z undoes, Ctrl+Shift+Z redoes.'),
      trans.__(
        'Everything is computed in the browser; no kernel is needed. Hover a number for its exact value.'
      )
    ];
    const body = new Widget({ node: element('div', {}, ...lines.map((line) => element('p', {}, line))) });
    return showDialog({ title: trans.__('Scaling explorer'), body, buttons: [Dialog.okButton()] });
  }

  private readonly controls: ScalingControls;
  private readonly point: CurrentPoint;
  private readonly plot: PlotHost;
  private readonly menu: ViewMenu;
  private readonly undoButton: HTMLButtonElement;
  private readonly copyButton: HTMLButtonElement;
  private readonly heading = element('h2', { class: 'jp-EnetSentence' });
  private readonly detail = element('p', { class: 'jp-EnetDetail' });
  private readonly announcer = element('p', {
    class: 'jp-EnetAnnouncer',
    'aria-live': 'polite',
    role: 'status'
  });
  private readonly plotPlace = element('div', { class: 'jp-EnetExplorer-picture' });
  private readonly totals = element('div', {});
  private readonly stages = element('div', { class: 'jp-EnetExplorer-stages' });
  private readonly doubling = element('div', { class: 'jp-EnetExplorer-doubling' });
  private readonly why = element('details', { class: 'jp-EnetWhy' });
  private readonly whyBody = element('div', {});
  private readonly data = element('section', { class: 'jp-EnetExplorer-data' });
  private range: MacsRange | null = null;
  private keys: IDisposable | null = null;
  private drawn = '';
  private frame = 0;
  private rescaleTimer: ReturnType<typeof setTimeout> | undefined;
}

/** Keys that press a button; the notebook would run or enter the cell on them. */
function isPress(event: KeyboardEvent): boolean {
  return (event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}
