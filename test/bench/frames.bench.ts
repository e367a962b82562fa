import { compoundScale } from '@efficientnet-lab/kernel-helpers/analysis';
import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import { writeFileSync } from 'node:fs';
import { explorerDocument, notebookOf, sweepDocument } from '../browser/documents';
import { openNotebook, openSearchExplorer, openView } from '../browser/lab';

const ROWS = 1_000_000;
/** A file of records that is dropped from the desktop, bytes. */
const DROPPED = 100_000_000;
/** Base and exponent of the pinned networks' depth, so that each has about 250 blocks. */
const PINNED = { bases: [3.87, 3.88, 3.89, 3.9], phi: 2 };
/** Side of the map whose simulation takes some seconds. */
const LARGE_SIDE = '300';

/** The widest gates that a document holds. */
const GATES = { inputs: 25, channels: 10_000 };
/** Candidates of a sweep, all of them at its one rung with two seeds: its best is weighed against them all. */
const CANDIDATES = 5000;
/** Movements of a slider, and between them, ms. */
const MOVES = 40;
const PAUSE = 60;

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

/** The same for an element: an assertion that fails at first describes the page, in the page. */
async function stands(page: IJupyterLabPageFixture, place: string): Promise<void> {
  await page.waitForFunction(
    (selector) => (document.querySelector(selector)?.getClientRects().length ?? 0) > 0,
    place,
    { polling: 'raf', timeout: 90_000 }
  );
}

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

const results: Record<string, Watched> = {};

test('a million triplets are searched', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await view.locator('summary', { hasText: 'What is searched, and in which cost' }).click();
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

test('a file of 100 MB is dropped from the desktop', async ({ page }, info) => {
  const view = await openView(page, 'front', '.jp-EnetFront');
  const line = (i: number): string => {
    const cost = 1 + ((i * 7919) % 100_003);
    return `network ${i} of a search over depth and width and resolution,${(95 - 60 / (1 + Math.log(cost)) - ((i * 31) % 300) / 10).toFixed(4)},${cost}`;
  };
  const lines = ['name,accuracy,cost:latency [ms]'];
  for (let bytes = 0, i = 0; bytes < DROPPED; i++) {
    lines.push(line(i));
    bytes += lines[lines.length - 1].length + 1;
  }
  const path = info.outputPath('dropped.csv');
  writeFileSync(path, lines.join('\n'));
  const box = await view.locator('.jp-EnetFront-plot').boundingBox();
  expect(box).not.toBeNull();
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  // Galata's page is a stand-in for the browser's own.
  const [own] = page.context().pages();
  const browser = await page.context().newCDPSession(own);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  results.dropped = await watched(page, async () => {
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await browser.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data });
    }
    await appears(
      page,
      '.jp-EnetFront .jp-EnetDetail',
      `of ${(lines.length - 1).toLocaleString('en')} records`
    );
  });
});

test('pins of very deep networks stand beside another one', async ({ page, tmpPath }) => {
  const pins = PINNED.bases.map((alpha, i) => ({
    letter: 'ABCD'[i],
    spec: compoundScale({ phi: PINNED.phi, alpha, beta: 1, gamma: 1 })
  }));
  const document = explorerDocument();
  const pinned = { ...document, data: { ...document.data, pins } };
  const output = page.locator('.jp-Notebook .jp-EnetExplorer');
  results.pinsOpened = await watched(page, async () => {
    await openNotebook(page, tmpPath, 'pinned.ipynb', notebookOf([pinned]));
    await appears(page, '.jp-Notebook .jp-EnetExplorer thead:has([data-pin])', 'D: ');
    await stands(page, '.jp-Notebook .jp-EnetExplorer .js-plotly-plot .xtick text');
  });
  await output.locator('input[type=range][data-parameter=phi]').focus();
  results.pinsBeside = await watched(page, async () => {
    for (let press = 1; press <= MOVES; press++) {
      await page.keyboard.press(press % 2 === 0 ? 'ArrowLeft' : 'PageUp');
      await page.waitForTimeout(PAUSE);
    }
  });
});

