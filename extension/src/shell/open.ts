import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandIDs } from '../tokens';

/** Shows a document in the main area: an explorer with the same positions, or the monitor of the notebook. */
export function openAsPanel(app: JupyterFrontEnd, document: LabDocument): void {
  if (document.view === 'scaling-explorer') {
    void app.commands.execute(CommandIDs.openExplorer, { state: { ...document.data } });
  } else {
    void app.commands.execute(CommandIDs.openMonitor);
  }
}
