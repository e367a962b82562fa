import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { gatesDocument, notebookOf } from './documents';
import { boxOf, expectSaved, focusPlot, openNotebook, openView } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

const openGates = (page: IJupyterLabPageFixture): Promise<Locator> =>
  openView(page, 'gates', '.jp-EnetGates');

async function paste(view: Locator, text: string): Promise<void> {
  await view.getByRole('button', { name: 'paste…' }).click();
  await view.getByRole('textbox', { name: 'Gates as CSV or JSON' }).fill(text);
  await view.getByRole('button', { name: 'read', exact: true }).click();
}

test('starts empty, and is filled by an example', async ({ page }) => {
  const view = await openGates(page);
  const sentence = view.locator('.jp-EnetSentence');
  await expect(sentence).toContainText('No gates yet');
  await view.getByRole('button', { name: 'fill with an example' }).click();
  await expect(sentence).toHaveText(
    'Below τ = 0.1, 24 of 144 channels are always low, 24 only on some inputs.'
  );
  // 24 of F2's 178,764 MACs a channel.
  const saved = 24 * 178_764;
  await expect(view.locator(`td[title="${saved.toLocaleString('en-US')}"]`).first()).toHaveText('4.29 M');
  const csv = await download(page, view, 'CSV');
  expect(csv.trim().split('\n')).toHaveLength(1 + 144);
  // Empty again, it keeps no numbers of what it held.
  await view.getByRole('button', { name: 'undo' }).click();
  await expect(sentence).toContainText('No gates yet');
  await expect(view.locator('.jp-EnetSide table')).toHaveCount(0);
});

test('a paste is read; a broken one is said and loses nothing', async ({ page }) => {
  const view = await openGates(page);
  const sentence = view.locator('.jp-EnetSentence');
  await paste(view, '0.02,0.9,0.05\n0.04,0.8,0.6\n');
  await expect(sentence).toHaveText('Below τ = 0.1, 1 of 3 channels is always low, 1 only on some inputs.');
  await paste(view, '0.1,0.2\n0.3\n');
  await expect(view.getByRole('alert')).toContainText('pasted gates can’t be read');
  await expect(view.getByRole('alert')).toContainText('2');
  await expect(sentence).toContainText('1 of 3 channels');
});

test('the threshold moves the savings, and says which one keeps enough', async ({ page }) => {
  const view = await openGates(page);
  await view.getByRole('button', { name: 'fill with an example' }).click();
  const threshold = view.locator('input[type=range][data-parameter=threshold]');
  await threshold.focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect(view.locator('.jp-EnetSentence')).toContainText('Below τ = 0.3');
  await page.keyboard.press('End');
  await expect(view.locator('.jp-EnetDetail')).toContainText('Lower the threshold');
  await page.keyboard.press('Control+z');
  await expect(view.locator('.jp-EnetSentence')).toContainText('Below τ = 0.3');
});

test('a channel is read out by keys, and its twin computes the same', async ({ page }) => {
  const view = await openGates(page);
  await view.getByRole('button', { name: 'fill with an example' }).click();
  const cursor = view.getByRole('slider', { name: 'Channel', exact: true });
  await cursor.focus();
  await page.keyboard.press('End');
  const readout = view.locator('.jp-EnetGates-readout');
  await expect(readout).toContainText('never low');
  const contribution = /contribution ([\d.]+)/.exec((await readout.textContent()) ?? '')?.[1];
  const channel = /channel (\d+)/.exec((await readout.textContent()) ?? '')?.[1];
  await view.getByRole('button', { name: 'rescale the channel' }).click();
  await expect(view.getByText('The block computes the same')).toBeVisible();
  await expect(readout).toContainText(`channel ${channel}:`);
  await expect(readout).toContainText(`contribution ${contribution}`);
  await expect(readout).toContainText('always low');
});

