import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IThemeManager } from '@jupyterlab/apputils';
import { type ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';
import type { PinBoard } from '../pins/board';
import { openInPanel } from './open';
import { TRANSLATION_DOMAIN, type ViewEnvironment } from '../tokens';
import { writeCell } from './write-cell';

/**
 * What views get from the application they live in.
 * @param notebookOf - the notebook whose kernel a view may ask, and to which it may add cells
 */
export function environmentOf(
  app: JupyterFrontEnd,
  pins: PinBoard,
  themes: IThemeManager | null,
  translator: ITranslator | null,
  place: 'output' | 'panel',
  notebookOf: (view: Widget) => NotebookPanel | null
): ViewEnvironment {
  return {
    trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN),
    themeChanged: themes?.themeChanged ?? null,
    pins,
    inPanel: place === 'panel',
    session: (view) => notebookOf(view)?.sessionContext ?? null,
    writeCell: (view, code) => writeCell(notebookOf(view), view, code),
    open: (document) => openInPanel(app, document)
  };
}
