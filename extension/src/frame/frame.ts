import type { ArchitectureSpec } from '@efficientnet-lab/kernel-helpers/analysis';
import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import { type ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { type MenuEntry, ViewMenu } from '../controls/menu';
import { downloadText, downloadUrl } from '../dom/download';
import { element, setText } from '../dom/element';
import { claimKeys, isPress, isTyping } from '../dom/keys';
import { displaceWidget, placeWidget } from '../dom/place';
import { PinLink } from '../pins/pin-link';
import { type Pixels, rasterized } from '../plot/pixels';
import type { PlotWidget } from '../plot/plot-widget';
import type { ViewEnvironment } from '../tokens';
import { ViewHead } from './head';
import type { Change, StateHistory } from './history';
import type { LabView } from './lab-view';
import type { Words } from './words';

/** How long the axes wait after the last change before they rescale. */
const RESCALE_DELAY = 150;

export interface FrameOptions {
  /** CSS class of the view. */
  className: string;
  /** Of the help dialog, whose paragraphs are `help`. */
  title: string;
  help: string[];
  /** Summary of the folded explanation. */
  whyTitle: string;
  /** Accessible name of the data table. */
  dataTitle: string;
  /** Of downloads, without its end. */
  fileName: string;
  /** Kinds of picture that can be downloaded; both come from `paper`. */
  pictures: readonly ('svg' | 'png')[];
}

/** What every view of a changeable state has: sentence, actions, why, data, menu, keys, and its plots' lives. */
export abstract class FrameView<
  S extends object,
  D extends LabDocument & { data: S },
  M extends StateHistory<S> = StateHistory<S>
>
  extends Widget
  implements LabView
{
  constructor(
    readonly model: M,
    protected readonly environment: ViewEnvironment,
    private readonly options: FrameOptions
  ) {
    super();
    this.addClass('jp-EnetView');
    this.addClass('jp-EnetFrame');
    this.addClass(options.className);
    this.why.append(element('summary', {}, options.whyTitle), this.whyBody);
    this.why.addEventListener('toggle', () => this.render());
    this.data.hidden = true;
    this.data.setAttribute('aria-label', options.dataTitle);
  }

  get stateChanged(): ISignal<this, void> {
    return this.stateChangedSignal;
  }

  abstract toDocument(): D;

  /** Sentence, then why. */
  toText(): string {
    const { sentence, detail } = this.words();
    return detail === '' ? sentence : `${sentence}\n${detail}`;
  }

  async toSvg(): Promise<string | null> {
    return this.paper();
  }

  async toPng(): Promise<{ base64: string; width: number; height: number } | null> {
    const picture = await this.pixels();
    return picture && { ...picture, base64: picture.url.slice(picture.url.indexOf(',') + 1) };
  }

  load(document: D): void {
    this.model.load(document.data);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this.rescaleTimer);
    cancelAnimationFrame(this.frame);
    this.keys?.dispose();
    this.model.changed.disconnect(this.onModelChanged, this);
    this.environment.themeChanged?.disconnect(this.redrawPlots, this);
    this.menu?.dispose();
    this.link?.dispose();
    for (const { plot } of this.plots) {
      plot.dispose();
    }
    Signal.clearData(this);
    super.dispose();
  }

  /** Builds the view around its own parts and shows it; to be called at the end of a view's constructor. */
  protected compose(...parts: Node[]): void {
    // Not before: a view's own entries are among them.
    this.menu = this.makeMenu();
    this.head = new ViewHead(
      { undo: () => this.model.undo(), code: () => this.code() },
      this.menu.node,
      this.environment.trans
    );
    this.link = this.spec() === undefined ? null : this.makeLink();
    this.node.append(
      element(
        'div',
        { class: 'jp-EnetLayout' },
        this.head.node,
        this.link?.bar.node ?? null,
        ...parts,
        this.why,
        this.data
      ),
      this.announcer
    );
    this.model.changed.connect(this.onModelChanged, this);
    this.environment.themeChanged?.connect(this.redrawPlots, this);
    this.render();
  }

  /** The plot lives as long as the view, in its place whenever the view is attached. */
  protected addPlot(plot: PlotWidget, place: HTMLElement): void {
    this.plots.push({ plot, place });
  }

  protected abstract words(): Words;
  /** Shows the state; called at most once a frame, also while a slider moves, but not for broken states. */
  protected abstract renderBody(): void;
  /** Called only while the explanation is open. */
  protected abstract whyContent(): Node;
  /** Called only while the data table is shown, and not while the state moves. */
  protected abstract dataTable(): Node;
  protected abstract csv(): string;
  /** Name of that file, without its end. */
  protected csvName(): string {
    return this.options.fileName;
  }
  /** TypeScript that shows the same view in a cell, with all that it takes. */
  protected abstract code(): string;

  /** Shows the positions of the controls; also called for broken states. */
  protected renderControls(): void {}

  /** The stored picture, SVG, made anew; null when there is none. */
  protected paper(): string | null {
    return null;
  }

  /** Called when the state has rested for a moment: axes may change their range. */
  protected rescale(): void {}

  /** @returns true for a key that belongs to the view; undo, redo and presses of buttons are seen to. */
  protected handleKey(_event: KeyboardEvent): boolean {
    return false;
  }

  /** Moves the model to a network chosen elsewhere; false when this view can't show it. */
  protected turnTo(_spec: ArchitectureSpec): boolean {
    return false;
  }

  /**
   * The network that is shown and may be pinned; null when the state stands for none, undefined (the default) in
   * views that never show a whole network.
   */
  protected spec(): ArchitectureSpec | null | undefined {
    return undefined;
  }

  /** Paragraphs of the help dialog. */
  protected help(): string[] {
    return this.options.help;
  }

  /** Entries of the menu that only this view has. */
  protected ownEntries(): MenuEntry[] {
    return [];
  }

  /** Asks for `renderBody` in the next frame. */
  protected requestRender(): void {
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.render();
      });
    }
  }

  /** The text or picture of a state that the reader has changed came late: it should be kept too. */
  protected keepChange(): void {
    if (this.model.canUndo) {
      this.stateChangedSignal.emit();
    }
  }

  protected redrawPlots(): void {
    this.plots.forEach(({ plot }) => plot.redraw());
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.keys = claimKeys(this.node, (event) => this.onKey(event));
    this.plots.forEach(({ plot, place }) => placeWidget(plot, place));
  }

  protected override onBeforeDetach(message: Message): void {
    this.keys?.dispose();
    this.keys = null;
    this.plots.forEach(({ plot }) => displaceWidget(plot));
    super.onBeforeDetach(message);
  }

  protected override onAfterShow(): void {
    this.redrawPlots();
  }

  protected override onResize(): void {
    this.redrawPlots();
  }

  private makeLink(): PinLink {
    return new PinLink(
      this.environment.pins,
      {
        node: this.node,
        spec: () => this.spec() ?? null,
        turnTo: (spec) => this.turnTo(spec),
        onPinned: () => this.stateChangedSignal.emit(),
        onUpdated: () => this.requestRender()
      },
      this.environment.trans
    );
  }

  private onModelChanged(_: StateHistory<S>, change: Change): void {
    const turning = this.link?.isTurning ?? false;
    if (!turning) {
      this.link?.clearNotice();
    }
    this.requestRender();
    this.isRestDue = change === 'settled';
    clearTimeout(this.rescaleTimer);
    if (change === 'settled') {
      // At once: the next key may come before the next frame, and steps from where the slider stands.
      this.renderControls();
      this.rescaleTimer = setTimeout(() => this.onRest(), RESCALE_DELAY);
      if (!turning) {
        this.stateChangedSignal.emit();
      }
    }
  }

  private onRest(): void {
    this.isRestDue = false;
    const { sentence, detail, broken } = this.words();
    if (!broken) {
      this.rescale();
      this.showData();
    }
    const { notice = '' } = this.link ?? {};
    setText(this.announcer, [notice, broken ? detail : sentence].filter((text) => text !== '').join(' '));
  }

  private render(): void {
    if (this.isDisposed) {
      return;
    }
    const words = this.words();
    const { broken = false } = words;
    const { trans } = this.environment;
    this.head?.showUndo(
      this.model.canUndo,
      this.model.lastChange((name) => trans.__(name))
    );
    this.renderControls();
    this.toggleClass('jp-mod-broken', broken);
    this.head?.showWords(words, this.link?.notice ?? '');
    this.link?.bar.update(this.spec() ?? null);
    if (broken) {
      return;
    }
    this.renderBody();
    if (this.why.open) {
      this.whyBody.replaceChildren(this.whyContent());
    }
    // A long table takes longer to make than a frame: it follows when the state rests.
    const isChanging = this.model.isMoving || this.isRestDue;
    if (!isChanging || this.data.childElementCount === 0) {
      this.showData();
    }
  }

  private showData(): void {
    if (!this.data.hidden) {
      this.data.replaceChildren(this.dataTable());
    }
  }

  private onKey(event: KeyboardEvent): boolean {
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
    return this.link?.bar.handleKey(event) || this.handleKey(event) || isPress(event) || isTyping(event);
  }

  private makeMenu(): ViewMenu {
    const { trans, inPanel, open } = this.environment;
    const { model } = this;
    const pictures = {
      svg: { label: trans.__('Download SVG'), run: () => this.downloadSvg() },
      png: { label: trans.__('Download PNG'), run: () => this.downloadPng() }
    };
    return new ViewMenu(trans.__('More'), [
      { label: trans.__('Copy as TypeScript'), run: () => this.head?.copyCode() },
      { label: trans.__('Data table'), run: () => this.toggleData(), isToggled: () => !this.data.hidden },
      null,
      ...this.ownEntries(),
      {
        label: trans.__('Download CSV'),
        run: () => downloadText(`${this.csvName()}.csv`, this.csv(), 'text/csv')
      },
      ...this.options.pictures.map((kind) => pictures[kind]),
      null,
      ...(inPanel ? [] : [{ label: trans.__('Open as panel'), run: () => open(this.toDocument()) }]),
      { label: trans.__('Undo'), run: () => model.undo(), isEnabled: () => model.canUndo },
      { label: trans.__('Redo'), run: () => model.redo(), isEnabled: () => model.canRedo },
      { label: trans.__('Reset all'), run: () => model.reset() },
      { label: trans.__('Help'), run: () => void this.showHelp() }
    ]);
  }

  /** What was asked for is brought before the reader, who may be far above it. */
  private toggleData(): void {
    this.data.hidden = !this.data.hidden;
    if (!this.words().broken) {
      this.showData();
    }
    if (!this.data.hidden) {
      this.data.focus({ preventScroll: true });
      this.data.scrollIntoView({ block: 'nearest' });
    }
  }

  private downloadSvg(): void {
    const name = `${this.options.fileName}.svg`;
    void this.toSvg().then((svg) => svg !== null && downloadText(name, svg, 'image/svg+xml'));
  }

  private downloadPng(): void {
    const name = `${this.options.fileName}.png`;
    void this.pixels().then((picture) => picture && downloadUrl(name, picture.url));
  }

  private async pixels(): Promise<Pixels | null> {
    const svg = this.paper();
    return svg === null ? null : rasterized(svg);
  }

  private showHelp(): Promise<unknown> {
    const { title } = this.options;
    const body = new Widget({
      node: element('div', {}, ...this.help().map((line) => element('p', {}, line)))
    });
    return showDialog({ title, body, buttons: [Dialog.okButton()] });
  }

  private readonly stateChangedSignal = new Signal<this, void>(this);
  private readonly announcer = element('p', {
    class: 'jp-EnetAnnouncer',
    'aria-live': 'polite',
    role: 'status'
  });
  private readonly why = element('details', { class: 'jp-EnetWhy' });
  private readonly whyBody = element('div', {});
  private readonly data = element('section', { class: 'jp-EnetDataPlace', tabindex: 0 });
  private readonly plots: { plot: PlotWidget; place: HTMLElement }[] = [];
  private menu: ViewMenu | null = null;
  private head: ViewHead | null = null;
  private link: PinLink | null = null;
  private keys: IDisposable | null = null;
  private frame = 0;
  /** The state has changed, and will be told when it rests. */
  private isRestDue = false;
  private rescaleTimer: ReturnType<typeof setTimeout> | undefined;
}
