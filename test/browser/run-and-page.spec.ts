import { expect } from '@jupyterlab/galata';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { codeNotebook, monitorDocument, notebookOf } from './documents';
import { openNotebook, SCREENSHOTS, savedBundle, still } from './lab';
import { test } from './lab-test';

const TRAIN = `
import * as enet from '@efficientnet-lab/kernel-helpers';
const data = await enet.loadMnist();
const small = { width: 0.25, depth: 0.3, resolution: 32, inputChannels: 1, classes: 10 };
const model = enet.buildEfficientNet(enet.scale({ ...small, name: 'small' }), { seed: 1 });
const run = await enet.train(model, data, { epochs: 1000, batchSize: 32, seed: 1 });`;

/** In whichever epoch it is: one lasts less than this test. */
const TRAINING = /Epoch \d+ of 1000/;

// Galata answers for kernels and sessions itself; a second page must find the server's own.
test.use({ ownPage: true, kernels: null, sessions: null });

const monitorOf = (page: Page): Locator => page.locator('.jp-NotebookPanel:visible .jp-EnetMonitor');
const sentenceOf = (monitor: Locator): Locator => monitor.locator('.jp-EnetSentence');
const badgeOf = (monitor: Locator): Locator => monitor.locator('.jp-EnetBadge');

async function stepOf(monitor: Locator): Promise<number> {
  const text = await monitor.locator('.jp-EnetFigures dd').nth(1).innerText();
  return Number(text.split(' of ')[0].replaceAll(',', ''));
}

/** It goes on before one's eyes. */
async function expectLive(monitor: Locator): Promise<void> {
  await expect(badgeOf(monitor)).toHaveText('running');
  const step = await stepOf(monitor);
  await expect.poll(() => stepOf(monitor)).toBeGreaterThan(step + 1);
  await expect(sentenceOf(monitor)).toContainText(TRAINING);
}

/** A page as anybody has it: galata's own wait for what is not there after a reload. */
async function openTab(context: BrowserContext, path: string): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(`/lab/workspaces/w${Date.now()}/tree/${path}`);
  await tab.locator('.jp-Notebook').waitFor({ timeout: 60_000 });
  return tab;
}

async function command(page: Page, name: string): Promise<void> {
  await page.evaluate(async (id) => {
    await window.jupyterapp.commands.execute(id);
  }, name);
}

async function openPanel(page: Page): Promise<Locator> {
  await command(page, 'efficientnet-lab:open-training-monitor');
  return page.locator('#efficientnet-lab-monitor .jp-EnetMonitor');
}

test('a run outlives its page: reloaded, closed and opened again, in a second tab, in a panel opened late', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(480_000);
  const path = `${tmpPath}/page.ipynb`;
  await page.contents.uploadContent(codeNotebook([TRAIN], 'efficientnet-lab'), 'text', path);
  const tab = await openTab(page.context(), path);
  await expect(tab.locator('#jp-main-statusbar')).toContainText('Idle');
  await tab.evaluate(() => void window.jupyterapp.commands.execute('notebook:run-cell'));
  await expect(sentenceOf(monitorOf(tab))).toContainText(TRAINING);

  await test.step('saved, reloaded', async () => {
    await command(tab, 'docmanager:save');
    await tab.reload();
    await expectLive(monitorOf(tab));
    await tab.screenshot({ path: `${SCREENSHOTS}/run-reloaded.png` });
  });

  await test.step('closed and opened again', async () => {
    await command(tab, 'application:close');
    await expect(tab.locator('.jp-NotebookPanel')).toHaveCount(0);
    await tab.evaluate(
      async (p) => void (await window.jupyterapp.commands.execute('docmanager:open', { path: p })),
      path
    );
    await expectLive(monitorOf(tab));
  });

  const second = await openTab(page.context(), path);
  await test.step('in a second tab, and in a panel when the notebook has lost its output', async () => {
    await expectLive(monitorOf(second));
    await command(second, 'notebook:clear-all-cell-outputs');
    await expect(monitorOf(second)).toHaveCount(0);
    await expectLive(await openPanel(second));
    await second.screenshot({ path: `${SCREENSHOTS}/run-in-panel.png` });
  });

  await test.step('stopped in one, heard of in each, and kept', async () => {
    const panel = await openPanel(second);
    await panel.getByRole('button', { name: 'stop' }).click();
    await expect(badgeOf(panel)).toHaveText('stopped');
    await expect(badgeOf(monitorOf(tab))).toHaveText('stopped');
    await expect(sentenceOf(monitorOf(tab))).toContainText('Stopped at step');
    await second.close();
    // What the notebook keeps of it follows by itself.
    await expect(async () => {
      await command(tab, 'docmanager:save');
      const { document, text, svg } = await savedBundle(page, path);
      expect(document.data).toMatchObject({ status: 'stopped' });
      expect(text).toMatch(/^Stopped at step/);
      expect(svg).toContain('Stopped at step');
    }).toPass({ timeout: 30_000, intervals: [500] });
  });

  await test.step('the notebook on the disk holds an earlier run than its cell has now', async () => {
    await tab.evaluate(() => void window.jupyterapp.commands.execute('notebook:run-cell'));
    await expect(sentenceOf(monitorOf(tab))).toContainText(TRAINING);
    const third = await openTab(page.context(), path);
    const line = third.locator('.jp-EnetNewerRun');
    await expect(line).toContainText('This is an earlier run. A newer run of this cell');
    await third.screenshot({ path: `${SCREENSHOTS}/run-newer.png` });
    await line.getByRole('button', { name: 'show it here' }).click();
    await expect(line).toBeHidden();
    await expectLive(monitorOf(third));
    await expect(tab.locator('.jp-EnetNewerRun:visible')).toHaveCount(0);
    await tab.evaluate(() => window.jupyterapp.serviceManager.sessions.shutdownAll());
  });
});

