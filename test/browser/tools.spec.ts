import { expect } from '@jupyterlab/galata';
import { boxOf, focusPlot, openView } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('the tool comparison says who counts what, and turns to a selected pin', async ({ page }) => {
  const view = await openView(page, 'tool-comparison', '.jp-EnetToolComparison');
  await expect(view.locator('.jp-EnetSentence')).toHaveText(
    'fvcore says 401.7 M, ptflops 385.8 M, the paper 0.39 G for the same B0: they count different things.'
  );
  const counts = view.getByRole('table', { name: 'Counts of all tools' });
  await expect(counts.locator('td[title="401,659,392"]')).toHaveText('401.7 M');
  await expect(counts.getByRole('row', { name: /timm’s infer_gmacs/ })).toContainText('0.40 G, published');
  const tool = view.getByRole('button', { name: 'ptflops, backend aten' });
  await tool.focus();
  await page.keyboard.press('Enter');
  await expect(tool).toHaveAttribute('aria-pressed', 'true');
  await expect(view.getByRole('table', { name: /^Terms of ptflops/ })).toContainText('10,340');
  const plot = view.locator('.jp-EnetToolPicture .jp-EnetPlot');
  await focusPlot(plot);
  await page.keyboard.press('ArrowRight');
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('ArrowRight');
  }
  await expect(plot.locator('.jp-EnetPlot-tip')).toHaveText(
    'fvcore on torchvision’s build: 401.7 M, +4.11 %'
  );
  await page.keyboard.press('Enter');
  await expect(view.getByRole('button', { name: 'fvcore on torchvision’s build' })).toHaveAttribute(
    'aria-pressed',
    'true'
  );
  const name = await boxOf(plot.getByText('timm table'));
  const box = await boxOf(plot);
  await page.mouse.click(box.x + 0.9 * box.width, name.y + name.height / 2);
  await expect(view.getByRole('table', { name: /^Terms of timm’s infer_gmacs/ })).toBeVisible();
  expect(await download(page, view, 'Download SVG')).toContain('385,814,752');
  expect(await download(page, view, 'Download CSV')).toContain('399352864');
  await view.getByRole('combobox', { name: 'Network' }).selectOption('b3');
  await expect(view.locator('.jp-EnetSentence')).toContainText('the paper 1.8 G for the same B3');
  await view.getByRole('button', { name: 'pin B3' }).click();
  const table = await openView(page, 'model-table', '.jp-EnetModelTable');
  await expect(table.locator('.jp-EnetSentence')).toContainText('B0');
  await table.locator('.jp-EnetPins').getByRole('button', { name: /B3/ }).first().click();
  await expect(table.locator('.jp-EnetSentence')).toContainText('B3 has 12.2 M parameters');
});

test('the tool comparison in light, dark and narrow', async ({ page }) => {
  const view = await openView(page, 'tool-comparison', '.jp-EnetToolComparison');
  await page.setViewportSize({ width: 1440, height: 1300 });
  await pictures(page, view, 'tools');
});