test('the pointer looks at channels, and drags the threshold in both charts', async ({ page }) => {
  const view = await openGates(page);
  await view.getByRole('button', { name: 'fill with an example' }).click();
  const readout = view.locator('.jp-EnetGates-readout');
  const map = view.locator('.jp-EnetGates-map .jp-EnetPlot');
  await map.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await boxOf(map);
  await page.mouse.move(x + 0.9 * width, y + height / 2);
  await expect(readout).toContainText('never low');
  await page.mouse.move(x + 0.12 * width, y + height / 2);
  await expect(readout).toContainText('always low');
  await expect(map.locator('.jp-EnetPlot-tip')).toContainText('always low');

  for (const [chart, axis] of [
    ['profile', 'y'],
    ['savings', 'x']
  ] as const) {
    const plot = view.locator(`.jp-EnetGates-${chart} .jp-EnetPlot`);
    await plot.scrollIntoViewIfNeeded();
    const all = await boxOf(plot);
    const rule = await boxOf(plot.locator(`[data-rule=${axis}]`).last());
    const along = { x: axis === 'x' ? rule.x : all.x + all.width / 2, y: axis === 'y' ? rule.y : all.y + 90 };
    await page.mouse.move(along.x, along.y);
    await page.mouse.down();
    await page.mouse.move(along.x + 40, along.y - 40, { steps: 4 });
    await page.mouse.up();
    await expect(view.locator('.jp-EnetSentence')).not.toContainText('Below τ = 0.1,');
    await page.keyboard.press('Control+z');
    await expect(view.locator('.jp-EnetSentence')).toContainText('Below τ = 0.1,');
  }
});

test('arrow keys walk through the columns of the map', async ({ page }) => {
  const view = await openGates(page);
  await view.getByRole('button', { name: 'fill with an example' }).click();
  const map = view.locator('.jp-EnetGates-map .jp-EnetPlot');
  await focusPlot(map);
  const readout = view.locator('.jp-EnetGates-readout');
  const status = map.getByRole('status');
  await page.keyboard.press('Home');
  await expect(status).toContainText(/channel \d+: mean/);
  const first = await readout.textContent();
  await page.keyboard.press('ArrowRight');
  await expect(readout).not.toHaveText(first ?? '');
  await page.keyboard.press('End');
  await expect(readout).toContainText('never low');
  await page.keyboard.press('Home');
  await expect(readout).toHaveText(first ?? '');
  await expect(status).toContainText(/channel \d+: mean/);
});

test('a large file is read, and sampled for the notebook', async ({ page }) => {
  const view = await openGates(page);
  const rows = Array.from({ length: 100_000 }, (_, i) => `${(i % 97) / 97},0.5,0.01`).join('\n');
  await view.locator('input[type=file]').setInputFiles({
    name: 'many.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(rows)
  });
  await expect(view).toContainText('one of every 2 of 100000 inputs');
  await expect(view.locator('.jp-EnetSentence')).toContainText('of 3 channels');
});

test('of very many channels the data table shows the beginning, and says so', async ({ page }) => {
  const view = await openGates(page);
  const row = Array.from({ length: 1200 }, (_, i) => i / 1200).join(',');
  await view.locator('input[type=file]').setInputFiles({
    name: 'wide.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${row}\n${row}`)
  });
  await expect(view.locator('.jp-EnetSentence')).toContainText('of 1,200 channels');
  await view.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Data table' }).click();
  await expect(view.getByText('The first 1,000 of 1,200 rows')).toBeVisible();
  const rows = view.locator('.jp-EnetDataPlace tbody tr');
  // They come some a frame, and frames are slow where much else runs.
  await expect(rows).toHaveCount(1000, { timeout: 30_000 });
  await expect(rows.last()).toContainText(String(1000 - 1));
  await view.locator('input[type=range][data-parameter=threshold]').press('PageUp');
  await expect(view.getByRole('table', { name: 'Gates of 2 inputs, threshold 0.2' })).toBeVisible();
  await expect(rows).toHaveCount(1000, { timeout: 30_000 });
});

