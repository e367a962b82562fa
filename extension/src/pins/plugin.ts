import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IPinBoard, PINS_ID } from '../tokens';
import { PinBoard } from './board';

/** The board that all views share. */
export const pinsPlugin: JupyterFrontEndPlugin<PinBoard> = {
  id: PINS_ID,
  description: 'Keeps the networks that are pinned for comparison.',
  autoStart: true,
  provides: IPinBoard,
  activate: () => new PinBoard()
};
