import { type LabDocument, MIME_TYPE, validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';
import { element } from '../dom/element';
import { sameData } from '../frame/history';
import type { LabView } from '../frame/lab-view';
import type { ViewEnvironment } from '../tokens';
import { adapterOf } from '../views';
import type { KeptOutput } from '../views/training-monitor/view';
import type { MonitorOutput } from './monitor-output';

/** A state goes to the notebook this long after the last change, the picture for other viewers somewhat later. */
const SAVE_DELAY = 250;
const PICTURE_DELAY = 1500;
/** JupyterLab copies what is written several times: large states wait longer, by this multiple of what writing one took. */
const REST_AFTER_SAVES = 20;
const LONGEST_DELAY = 2000;

/** What is shown: a view that its reader can change, the monitor of a run, or a message. */
type Shown =
  | { kind: 'view'; view: LabView; name: LabDocument['view'] }
  | { kind: 'monitor'; view: Widget; monitor: MonitorOutput }
  | { kind: 'message'; view: Widget };

/** The output of a cell: a view of the document, or what is wrong with it and the text that came along. */
export class LabRenderer extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly environment: ViewEnvironment) {
    super();
    this.addClass('jp-EnetOutput');
    this.layout = this.panel;
  }

  /** Also called again on the same widget when the output is updated, and after a view saved itself. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this.model = model;
    // JupyterLab copies a document each time that it is asked for it.
    this.held = model.data[MIME_TYPE];
    if (this.shown?.kind === 'view' && this.isSaved(this.shown.view)) {
      // What a view has just written comes back; the rest comes from outside and is checked.
      this.held = this.shown.view.toDocument();
      return;
    }
    const validation = validateDocument(this.held);
    if (validation.ok) {
      await this.showDocument(validation.document, model);
    } else {
      this.showProblem(validation.error, model);
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    if (this.saveTimer !== undefined) {
      this.save();
    }
    clearTimeout(this.pictureTimer);
    this.unwatchRuns();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.watchRuns();
  }

  protected override onBeforeDetach(message: Message): void {
    this.unwatchRuns();
    super.onBeforeDetach(message);
  }

  private watchRuns(): void {
    if (this.isAttached && this.shown?.kind === 'monitor') {
      this.shown.monitor.watchRuns();
    }
  }

  private unwatchRuns(): void {
    if (this.shown?.kind === 'monitor') {
      this.shown.monitor.unwatchRuns();
    }
  }

  /** A view's code is loaded when the first of its kind is shown; a newer document that came meanwhile is shown instead. */
  private async showDocument(document: LabDocument, model: IRenderMime.IMimeModel): Promise<void> {
    const { shown } = this;
    if (document.view === 'training-monitor') {
      if (shown?.kind === 'monitor') {
        shown.monitor.load(document);
        return;
      }
      const { MonitorOutput } = await import(
        /* webpackChunkName: "efficientnet-lab-view-training-monitor" */ './monitor-output'
      );
      if (this.isWaitingFor(model)) {
        const monitor = new MonitorOutput(document, this.node, this.environment, (kept) =>
          this.keepEnded(monitor, kept)
        );
        this.replace({ kind: 'monitor', view: monitor.view, monitor });
        this.watchRuns();
      }
      return;
    }
    if (shown?.kind === 'view' && shown.name === document.view) {
      // A state that waits to be saved is newer than what the notebook holds.
      if (this.saveTimer === undefined) {
        shown.view.load(document);
      }
      return;
    }
    const opener = await adapterOf(document.view)?.load();
    if (opener && this.isWaitingFor(model)) {
      const view = opener.create(document, this.environment, document.data);
      view.stateChanged.connect(this.onStateChanged, this);
      this.replace({ kind: 'view', view, name: document.view });
    }
  }

  private isWaitingFor(model: IRenderMime.IMimeModel): boolean {
    return !this.isDisposed && this.model === model;
  }

  /** A page that was not there when the cell ran gets no update of its output: what is kept comes from the kernel. */
  private keepEnded(monitor: MonitorOutput, { data, metadata }: KeptOutput): void {
    const saved = validateDocument(this.model?.data[MIME_TYPE]);
    if (!(saved.ok && monitor.isItsEnd(saved.document)) && !this.isDisposed) {
      this.write(data as ReadonlyPartialJSONObject, metadata as ReadonlyPartialJSONObject);
    }
  }

  private onStateChanged(view: LabView): void {
    if (this.isSaved(view)) {
      return;
    }
    clearTimeout(this.saveTimer);
    clearTimeout(this.pictureTimer);
    const delay = Math.min(LONGEST_DELAY, Math.max(SAVE_DELAY, REST_AFTER_SAVES * this.saveTook));
    this.saveTimer = setTimeout(() => this.save(), delay);
    this.pictureTimer = setTimeout(() => void this.savePicture(), delay - SAVE_DELAY + PICTURE_DELAY);
  }

  /**
   * Whether the output holds a view's own data: what equals them is sound, and needs no check. Asked at each key, it takes
   * no time for parts that are the same objects.
   */
  private isSaved(view: LabView): boolean {
    const saved = this.held as Partial<LabDocument> | undefined;
    const { version, view: name, data } = view.toDocument();
    return saved?.version === version && saved.view === name && sameData({ ...saved.data }, { ...data });
  }

  /** Writes the state into the notebook, which marks it as changed. */
  private save(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    if (this.shown?.kind === 'view') {
      const { view } = this.shown;
      const began = performance.now();
      this.write({
        [MIME_TYPE]: view.toDocument() as unknown as ReadonlyPartialJSONObject,
        'text/plain': view.toText()
      });
      this.saveTook = performance.now() - began;
    }
  }

  /** The picture that GitHub and HTML exports show has to tell the same as the view. */
  private async savePicture(): Promise<void> {
    if (this.shown?.kind !== 'view') {
      return;
    }
    const { view } = this.shown;
    const drawn = view.toDocument();
    const svg = await view.toSvg();
    const png = svg === null ? null : await view.toPng();
    if (svg !== null && !this.isDisposed && !view.isDisposed && sameData(drawn, view.toDocument())) {
      const alt = view.toText().split('\n')[0];
      this.write(
        { 'image/svg+xml': svg, ...(png === null ? {} : { 'image/png': png.base64 }) },
        png === null ? {} : { 'image/png': { width: png.width, height: png.height, alt } }
      );
    }
  }

  private write(data: ReadonlyPartialJSONObject, metadata: ReadonlyPartialJSONObject = {}): void {
    const { model } = this;
    model?.setData({ data: { ...model.data, ...data }, metadata: { ...model.metadata, ...metadata } });
  }

  private showProblem(error: string, model: IRenderMime.IMimeModel): void {
    const { trans } = this.environment;
    const fallback = model.data['text/plain'];
    const text = Array.isArray(fallback) ? fallback.join('') : String(fallback ?? '');
    const node = element(
      'div',
      { class: 'jp-EnetProblem' },
      element(
        'p',
        { class: 'jp-EnetProblem-message', role: 'alert' },
        trans.__('This view can’t be shown. %1', error)
      ),
      text === '' ? null : element('pre', { class: 'jp-EnetProblem-fallback' }, text)
    );
    this.replace({ kind: 'message', view: new Widget({ node }) });
  }

  private replace(shown: Shown): void {
    this.unwatchRuns();
    this.shown?.view.dispose();
    this.shown = shown;
    this.panel.addWidget(shown.view);
  }

  private readonly panel = new PanelLayout();
  private model: IRenderMime.IMimeModel | null = null;
  /** The document in the output. */
  private held: unknown;
  private shown: Shown | null = null;
  /** Writing the last state, ms. */
  private saveTook = 0;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private pictureTimer: ReturnType<typeof setTimeout> | undefined;
}
