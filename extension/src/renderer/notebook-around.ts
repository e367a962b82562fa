import type { ISessionContext } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';

/** The notebook that a view is shown in; null outside of one. */
export function notebookAround(view: Widget): NotebookPanel | null {
  for (let widget: Widget | null = view; widget; widget = widget.parent) {
    if (widget instanceof NotebookPanel) {
      return widget;
    }
  }
  return null;
}

/** Its session. */
export function sessionAround(view: Widget): ISessionContext | null {
  return notebookAround(view)?.sessionContext ?? null;
}
