import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { codeNotebook } from './documents';
import { openNotebook, SCREENSHOTS } from './lab';
import { test } from './lab-test';

const TRAIN = `
import * as enet from '@efficientnet-lab/kernel-helpers';
const data = await enet.loadMnist();
const small = { width: 0.25, depth: 0.3, resolution: 32, inputChannels: 1, classes: 10 };
const model = enet.buildEfficientNet(enet.scale({ ...small, name: 'small' }), { seed: 1 });
const run = await enet.train(model, data, { epochs: 1000, batchSize: 32, seed: 1 });`;
const AFTER = `
const restored = await enet.loadCheckpoint(run.checkpoint);
console.log(run.status, restored.model.countParams() === model.countParams());`;

/** Opens a notebook and starts a training that would take days; its monitor once steps are done. */
async function startTraining(
  page: IJupyterLabPageFixture,
  folder: string
): Promise<{ monitor: Locator; trained: Promise<boolean> }> {
  await openNotebook(page, folder, 'training.ipynb', codeNotebook([TRAIN, AFTER], 'efficientnet-lab'), true);
  // A restart ends the wait for the cell with an error of the page.
  const trained = page.notebook.runCell(0, true).catch(() => false);
  const monitor = page.locator('.jp-EnetMonitor');
  await expect(monitor.locator('.jp-EnetSentence')).toContainText(/Epoch \d+ of 1000/);
  return { monitor, trained };
}

test('the stop button ends a real training, keeps a checkpoint, and the next cell runs', async ({
  page,
  tmpPath
}) => {
  const { monitor, trained } = await startTraining(page, tmpPath);
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('running');
  await expect(monitor.locator('.js-plotly-plot').first()).toBeVisible();
  await page.screenshot({ path: `${SCREENSHOTS}/training-running.png` });
  await monitor.getByRole('button', { name: 'stop' }).click();
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('stopped');
  await trained;
  await page.screenshot({ path: `${SCREENSHOTS}/training-stopped.png` });
  await page.notebook.runCell(1, true);
  const output = await page.notebook.getCellTextOutput(1);
  expect(output?.join('')).toContain('stopped true');
});

test.describe("with the server's own answers", () => {
  // Galata answers for kernels itself, and says 201 to a restart: JupyterLab takes that for a failure, does not connect
  // anew, and shows the kernel as restarting until something else makes it speak.
  test.use({ ownPage: true, kernels: null, sessions: null });

  test('a restart of the kernel during a real training shows it as interrupted', async ({
    page,
    tmpPath
  }) => {
    const { monitor } = await startTraining(page, tmpPath);
    await page.menu.clickMenuItem('Kernel>Restart Kernel…');
    await page.locator('.jp-Dialog').getByRole('button', { name: 'Confirm Kernel Restart' }).click();
    await expect(monitor.locator('.jp-EnetBadge')).toHaveText('interrupted');
    await expect(monitor.locator('.jp-EnetSentence')).toContainText('the kernel was restarted');
    await page.screenshot({ path: `${SCREENSHOTS}/training-interrupted.png` });
    await expect(page.locator('#jp-main-statusbar')).toContainText('Idle');
  });
});
