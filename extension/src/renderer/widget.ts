import {
  type LabDocument,
  MIME_TYPE,
  type ScalingExplorerDocument,
  validateDocument
} from '@efficientnet-lab/kernel-helpers/contract';
import type { ISessionContext } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { PanelLayout, Widget } from '@lumino/widgets';
import { element } from '../dom/element';
import { type Change, sameState, ScalingExplorerModel } from '../scaling-explorer/model';
import { ScalingExplorerView } from '../scaling-explorer/view';
import type { ViewEnvironment } from '../tokens';
import { TrainingMonitorModel } from '../training-monitor/model';
import { TrainingMonitorView } from '../training-monitor/view';

/** Positions go to the notebook this long after the last change, the picture for other viewers somewhat later. */
const SAVE_DELAY = 250;
const PICTURE_DELAY = 1500;

type View = ScalingExplorerView | TrainingMonitorView | Widget;

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
    const validation = validateDocument(model.data[MIME_TYPE]);
    if (validation.ok) {
      this.showDocument(validation.document);
    } else {
      this.replaceView(this.problem(validation.error, model));
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
    super.dispose();
  }

  private showDocument(document: LabDocument): void {
    const view = this.view;
    if (document.view === 'scaling-explorer') {
      if (view instanceof ScalingExplorerView) {
        // A position that waits to be saved is newer than what the notebook holds.
        if (this.saveTimer === undefined) {
          view.model.load(document.data);
        }
        return;
      }
      this.replaceView(this.explorer(document));
    } else if (view instanceof TrainingMonitorView) {
      view.model.load(document);
    } else {
      this.replaceView(
        new TrainingMonitorView(new TrainingMonitorModel(document), this.environment, sessionAround)
      );
    }
  }

  private explorer(document: ScalingExplorerDocument): ScalingExplorerView {
    const model = new ScalingExplorerModel(document.data, document.data);
    model.changed.connect(this.onExplorerChanged, this);
    return new ScalingExplorerView(model, this.environment);
  }

  private onExplorerChanged(_: ScalingExplorerModel, change: Change): void {
    if (change === 'moving' || !(this.view instanceof ScalingExplorerView) || this.isSaved(this.view)) {
      return;
    }
    clearTimeout(this.saveTimer);
    clearTimeout(this.pictureTimer);
    this.saveTimer = setTimeout(() => this.save(), SAVE_DELAY);
    this.pictureTimer = setTimeout(() => void this.savePicture(), PICTURE_DELAY);
  }

  private isSaved(view: ScalingExplorerView): boolean {
    const saved = validateDocument(this.model?.data[MIME_TYPE]);
    return (
      saved.ok &&
      saved.document.view === 'scaling-explorer' &&
      sameState(saved.document.data, view.model.state)
    );
  }

  /** Writes the positions into the notebook, which marks it as changed. */
  private save(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    if (this.view instanceof ScalingExplorerView) {
      this.write({
        [MIME_TYPE]: this.view.toDocument() as unknown as ReadonlyPartialJSONObject,
        'text/plain': this.view.toText()
      });
    }
  }

  /** The picture that GitHub and HTML exports show has to tell the same as the view. */
  private async savePicture(): Promise<void> {
    if (!(this.view instanceof ScalingExplorerView)) {
      return;
    }
    const shown = this.view.model.state;
    const svg = await this.view.toSvg();
    if (
      svg !== null &&
      !this.isDisposed &&
      this.view instanceof ScalingExplorerView &&
      this.view.model.state === shown
    ) {
      this.write({ 'image/svg+xml': svg });
    }
  }

  private write(data: ReadonlyPartialJSONObject): void {
    const { model } = this;
    model?.setData({ data: { ...model.data, ...data }, metadata: { ...model.metadata } });
  }

  private problem(error: string, model: IRenderMime.IMimeModel): Widget {
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
    return new Widget({ node });
  }

  private replaceView(view: View): void {
    this.view?.dispose();
    this.view = view;
    this.panel.addWidget(view);
  }

  private readonly panel = new PanelLayout();
  private model: IRenderMime.IMimeModel | null = null;
  private view: View | null = null;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private pictureTimer: ReturnType<typeof setTimeout> | undefined;
}

/** The session of the notebook that a view is shown in; null outside a notebook. */
function sessionAround(view: Widget): ISessionContext | null {
  for (let widget: Widget | null = view; widget; widget = widget.parent) {
    if (widget instanceof NotebookPanel) {
      return widget.sessionContext;
    }
  }
  return null;
}
