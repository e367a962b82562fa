import { expect, test } from '@jupyterlab/galata';
import { notebookOf } from './documents';
import { openNotebook, SCREENSHOTS } from './lab';

const TRAIN = `
import * as enet from '@efficientnet-lab/kernel-helpers';
const data = await enet.loadMnist();
const small = { width: 0.25, depth: 0.3, resolution: 32, inputChannels: 1, classes: 10 };
const model = enet.buildEfficientNet(enet.scale({ ...small, name: 'small' }), { seed: 1 });
const run = await enet.train(model, data, { epochs: 1000, batchSize: 32, seed: 1 });`;
const AFTER = `
const restored = await enet.loadCheckpoint(run.checkpoint);
console.log(run.status, restored.model.countParams() === model.countParams());`;

test('the stop button ends a real training, keeps a checkpoint, and the next cell runs', async ({
  page,
  tmpPath
}) => {
  test.setTimeout(180_000);
  const notebook = JSON.parse(notebookOf([], 'tslab')) as { cells: unknown[] };
  notebook.cells = [TRAIN, AFTER].map((source, i) => ({
    id: `c${i}`,
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    source,
    outputs: []
  }));
  await openNotebook(page, tmpPath, 'training.ipynb', JSON.stringify(notebook), true);
  const trained = page.notebook.runCell(0, true);
  const monitor = page.locator('.jp-EnetMonitor');
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('running', { timeout: 60_000 });
  await expect(monitor.locator('.jp-EnetSentence')).toContainText('Epoch 1 of 1000', { timeout: 60_000 });
  await expect(monitor.locator('.js-plotly-plot').first()).toBeVisible();
  await page.screenshot({ path: `${SCREENSHOTS}/training-running.png` });
  await monitor.getByRole('button', { name: 'stop' }).click();
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('stopped', { timeout: 20_000 });
  await trained;
  await page.screenshot({ path: `${SCREENSHOTS}/training-stopped.png` });
  await page.notebook.runCell(1, true);
  const output = await page.notebook.getCellTextOutput(1);
  expect(output?.join('')).toContain('stopped true');
});
