import { MIME_TYPE } from '@efficientnet-lab/kernel-helpers/contract';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator } from '@jupyterlab/translation';
import type { PinBoard } from '../pins/board';
import { environmentOf } from '../shell/environment';
import { IPinBoard, RENDERER_ID } from '../tokens';
import { notebookAround } from './notebook-around';
import { LabRenderer } from './widget';

/** Draws the lab's documents in cell outputs, before SVG and text. */
export const rendererPlugin: JupyterFrontEndPlugin<void> = {
  id: RENDERER_ID,
  description: 'Shows EfficientNet Lab documents in cell outputs.',
  autoStart: true,
  requires: [IRenderMimeRegistry, IPinBoard],
  optional: [IThemeManager, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    registry: IRenderMimeRegistry,
    pins: PinBoard,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const environment = environmentOf(app, pins, themes, translator, 'output', notebookAround);
    registry.addFactory(
      { safe: true, mimeTypes: [MIME_TYPE], createRenderer: () => new LabRenderer(environment) },
      0
    );
  }
};
