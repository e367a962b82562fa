import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import { writeFileSync } from 'node:fs';
import { openSearchExplorer, openView } from '../browser/lab';

const ROWS = 1_000_000;
/** Side of the map whose simulation takes some seconds. */
const LARGE_SIDE = '300';

/** What a page did while it worked. */
interface Watched {
  /** From the start to the result, ms. */
  took: number;
  /** Between two animation frames, ms. */
  gaps: number[];
}

/** Notes the time between animation frames from now on. */
function watch(): void {
  const watched = { gaps: [] as number[], begun: performance.now() };
  let last: number | null = null;
  const tick = (now: number): void => {
    if (last !== null) {
      watched.gaps.push(now - last);
    }
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  Object.assign(window, { enetWatched: watched });
}

/** @param work starts the work and waits for its end */
async function watched(page: IJupyterLabPageFixture, work: () => Promise<void>): Promise<Watched> {
  await page.evaluate(watch);
  await work();
  return page.evaluate(() => {
    const { gaps, begun } = (window as unknown as { enetWatched: { gaps: number[]; begun: number } })
      .enetWatched;
    return { took: performance.now() - begun, gaps: [...gaps] };
  });
}

/** Waits for a text and looks at each frame, where an assertion would look from time to time. */
async function appears(page: IJupyterLabPageFixture, place: string, text: string): Promise<void> {
  await page.waitForFunction(
    ([selector, expected]) => document.querySelector(selector)?.textContent?.includes(expected),
    [place, text],
    { polling: 'raf', timeout: 90_000 }
  );
}

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

const results: Record<string, Watched> = {};

test('a million triplets are searched', async ({ page }) => {
  const view = await openSearchExplorer(page);
  results.search = await watched(page, async () => {
    await view.getByRole('combobox', { name: 'Triplets that are tried' }).selectOption({ index: 2 });
    await appears(page, '.jp-EnetSearchExplorer .jp-EnetSentence', 'Of 1,030,301 triplets');
  });
});

test('a simulation runs', async ({ page }) => {
  const view = await openView(page, 'normalization-noise', '.jp-EnetNoise');
  const status = view.locator('.jp-EnetNoise-status');
  results.simulation = await watched(page, async () => {
    const side = view.locator('input[type=number][data-parameter=side]');
    await side.fill(LARGE_SIDE);
    await side.press('Enter');
    await expect(status).toContainText('left');
    await page.waitForTimeout(5000);
  });
});

test('a file of a million records is read', async ({ page }) => {
  const view = await openView(page, 'front', '.jp-EnetFront');
  await page.evaluate((count) => {
    let state = 1;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const rows = Array.from({ length: count }, (_, i) => {
      const cost = Math.exp(8 * random());
      return `network ${i},${(20 + 8 * Math.log(cost) + 10 * random()).toFixed(4)},${cost.toFixed(4)}`;
    });
    const text = `name,accuracy,cost:latency [ms]\n${rows.join('\n')}\n`;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'million.csv', { type: 'text/csv' }));
    Object.assign(window, { enetDropped: dataTransfer });
  }, ROWS);
  results.records = await watched(page, async () => {
    await view.evaluate((root) => {
      const { enetDropped: dataTransfer } = window as unknown as { enetDropped: DataTransfer };
      root.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    });
    await appears(page, '.jp-EnetFront .jp-EnetDetail', 'of 1,000,000 records');
  });
});

test.afterAll(() => {
  writeFileSync(process.env.BENCH_TIMES ?? 'frames.json', JSON.stringify({ rows: ROWS, results }));
});
