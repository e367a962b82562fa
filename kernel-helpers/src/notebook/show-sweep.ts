import { Sweep, type SweepEvent, SweepState, type SweepStatus } from '../search';
import { sweepCell, type SweepDashboardStart, sweepStateOf, sweepText } from '../views/sweep-dashboard/cell';
import { sweepPicture } from '../views/sweep-dashboard/picture';
import { type CellOutput, heeding, kernelBridge, type MimeBundle } from './bridge';
import { mimeBundle } from './bundle';
import type { LiveSweep } from './live-sweep';
import { cellOutput, display } from './output';
import { PacedOutput, PacedPicture, SYSTEM_CLOCK } from './paced-output';
import { ShowError } from './show';
import { sweepOfFolder, sweepOfState } from './sweep-folder';
import { announceSweep, sweepIn } from './sweeps';

/** Without a cell, a line at most so often. */
const PRINT_INTERVAL_MS = 10_000;

/**
 * A sweep under the running cell: what its candidates reach at which cost, and how far it is. Of one that goes on, the
 * promise is that of its end: an interrupt of the kernel, or the view's stop button, ends its runs with checkpoints, and
 * without `await` the cells after this one run on beside it. The final state stays in the notebook.
 * @param sweep What `startSweep` gives, what `readSweep` gives, or the folder of a sweep.
 * @param start What is looked at: `{ cost: 'params' }`, brushes, the selected candidate.
 * @returns How it ended; null of a sweep that was shown as it is on the disk.
 * @throws SpecError for an unknown field of the start; SweepError for a folder without a sweep, or a sweep that no trial
 *   can do anything about; ShowError for anything else.
 */
export function showSweep(
  sweep: Sweep | SweepState | string,
  start: SweepDashboardStart = {}
): Promise<SweepStatus | null> {
  const shown =
    sweep instanceof Sweep ? showLive(sweep, start) : showStored(sweep, start).then((): null => null);
  // Who doesn't await it is told by the view.
  shown.catch(() => undefined);
  return shown;
}

async function showStored(sweep: SweepState | string, start: SweepDashboardStart): Promise<void> {
  const today = new Date();
  if (typeof sweep === 'string') {
    const live = sweepIn(sweep);
    const kept = live && !live.hasEnded ? live.snapshot() : await sweepOfFolder(sweep, today);
    display(mimeBundle(sweepCell(sweepStateOf(kept, start))));
  } else if (sweep instanceof SweepState) {
    display(mimeBundle(sweepCell(sweepStateOf(sweepOfState(sweep, null, today), start))));
  } else {
    throw new ShowError(
      'showSweep',
      typeof sweep,
      'a sweep of startSweep(), a state of readSweep(), or a sweep’s folder',
      'Give one of them.'
    );
  }
}

async function showLive(sweep: Sweep, start: SweepDashboardStart): Promise<SweepStatus> {
  const live = announceSweep(sweep);
  // At once, so that a slip in it does not wait for the sweep's end.
  sweepStateOf(live.snapshot(), start);
  const interrupt = kernelBridge()?.interruptSignal();
  const stop = (): void => live.stop();
  interrupt?.addEventListener('abort', stop);
  const output = cellOutput();
  const end = output ? sendTo(output, live, start) : print(live);
  await heeding(end);
  interrupt?.removeEventListener('abort', stop);
  return sweep.done;
}

/** Updates one output of a cell until the sweep ends. */
function sendTo(output: CellOutput, live: LiveSweep, start: SweepDashboardStart): Promise<void> {
  const picture = new PacedPicture(SYSTEM_CLOCK);
  const bundle = (): MimeBundle => {
    const state = sweepStateOf(live.snapshot(), start);
    const { document, text } = sweepText(state);
    return mimeBundle({ document, text, svg: picture.of(() => sweepPicture(state), live.hasEnded) });
  };
  const paced = new PacedOutput(output, `sweep-${live.id}-${++outputs}`, bundle, SYSTEM_CLOCK);
  return new Promise((resolve) => {
    const send = (event: SweepEvent | null): void => {
      if (live.hasEnded) {
        unlisten();
        paced.finish();
        resolve();
      } else if (event === null || event.type === 'paused' || event.type === 'resumed') {
        paced.hurry();
      } else {
        paced.sendSoon();
      }
    };
    const unlisten = live.listen(send);
    send(null);
  });
}

let outputs = 0;

/** Text can't be updated in place everywhere. */
function print(live: LiveSweep): Promise<void> {
  let printedAt = -Infinity;
  const line = (): void => {
    printedAt = performance.now();
    const { text } = sweepText(sweepStateOf(live.snapshot()));
    console.log(text.split('\n').slice(0, 2).join('\n'));
  };
  return new Promise((resolve) => {
    const tell = (): void => {
      if (live.hasEnded) {
        unlisten();
        line();
        resolve();
      } else if (performance.now() - printedAt >= PRINT_INTERVAL_MS) {
        line();
      }
    };
    const unlisten = live.listen(tell);
    tell();
  });
}
