import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { notebookOf } from './documents';
import { openNotebook, openView, expectSaved } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

/** B0 as PyTorch and Keras count it. */
const B0 = { params: '5,288,548', macs: '385,814,752', keras: '5,330,571' };

const tableDocument = {
  version: 1,
  view: 'model-table',
  sentence: 'B0 has 5.29 M parameters',
  data: { spec: variant('b0'), sort: { column: 'order', descending: false }, search: '' }
};

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

const openTable = (page: IJupyterLabPageFixture): Promise<Locator> =>
  openView(page, 'model-table', '.jp-EnetModelTable');

test('the model table shows stages, and all of a layer at a click', async ({ page }) => {
  const view = await openTable(page);
  await expect(view.locator('.jp-EnetSentence')).toHaveText(
    'B0 has 5.29 M parameters and 386 M MACs; stage 6 holds 24 % of the MACs and 38 % of the parameters.'
  );
  const rows = view.locator('.jp-EnetGrid-row');
  await expect(rows).toHaveCount(9);
  const details = view.getByRole('region', { name: 'Details' });
  for (const count of Object.values(B0)) {
    await expect(details).toContainText(count);
  }
  await view.getByRole('button', { name: 'expand all' }).click();
  await expect(rows).toHaveCount(9 + 16 + 206);
  await rows.filter({ hasText: 'block6d_dwconv' }).click();
  await expect(details).toContainText('7² · 5² · 1152');
  await expect(details).toContainText('1,411,200');
  await details.getByRole('button', { name: 'block6d_expand_activation' }).click();
  await expect(details.locator('h3')).toHaveText('block6d_expand_activation');
});

test('the model table answers keys', async ({ page }) => {
  const view = await openTable(page);
  const rows = view.locator('.jp-EnetGrid-row');
  const focused = view.locator('.jp-EnetGrid-row:focus');
  await rows.first().focus();
  await page.keyboard.press('End');
  await expect(focused).toContainText('head');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(focused).toContainText('stage 6');
  await page.keyboard.press('ArrowRight');
  await expect(focused).toHaveAttribute('aria-expanded', 'true');
  await expect(rows).toHaveCount(9 + 4);
  await page.keyboard.press('ArrowRight');
  await expect(focused).toContainText('block6a');
  await page.keyboard.press('Enter');
  await expect(focused).toHaveAttribute('aria-selected', 'true');
  await expect(view.getByRole('region', { name: 'Details' })).toContainText('262,492');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(rows).toHaveCount(9);
  await page.keyboard.type('he');
  await expect(focused).toContainText('head');
});

test('the model table is ordered, searched, undone and saved', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'table.ipynb', notebookOf([tableDocument]));
  const view = page.locator('.jp-EnetModelTable');
  const rows = view.locator('.jp-EnetGrid-row');
  await view.getByRole('columnheader', { name: 'MACs', exact: true }).getByRole('button').click();
  await expect(rows).toHaveCount(206);
  await expect(rows.first()).toContainText('top_conv');
  const dearest = rows.first().locator('.jp-EnetGrid-cell.jp-mod-macs');
  await dearest.hover();
  await expect(dearest).toHaveText('20.1 M');
  await expect(dearest).toHaveAttribute('title', '20,070,400 MACs');
  await rows.first().focus();
  await page.keyboard.press('Control+z');
  await expect(rows).toHaveCount(9);
  await view.getByRole('searchbox').fill('dwconv');
  await expect(view.locator('.jp-EnetModelTable-count')).toHaveText('16 of 206 layers');
  await expect(view.locator('.jp-EnetGrid-sum').first()).toContainText('34.5 M');
  await page.keyboard.press('Tab');
  await expectSaved(page, path, ({ document, text }) => {
    expect(document.data).toMatchObject({ search: 'dwconv', sort: { column: 'order' } });
    expect(text).toContain('16 of 206 layers');
  });
});

test('the model table downloads all layers, and opens L2 at once', async ({ page }) => {
  const view = await openTable(page);
  const csv = await download(page, view, 'Download CSV');
  const [head, ...lines] = csv.trim().split('\r\n');
  const macs = head.split(',').indexOf('macs');
  expect(lines).toHaveLength(206);
  expect(lines.reduce((sum, line) => sum + Number(line.split(',')[macs]), 0).toLocaleString('en-US')).toBe(
    B0.macs
  );
  await view.getByRole('combobox', { name: 'Network' }).selectOption('l2');
  await expect(view.locator('.jp-EnetSentence')).toContainText('L2 has 480 M parameters and 476 G MACs');
  // At the next frame, however long a busy machine takes to paint it.
  const rows = await view.evaluate(async (root) => {
    const expand = [...root.querySelectorAll('button')].find((node) => node.textContent === 'expand all');
    expand?.click();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return root.querySelectorAll('.jp-EnetGrid-row').length;
  });
  expect(rows).toBe(9 + 88 + 1127);
});

test('the model table in light, dark and narrow', async ({ page }) => {
  const view = await openTable(page);
  await view.locator('.jp-EnetGrid-row', { hasText: 'stage 6' }).dblclick();
  await view.locator('.jp-EnetGrid-row', { hasText: 'block6b' }).dblclick();
  await view.locator('.jp-EnetGrid-row', { hasText: 'block6b_dwconv' }).click();
  await pictures(page, view, 'table');
  await expect(view.locator('[role=columnheader]:visible')).toHaveText(['name', 'output', 'params', 'MACs']);
  const name = view.locator('.jp-EnetGrid-row', { hasText: 'block6b_dwconv' }).getByRole('rowheader');
  await expect(name).toHaveText('dwconv', { useInnerText: true });
});