test('gates are saved in the notebook, with sentence and picture', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'gates.ipynb', notebookOf([gatesDocument()]));
  const view = page.locator('.jp-EnetGates');
  await expect(view.locator('.jp-EnetSentence')).toContainText('1 of 3 channels');
  await view.getByRole('button', { name: 'highest gate' }).click();
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({ score: 'maximum', threshold: 0.1 });
    expect(text).toContain('Pruning by highest gate');
    expect(svg).toContain('threshold τ');
  });
});

test('a saving sets the threshold, and what can’t be saved is said', async ({ page }) => {
  const view = await openGates(page);
  await expect(view.getByRole('button', { name: 'write the cell that prunes' })).toBeHidden();
  await view.getByRole('button', { name: 'fill with an example' }).click();
  const share = view.getByRole('spinbutton', { name: 'Saving of the block’s MACs, %' });
  await share.fill('30');
  await share.press('Enter');
  // 144 channels of F2’s costs: 44 are the fewest that save 30 %.
  await expect(view.locator('td[title="7,865,616"]').first()).toBeVisible();
  const sentence = view.locator('.jp-EnetSentence');
  const found = (await sentence.textContent()) ?? '';
  const end = view.getByRole('region', { name: 'Prune' });
  for (const odd of ['99', '', '-5']) {
    await share.fill(odd);
    await end.getByRole('button', { name: 'set τ' }).click();
    await expect(end.getByRole('status')).toContainText('Give a number from 0 to 95.8');
    await expect(sentence).toHaveText(found);
  }
  await page.keyboard.press('Control+z');
  await expect(sentence).toContainText('Below τ = 0.1');
  const prune = end.getByRole('button', { name: 'write the cell that prunes' });
  await end.getByRole('textbox', { name: 'Network' }).fill('my model');
  await expect(end.getByRole('status')).toContainText('“my model” is not a variable name');
  await expect(prune).toBeDisabled();
  await end.getByRole('textbox', { name: 'Network' }).fill('model');
  await view.locator('input[type=range][data-parameter=threshold]').press('Home');
  await expect(end.getByRole('status')).toContainText('No channel lies below τ');
  await expect(prune).toBeDisabled();
  await view.getByRole('combobox', { name: 'Block' }).selectOption('');
  await expect(end.getByRole('status')).toContainText('Choose the network and the block');
  await expect(share).toBeDisabled();
});

test('without a notebook the cell that prunes is copied', async ({ page }) => {
  const view = await openGates(page);
  await view.getByRole('button', { name: 'fill with an example' }).click();
  const end = view.getByRole('region', { name: 'Prune' });
  await end.getByRole('button', { name: 'write the cell that prunes' }).press('Enter');
  await expect(end.getByRole('status')).toContainText('it has been copied');
});

test('the cell that prunes is written below the view', async ({ page, tmpPath }) => {
  const gates = [Array.from({ length: 144 }, (_, c) => (c < 3 ? 0.02 : 0.6))];
  const block = { spec: variant('b0'), name: 'block2b' };
  await openNotebook(page, tmpPath, 'prune.ipynb', notebookOf([gatesDocument({ gates, block })]));
  const view = page.locator('.jp-EnetGates');
  const cells = page.locator('.jp-Notebook .jp-Cell');
  const before = await cells.count();
  await view.getByRole('button', { name: 'write the cell that prunes' }).click();
  await expect(view.getByRole('region', { name: 'Prune' }).getByRole('status')).toContainText(
    'Inserted as a cell below'
  );
  await expect(cells).toHaveCount(before + 1);
  await expect(page.locator('.jp-Notebook .jp-Cell.jp-mod-active')).toContainText(
    'const channels = { block2b: [0, 1, 2] };'
  );
});

test('gates in light, dark and narrow', async ({ page }) => {
  const view = await openGates(page);
  await view.getByRole('button', { name: 'fill with an example' }).click();
  await pictures(page, view, 'gates');
});
