import {
  MIME_TYPE,
  type TrainingMonitorDocument,
  validateDocument
} from '@efficientnet-lab/kernel-helpers/contract';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Throttler } from '@lumino/polling';
import { type ISignal, Signal } from '@lumino/signaling';
import type { IDisposable } from '@lumino/disposable';
import { isLive } from '../training-monitor/model';

const SCAN_INTERVAL = 250;

/** The part of a code cell's model that is read here. */
interface OutputHolder {
  outputs: { length: number; get(index: number): { data: Record<string, unknown> } };
}

/** Finds the newest training of the current notebook: the last one running, else the last one shown. */
export class RunFollower implements IDisposable {
  constructor(private readonly notebooks: INotebookTracker) {
    notebooks.currentChanged.connect(this.onCurrentChanged, this);
    this.onCurrentChanged();
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** Null when the current notebook has none, or no notebook is open. */
  get document(): TrainingMonitorDocument | null {
    return this.newest;
  }

  /** The notebook that is followed. */
  get notebook(): NotebookPanel | null {
    return this.panel;
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    if (this.disposed) {
      return;
    }
    this.disposed = true;
    this.notebooks.currentChanged.disconnect(this.onCurrentChanged, this);
    this.watch(null);
    this.throttler.dispose();
  }

  private onCurrentChanged(): void {
    const panel = this.notebooks.currentWidget;
    if (panel !== null && panel !== this.panel) {
      this.watch(panel);
      void panel.context.ready.then(() => this.scheduleScan());
    }
    if (this.notebooks.size === 0) {
      this.watch(null);
      this.scan();
    }
  }

  private watch(panel: NotebookPanel | null): void {
    this.panel?.model?.contentChanged.disconnect(this.scheduleScan, this);
    this.panel = panel;
    panel?.model?.contentChanged.connect(this.scheduleScan, this);
  }

  private scheduleScan(): void {
    if (!this.disposed) {
      void this.throttler.invoke();
    }
  }

  private scan(): void {
    const found = this.panel ? documentsOf(this.panel) : [];
    const running = found.filter((document) => isLive(document.data.status));
    const newest = running.at(-1) ?? found.at(-1) ?? null;
    if (JSON.stringify(newest) !== JSON.stringify(this.newest)) {
      this.newest = newest;
      this.changedSignal.emit();
    }
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private readonly throttler = new Throttler(() => this.scan(), { limit: SCAN_INTERVAL, edge: 'trailing' });
  private panel: NotebookPanel | null = null;
  private newest: TrainingMonitorDocument | null = null;
  private disposed = false;
}

/** The trainings a notebook shows, from top to bottom. */
function documentsOf(panel: NotebookPanel): TrainingMonitorDocument[] {
  const documents: TrainingMonitorDocument[] = [];
  for (const cell of panel.model?.cells ?? []) {
    if (cell.type === 'code') {
      const { outputs } = cell as unknown as OutputHolder;
      for (let i = 0; i < outputs.length; i++) {
        const value = outputs.get(i).data[MIME_TYPE];
        const validation = value === undefined ? null : validateDocument(value);
        if (validation?.ok && validation.document.view === 'training-monitor') {
          documents.push(validation.document);
        }
      }
    }
  }
  return documents;
}
