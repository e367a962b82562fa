import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { CommandIDs } from '../tokens';
import { adapterOf } from '../views';

/** Shows a document in the main area: its view in the same state, or the monitor of the current notebook. */
export function openInPanel(app: JupyterFrontEnd, document: LabDocument): void {
  const adapter = adapterOf(document.view);
  if (adapter) {
    const state = document.data as unknown as ReadonlyPartialJSONObject;
    void app.commands.execute(adapter.command, { state });
  } else {
    void app.commands.execute(CommandIDs.openMonitor);
  }
}
