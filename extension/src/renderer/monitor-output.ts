import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import type { TrainingMonitorDocument } from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import type { ViewEnvironment } from '../tokens';
import { isLive, TrainingMonitorModel } from '../views/training-monitor/model';
import { documentsOf, unheard } from '../views/training-monitor/notebook-runs';
import { type KeptOutput, TrainingMonitorView } from '../views/training-monitor/view';
import { NewerRun } from './newer-run';
import { notebookAround, sessionAround } from './notebook-around';

/** A run as an output: its monitor, and a line that says so where the cell has a newer one. */
export class MonitorOutput {
  /**
   * @param node - where the line stands, above the monitor
   * @param onEnded - what the kernel wants kept of a run that ended while the page looked
   */
  constructor(
    document: TrainingMonitorDocument,
    private readonly node: HTMLElement,
    private readonly environment: ViewEnvironment,
    onEnded: (kept: KeptOutput) => void
  ) {
    this.view = new TrainingMonitorView(new TrainingMonitorModel(document), environment, sessionAround);
    this.view.ended.connect((_, kept) => onEnded(kept));
  }

  readonly view: TrainingMonitorView;

  load(document: TrainingMonitorDocument): void {
    this.view.model.load(document);
  }

  /** Whether a document tells how this run ended. */
  isItsEnd(document: LabDocument): boolean {
    return (
      document.view === 'training-monitor' &&
      document.data.runId === this.view.model.state.runId &&
      !isLive(document.data.status)
    );
  }

  /** Whether this output shows the last run of its cell is for the kernel to say; to be called when it is attached. */
  watchRuns(): void {
    const panel = this.newer ? null : notebookAround(this.view);
    if (panel === null) {
      return;
    }
    const { model } = this.view;
    const surroundings = {
      session: panel.sessionContext,
      cellId: panel.content.widgets.find(({ node }) => node.contains(this.node))?.model.id ?? null,
      shown: () =>
        [model, ...documentsOf(panel).map(({ data }) => ({ state: data }))].map(({ state }) => state.runId)
    };
    this.newer = new NewerRun(surroundings, this.environment, (run) => {
      model.load(unheard(run));
      this.newer?.look();
    });
    this.node.prepend(this.newer.node);
  }

  unwatchRuns(): void {
    this.newer?.dispose();
    this.newer = null;
  }

  private newer: NewerRun | null = null;
}
