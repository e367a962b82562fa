import { expect } from '@jupyterlab/galata';
import { blockDocument, notebookOf } from './documents';
import { expectSaved, openBlockExplorer, openNotebook, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';

/** Of block 2b of B0, counted independently: domain tables and the closed form by hand. */
const MBCONV_MACS = '25,742,016';
const STANDARD_MACS = '16,257,024';

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

test('a part of a bar shows its formula, by mouse and by key', async ({ page }) => {
  const view = await openBlockExplorer(page);
  const formula = view.locator('.jp-EnetBars-formula');
  await view.locator('.jp-EnetBars-part.jp-mod-standard').hover();
  await expect(formula).toHaveText(
    `standard convolution, standard: S²·k²·C·C′ = 56² · 3² · 24 · 24 = ${STANDARD_MACS} MACs`
  );
  await page.keyboard.press('Tab');
  await view.locator('.jp-EnetBars-part.jp-mod-expand').focus();
  await expect(formula).toContainText('MBConv6, expand: S²·C·m = 56² · 24 · 144');
  await view.getByRole('button', { name: 'parameters', exact: true }).click();
  await expect(formula).toContainText('C·m = 24 · 144 = 3,456 parameters');
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
