import { type Chart, frameOf } from '@efficientnet-lab/kernel-helpers/chart';
import {
  BLOCK_EXPLORER_START,
  blockAxes,
  blockBars,
  blockPicture,
  blockResult,
  breakEvenChart
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { ENGLISH } from '@efficientnet-lab/kernel-helpers/wording';
import { expect } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { blockDocument, notebookOf } from './documents';
import {
  boxOf,
  expectSaved,
  focusPlot,
  openBlockExplorer,
  openNotebook,
  savedBundle,
  SCREENSHOTS,
  still
} from './lab';
import { test } from './lab-test';

/** Of block 2b of B0, counted independently: domain tables and the closed form by hand. */
const MBCONV_MACS = '25,742,016';
const STANDARD_MACS = '16,257,024';
const BLOCK = blockResult(BLOCK_EXPLORER_START);

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('shows three ways to fill a place, exactly', async ({ page }) => {
  const view = await openBlockExplorer(page);
  await expect(view.locator('.jp-EnetSentence')).toHaveText(
    'At 56 px, 24 → 24 channels, MBConv6 costs 25.7 M MACs: 1.58 × the standard convolution'
  );
  const costs = view.getByRole('table', { name: 'Costs' });
  await expect(costs.locator(`td[title="${MBCONV_MACS}"]`)).toHaveText('25.7 M');
  await expect(costs.locator(`td[title="${STANDARD_MACS}"]`)).toHaveText('16.3 M');
  await view.getByRole('combobox', { name: 'Block' }).selectOption('block6d');
  await expect(costs.locator('td[title="23,197,824"]')).toHaveText('23.2 M');
  await expect(view.getByRole('combobox', { name: 'Block' })).toHaveValue('block6d');
  await view.getByRole('combobox', { name: 'Network' }).selectOption('b7');
  await expect(view.getByRole('combobox', { name: 'Block' })).toHaveValue('block1a');
  await expect(view.locator('.jp-EnetSentence')).toContainText('At 300 px, 64 → 32 channels, MBConv1');
  await view.getByRole('combobox', { name: 'Network' }).selectOption('v2-s');
  await expect(view.getByText('The network has a fused MBConv here')).toBeVisible();
});

/** Where a place of a chart stands on the page. */
async function placesIn(plot: Locator, chart: Chart): Promise<(x: number, y: number) => [number, number]> {
  const box = await boxOf(plot);
  const size = await plot.evaluate((node) => ({
    width: node.clientWidth,
    height: node.clientHeight,
    fontSize: parseFloat(getComputedStyle(node).fontSize)
  }));
  const frame = frameOf(chart, size);
  return (x, y) => [box.x + frame.x(x), box.y + frame.y(y)];
}

test('a part of a bar shows its formula, by mouse and by key', async ({ page }) => {
  const view = await openBlockExplorer(page);
  const formula = view.locator('.jp-EnetBlockExplorer-formula');
  const plot = view.locator('.jp-EnetBlockExplorer-bars .jp-EnetPlot');
  await expect(plot.locator('.jp-EnetPlot-layer text').filter({ hasText: '1.58 ×' })).toBeVisible();
  // Where nothing was pointed at, the dearest part of MBConv.
  await expect(formula).toContainText('MBConv6, expand: S²·C·m = 56² · 24 · 144');
  const bars = blockBars('macs', BLOCK, blockAxes(BLOCK), ENGLISH);
  const at = await placesIn(plot, bars);
  await page.mouse.move(...at(BLOCK.standard.macs / 2, 0));
  const standard = `standard convolution, standard: S²·k²·C·C′ = 56² · 3² · 24 · 24 = ${STANDARD_MACS} MACs`;
  await expect(formula).toHaveText(standard);
  await expect(plot.locator('.jp-EnetPlot-tip')).toHaveText(standard);
  await page.mouse.move(0, 0);
  await focusPlot(plot);
  const words = plot.locator('.jp-EnetPlot-words');
  await page.keyboard.press('ArrowRight');
  await expect(words).toHaveText(standard);
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('ArrowUp');
  }
  await expect(words).toContainText('MBConv6, expand: S²·C·m = 56² · 24 · 144');
  await expect(formula).toContainText('MBConv6, expand: S²·C·m = 56² · 24 · 144');
  await view.getByRole('button', { name: 'parameters', exact: true }).click();
  await expect(formula).toContainText('C·m = 24 · 144 = 3,456 parameters');
});

test('the line of α is dragged, and says from which width on separation pays', async ({ page }) => {
  const view = await openBlockExplorer(page);
  const plot = view.locator('.jp-EnetBlockExplorer-plot .jp-EnetPlot');
  const names = plot.locator('.jp-EnetPlot-layer text');
  await expect(names.filter({ hasText: 'pays from 12' })).toBeVisible();
  await plot.scrollIntoViewIfNeeded();
  const at = await placesIn(plot, breakEvenChart(BLOCK, blockAxes(BLOCK), ENGLISH));
  await page.mouse.move(...at(300, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(300, 0.4), { steps: 4 });
  await page.mouse.up();
  const alpha = Number(await view.locator('input[type=range][data-parameter=alpha]').inputValue());
  expect(Math.abs(alpha - 0.4)).toBeLessThanOrEqual(0.015);
  await expect(names.filter({ hasText: 'pays from 4' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(names.filter({ hasText: 'pays from 12' })).toBeVisible();
});

test('impossible places are said, and nothing is lost', async ({ page }) => {
  const view = await openBlockExplorer(page);
  await view.locator('input[type=number][data-parameter=stride]').fill('4');
  await page.keyboard.press('Enter');
  await view.locator('input[type=number][data-parameter=size]').fill('2');
  await page.keyboard.press('Enter');
  await expect(view.locator('.jp-EnetSentence')).toHaveText('No block fits in this place');
  await expect(view.locator('.jp-EnetDetail')).toContainText('at least 4');
  await page.keyboard.press('Control+z');
  await expect(view.locator('.jp-EnetSentence')).toContainText('At 56 px');
  await expect(view.locator('input[type=number][data-parameter=stride]')).toHaveValue('4');
});

test('positions are saved in the notebook', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'block.ipynb', notebookOf([blockDocument()]));
  const view = page.locator('.jp-EnetBlockExplorer');
  await view.getByRole('button', { name: 'net utility' }).click();
  await expect(view.locator('input[type=range][data-parameter=relativeCost]')).toBeVisible();
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({ criterion: 'netUtility', size: 56 });
    expect(text).toContain('by net utility');
    expect(svg).toContain('MBConv6');
  });
});

test('the stored picture follows a change, and is the one that a cell makes', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'stored.ipynb', notebookOf([blockDocument()]));
  await page.locator('.jp-EnetBlockExplorer').getByRole('button', { name: '1-D' }).click();
  const expected = blockResult({ ...BLOCK_EXPLORER_START, spatialDimensions: 1 });
  await expect
    .poll(async () => {
      await page.notebook.save();
      return (await savedBundle(page, path)).svg;
    })
    .toBe(blockPicture(expected, new Date()));
});

test('light, dark and narrow pictures', async ({ page }) => {
  const view = await openBlockExplorer(page);
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/block-light.png` });
  await page.theme.setDarkTheme();
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/block-dark.png` });
  await page.theme.setLightTheme();
  await page.setViewportSize({ width: 480, height: 1600 });
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/block-narrow.png` });
});