test('gates as wide as a document holds are looked at', async ({ page }, info) => {
  const view = await openView(page, 'gates', '.jp-EnetGates');
  const rows = Array.from({ length: GATES.inputs }, (_, i) =>
    Array.from({ length: GATES.channels }, (_, c) => (((i + 1) * 7919 + c * 104_729) % 1009) / 1009)
  );
  // By its path: contents would pass through the page.
  const path = info.outputPath('wide.csv');
  writeFileSync(path, rows.map((row) => row.map((gate) => gate.toFixed(4)).join(',')).join('\n'));
  results.gatesOpened = await watched(page, async () => {
    await view.locator('input[type=file]').setInputFiles(path);
    await appears(page, '.jp-EnetGates .jp-EnetSentence', 'of 10,000 channels');
    await stands(page, '.jp-EnetGates-savings .js-plotly-plot .xtick text');
  });
  const slider = view.locator('input[type=range][data-parameter=threshold]');
  const box = await slider.boundingBox();
  expect(box).not.toBeNull();
  const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  results.gatesDragged = await watched(page, async () => {
    for (let move = 1; move <= MOVES; move++) {
      await page.mouse.move(x + (0.5 + 0.4 * Math.sin(move / 4)) * width, y + height / 2);
      await page.waitForTimeout(PAUSE);
    }
  });
  await page.mouse.up();
  results.gatesTable = await watched(page, async () => {
    await view.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Data table' }).click();
    await appears(page, '.jp-EnetGates .jp-EnetDataPlace caption', 'of 10,000 rows');
  });
  await slider.focus();
  results.gatesKeys = await watched(page, async () => {
    for (let press = 1; press <= MOVES; press++) {
      await page.keyboard.press(press % 2 === 0 ? 'ArrowLeft' : 'PageUp');
      await page.waitForTimeout(PAUSE);
    }
    // The table follows.
    await page.waitForTimeout(1000);
  });
});

test('a sweep of thousands of candidates is looked at', async ({ page, tmpPath }) => {
  await page.setViewportSize({ width: 1440, height: 1600 });
  const all = Array.from({ length: CANDIDATES }, (_, i) => i);
  const { columns } = sweepDocument({}, {}, CANDIDATES).data.sweep;
  const share = (i: number, seed: number) => 0.8 + ((i * 7919 + seed * 104_729) % 10_007) / 100_070;
  const sweep = {
    rungs: [3],
    columns: {
      ...columns,
      status: all.map(() => 'finished'),
      rung: all.map(() => 0),
      accuracies: [1, 2].map((seed) => all.map((i) => share(i, seed)))
    },
    failures: []
  };
  const view = page.locator('.jp-EnetSweep');
  results.sweepOpened = await watched(page, async () => {
    const content = notebookOf([sweepDocument({}, sweep, CANDIDATES)]);
    await openNotebook(page, tmpPath, 'thousands.ipynb', content);
    await stands(page, '.jp-EnetSweep-plot .js-plotly-plot .xtick text');
    await appears(page, '.jp-EnetSweep .jp-EnetDetail', 'With other seeds');
  });
  const presses = async (keys: readonly [string, string]): Promise<void> => {
    for (let press = 1; press <= MOVES; press++) {
      await page.keyboard.press(keys[press % 2]);
      await page.waitForTimeout(PAUSE);
    }
    // What follows when the state rests, and what the notebook keeps of it.
    await page.waitForTimeout(1000);
  };
  await view.getByRole('slider', { name: 'α, from' }).focus();
  results.sweepBrushed = await watched(page, () => presses(['PageUp', 'ArrowLeft']));
  const row = view.getByRole('grid', { name: 'Candidates' }).locator('tbody tr').nth(2);
  await row.focus();
  results.sweepSelected = await watched(page, () => presses(['ArrowDown', 'Enter']));
  const plot = await view.locator('.jp-EnetSweep-plot').boundingBox();
  expect(plot).not.toBeNull();
  const { x, y, width, height } = plot ?? { x: 0, y: 0, width: 0, height: 0 };
  results.sweepHovered = await watched(page, async () => {
    for (let move = 1; move <= MOVES; move++) {
      await page.mouse.move(
        x + (0.5 + 0.3 * Math.sin(move)) * width,
        y + (0.5 + 0.3 * Math.cos(move)) * height
      );
      await page.waitForTimeout(PAUSE);
    }
  });
  results.sweepSorted = await watched(page, async () => {
    for (const column of ['candidate', 'MACs', 'accuracy', 'optimizer', 'candidate', 'accuracy']) {
      await view.getByRole('columnheader', { name: column }).getByRole('button').click();
      await page.waitForTimeout(500);
    }
  });
  results.sweepCosts = await watched(page, async () => {
    for (const cost of ['parameters', 'MACs', 'parameters', 'MACs']) {
      await view.getByRole('group', { name: 'Cost' }).getByRole('button', { name: cost }).click();
      await page.waitForTimeout(500);
    }
  });
});

test.afterAll(() => {
  writeFileSync(process.env.BENCH_TIMES ?? 'frames.json', JSON.stringify({ rows: ROWS, results }));
});
