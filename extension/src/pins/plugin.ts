import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { IPinBoard, PINS_ID } from '../tokens';
import { PinBoard } from './board';
import { readPins } from './store';

/** The board that all views share; its pins are there again in the next session of the workspace. */
export const pinsPlugin: JupyterFrontEndPlugin<PinBoard> = {
  id: PINS_ID,
  description: 'Keeps the networks that are pinned for comparison.',
  autoStart: true,
  provides: IPinBoard,
  optional: [IStateDB],
  activate: (_: JupyterFrontEnd, state: IStateDB | null) => {
    const board = new PinBoard();
    if (state) {
      void keep(board, state);
    }
    return board;
  }
};

async function keep(board: PinBoard, state: IStateDB): Promise<void> {
  const fetched = state.fetch(PINS_ID);
  board.changed.connect((_, change) => {
    if (change === 'pins') {
      void state.save(PINS_ID, board.pins as unknown as ReadonlyPartialJSONValue);
    }
  });
  const saved = readPins(await fetched);
  // A document or a quick hand may have pinned something while the state was fetched: that is newer.
  if (board.pins.length === 0 && saved.length > 0) {
    board.load(saved);
  }
}