/** What a run leaves in its folder, as far as it matters here. */
function runRecord(runId: string, status: string, steps: number): string {
  const run = {
    runId,
    status,
    message: null,
    steps,
    history: [],
    warnings: [],
    resumes: [],
    facts: {},
    seconds: 75
  };
  return JSON.stringify({
    format: 'efficientnet-lab.run',
    version: 1,
    status,
    run,
    options: {},
    machine: {}
  });
}

// Version 0.1 saved notebooks under the name of tslab's own kernel.
for (const name of ['efficientnet-lab', 'tslab']) {
  test(`a notebook saved for ${name} that is opened beside the panel starts its kernel without asking`, async ({
    page,
    tmpPath
  }) => {
    const path = `${tmpPath}/beside.ipynb`;
    await page.contents.uploadContent(codeNotebook(['1'], name), 'text', path);
    await command(page, 'efficientnet-lab:open-training-monitor');
    await page.evaluate(async (p) => {
      await window.jupyterapp.commands.execute('docmanager:open', { path: p });
    }, path);
    await expect(page.locator('#jp-main-statusbar')).toContainText('Idle');
    await expect(page.locator('.jp-Dialog')).toHaveCount(0);
    await expect(page.locator('.jp-KernelName').first()).toHaveText('TypeScript (EfficientNet Lab)');
  });
}

test('runs of kernels that are gone: their folders say how they ended, before any cell has run', async ({
  page,
  tmpPath
}) => {
  const runs = { done: ['finished', 200], broken: ['running', 0] } as const;
  for (const [runId, [status, steps]] of Object.entries(runs)) {
    await page.contents.uploadContent(
      runRecord(runId, status, steps),
      'text',
      `${tmpPath}/runs/${runId}/run.json`
    );
  }
  await page.contents.uploadContent('{}', 'text', `${tmpPath}/runs/broken/step-00000170/checkpoint.json`);
  const record = { checkpointDir: 'runs' };
  const documents = ['done', 'broken', 'lost'].map((runId) => monitorDocument({ runId, record }));
  const path = await openNotebook(
    page,
    tmpPath,
    'gone.ipynb',
    notebookOf(documents, 'efficientnet-lab'),
    true
  );
  const monitors = page.locator('.jp-EnetMonitor');
  await expect(badgeOf(monitors.nth(0))).toHaveText('finished');
  await expect(sentenceOf(monitors.nth(0))).toContainText('Trained');
  await expect(sentenceOf(monitors.nth(1))).toHaveText(
    'Interrupted at step 170 of 200: its process ended before the training did.'
  );
  await expect(monitors.nth(1).locator('.jp-EnetDetail')).toContainText(
    "The last checkpoint is runs/broken/step-00000170. To continue it, train with runName: 'broken' and resumeFrom: 'latest'."
  );
  await expect(sentenceOf(monitors.nth(2))).toHaveText(
    'Last heard at step 150 of 200: the running kernel did not start it and found no folder for it.'
  );
  await expect(async () => {
    await command(page, 'docmanager:save');
    const { document, text, svg } = await savedBundle(page, path);
    expect(document.data).toMatchObject({ status: 'finished', step: 200 });
    expect(text.split('\n')[0]).toBe(document.sentence);
    expect(svg).toContain('Trained 1 epoch');
  }).toPass({ timeout: 30_000, intervals: [500] });
  for (const theme of ['Light', 'Dark']) {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await still(page.locator('.jp-Notebook'));
    await page.screenshot({ path: `${SCREENSHOTS}/run-gone-${theme.toLowerCase()}.png` });
  }
});
