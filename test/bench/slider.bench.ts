import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import { openBlockExplorer, openExplorer, openSearchExplorer, openView } from '../browser/lab';

const MOVES = Number(process.env.BENCH_ROUNDS ?? 15) * 10;
/** Between two moves, so that one picture is finished before the next begins. */
const PAUSE = 80;

interface Recorder {
  times: number[];
  disconnect(): void;
}

/**
 * Notes, for each movement, the time from the event's own stamp until the last frame that it changed was painted.
 * A task posted from an animation frame runs after that frame's style, layout and paint.
 */
function record(view: Element): void {
  const times: number[] = [];
  let started: number | null = null;
  const painted = (): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (started !== null) {
          times[times.length - 1] = performance.now() - started;
        }
      };
      port2.postMessage(null);
    });
  };
  const onInput = (event: Event): void => {
    started = event.timeStamp;
    times.push(Number.NaN);
    painted();
  };
  view.addEventListener('input', onInput, { capture: true });
  const observer = new MutationObserver((changes) => {
    // A plot may be drawn a frame later than the words: the last frame with a change is the one that counts.
    if (started !== null && changes.length > 0) {
      const frame = started;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (started === frame) {
          times[times.length - 1] = performance.now() - frame;
        }
      };
      port2.postMessage(null);
    }
  });
  observer.observe(view, { subtree: true, childList: true, attributes: true, characterData: true });
  const recorder: Recorder = {
    times,
    disconnect: () => {
      view.removeEventListener('input', onInput, { capture: true });
      observer.disconnect();
    }
  };
  Object.assign(window, { enetRecorder: recorder });
}

function finish(): number[] {
  const { enetRecorder } = window as unknown as { enetRecorder: Recorder };
  enetRecorder.disconnect();
  return enetRecorder.times;
}

/** Drags a slider to and fro by hand. */
async function drag(page: IJupyterLabPageFixture, view: Locator, slider: Locator): Promise<number[]> {
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  expect(box).not.toBeNull();
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.waitForTimeout(500);
  await view.evaluate(record);
  for (let move = 1; move <= MOVES; move += 1) {
    const share = 0.5 + 0.4 * Math.sin((2 * Math.PI * move) / 40);
    await page.mouse.move(x + share * width, y + height / 2);
    await page.waitForTimeout(PAUSE);
  }
  const times = await page.evaluate(finish);
  await page.mouse.up();
  await page.waitForTimeout(500);
  return times.filter((time) => Number.isFinite(time));
}

test('a slider is followed at once', async ({ page }) => {
  await page.sidebar.close('left');
  const times: Record<string, number[]> = {};
  const note = async (name: string, view: Locator, slider: Locator): Promise<void> => {
    const taken = await drag(page, view, slider);
    expect(taken.length).toBeGreaterThan(MOVES / 2);
    times[name] = taken;
  };
  const measure = async (name: string, view: Locator, parameters: string[]): Promise<void> => {
    for (const parameter of parameters) {
      const slider = view.locator(`input[type=range][data-parameter=${parameter}]`);
      await note(`${name}, ${parameter}`, view, slider);
    }
  };
  const explorer = await openExplorer(page);
  await measure('scaling explorer', explorer, ['phi', 'alpha', 'gamma']);
  await explorer.getByRole('button', { name: 'single dimensions' }).click();
  await measure('single dimensions', explorer, ['phi', 'alpha']);
  await measure('block explorer', await openBlockExplorer(page), ['size', 'outputFilters', 'alpha']);
  await measure('search explorer', await openSearchExplorer(page), ['growth', 'tolerance']);
  const front = await openView(page, 'front', '.jp-EnetFront');
  await note('front, budget', front, front.getByRole('slider', { name: 'Budget' }));
  await measure('stopping point', await openView(page, 'stopping-point', '.jp-EnetStopping'), ['share']);
  const noise = await openView(page, 'normalization-noise', '.jp-EnetNoise');
  await measure('normalisation noise', noise, ['correlation', 'batchSize']);
  const gates = await openView(page, 'gates', '.jp-EnetGates');
  await gates.getByRole('button', { name: 'fill with an example' }).click();
  await measure('gates', gates, ['threshold']);
  writeFileSync(process.env.BENCH_TIMES ?? 'slider-times.json', JSON.stringify({ moves: MOVES, times }));
});
