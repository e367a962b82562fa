import { knownHalving, readSweep, SweepError, type SweepState } from '../search';
import { isHeld } from '../training/run-lock';
import type { KeptSweep, SweepRunStatus } from '../views/sweep-dashboard';
import { SweepFold } from './kept-sweep';

/**
 * A sweep as its folder tells: finished, interrupted, or in the hands of another process.
 * @throws SweepError as `readSweep` does.
 */
export async function sweepOfFolder(folder: string, today: Date): Promise<KeptSweep> {
  const state = await readSweep(folder);
  const kept = sweepOfState(state, folder, today);
  return kept.status === 'interrupted' && (await isHeld(folder)) ? { ...kept, status: 'running' } : kept;
}

/** A sweep as its state tells; nothing of it runs. */
export function sweepOfState(state: SweepState, folder: string | null, today: Date): KeptSweep {
  const halving = knownHalving(state);
  const fold = new SweepFold(state, (rung) => halving.entered(rung));
  const status: SweepRunStatus = halving.next() === null ? 'finished' : 'interrupted';
  return fold.snapshot({ id: '', folder, status, message: null, elapsedSeconds: null }, today);
}

/** The same of a folder that a document names; null where there is no sweep that can be read. */
export async function askedFolder(folder: string, today: Date): Promise<KeptSweep | null> {
  try {
    return await sweepOfFolder(folder, today);
  } catch (error) {
    if (error instanceof SweepError) {
      return null;
    }
    throw error;
  }
}
