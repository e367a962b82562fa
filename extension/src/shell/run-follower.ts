import type { RunSummary } from '@efficientnet-lab/kernel-helpers/contract';
import type { TrainingMonitorDocument } from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { Throttler } from '@lumino/polling';
import { type ISignal, Signal } from '@lumino/signaling';
import { isLive } from '../views/training-monitor/model';
import { documentsOf, unheard } from '../views/training-monitor/notebook-runs';
import { RunsLink } from '../views/training-monitor/runs-link';

const SCAN_INTERVAL = 250;

/** A run that can be shown. */
export interface KnownRun {
  document: TrainingMonitorDocument;
  /** Whether it goes on, as far as the kernel or the notebook tells. */
  running: boolean;
}

/** Finds the trainings of the current notebook: those that it shows, and those that its kernel holds. */
export class RunFollower implements IDisposable {
  constructor(private readonly notebooks: INotebookTracker) {
    notebooks.currentChanged.connect(this.onCurrentChanged, this);
    this.onCurrentChanged();
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** Oldest first: by the notebook from top to bottom, then those of the kernel that no output shows. */
  get runs(): readonly KnownRun[] {
    return this.found;
  }

  /** The last one running, else the last; null when there is none, or no notebook is open. */
  get newest(): KnownRun | null {
    return this.found.filter(({ running }) => running).at(-1) ?? this.found.at(-1) ?? null;
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
    this.link?.dispose();
    this.ofKernel = [];
    this.panel = panel;
    panel?.model?.contentChanged.connect(this.scheduleScan, this);
    this.link =
      panel &&
      new RunsLink(panel.sessionContext, (runs) => {
        this.ofKernel = runs;
        this.scheduleScan();
      });
  }

  private scheduleScan(): void {
    if (!this.disposed) {
      void this.throttler.invoke();
    }
  }

  private scan(): void {
    const shown = this.panel ? documentsOf(this.panel) : [];
    const found = knownRuns(shown, this.ofKernel);
    if (JSON.stringify(found) !== JSON.stringify(this.found)) {
      this.found = found;
      this.changedSignal.emit();
    }
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private readonly throttler = new Throttler(() => this.scan(), { limit: SCAN_INTERVAL, edge: 'trailing' });
  private panel: NotebookPanel | null = null;
  private link: RunsLink | null = null;
  private ofKernel: readonly RunSummary[] = [];
  private found: KnownRun[] = [];
  private disposed = false;
}

/** Each run once, in the newest document that shows it, or in none of its own yet. */
export function knownRuns(
  shown: readonly TrainingMonitorDocument[],
  ofKernel: readonly RunSummary[]
): KnownRun[] {
  const status = new Map(ofKernel.map((run) => [run.runId, run.status]));
  const documents = new Map(shown.map((document) => [document.data.runId, document]));
  for (const summary of ofKernel.filter(({ runId }) => !documents.has(runId))) {
    documents.set(summary.runId, unheard(summary));
  }
  return [...documents].map(([runId, document]) => ({
    document,
    running: isLive(status.get(runId) ?? document.data.status)
  }));
}
