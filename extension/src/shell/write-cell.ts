import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';

/**
 * Puts a code cell below the one whose output a view is, or else below the active one, and makes it active; nothing runs.
 * @returns whether there is a notebook that takes cells
 */
export function writeCell(panel: NotebookPanel | null, view: Widget, code: string): boolean {
  const notebook = panel?.content;
  const shared = notebook?.model?.sharedModel;
  if (!notebook || !shared || notebook.model?.readOnly) {
    return false;
  }
  const own = notebook.widgets.findIndex(({ node }) => node.contains(view.node));
  const index = (own >= 0 ? own : notebook.activeCellIndex) + 1;
  shared.insertCell(index, { cell_type: 'code', source: code, metadata: {} });
  notebook.activeCellIndex = index;
  void notebook.scrollToItem(index);
  return true;
}
