import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IThemeManager } from '@jupyterlab/apputils';
import { type ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { PinBoard } from '../pins/board';
import { openInPanel } from './open';
import { TRANSLATION_DOMAIN, type ViewEnvironment } from '../tokens';

/** What views get from the application they live in. */
export function environmentOf(
  app: JupyterFrontEnd,
  pins: PinBoard,
  themes: IThemeManager | null,
  translator: ITranslator | null,
  place: 'output' | 'panel',
  session: ViewEnvironment['session']
): ViewEnvironment {
  return {
    trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN),
    themeChanged: themes?.themeChanged ?? null,
    pins,
    inPanel: place === 'panel',
    session,
    open: (document) => openInPanel(app, document)
  };
}
