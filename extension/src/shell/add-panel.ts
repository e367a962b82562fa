import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';

/**
 * Shows a panel in the main area, or at the right where the main area holds one document alone and drops what else it
 * gets, as in Notebook 7.
 * @param labShell - null in other applications than JupyterLab
 */
export function addPanel(
  { shell }: JupyterFrontEnd,
  labShell: ILabShell | null,
  panel: Widget,
  options?: Parameters<JupyterFrontEnd['shell']['add']>[2]
): void {
  shell.add(panel, labShell === null ? 'right' : 'main', options);
}
