import { expect, test } from '@jupyterlab/galata';
import { openExplorer, SCREENSHOTS } from './lab';

/** Numbers of B0 scaled with φ = 1, counted independently of this code. */
const MACS_AT_PHI_1 = '992,629,472';
const MACS_AT_PHI_2 = '1,810,522,464';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('shows the numbers of φ = 1 without any kernel', async ({ page }) => {
  const view = await openExplorer(page);
  await expect(view.locator('.jp-EnetSentence')).toHaveText('φ = 1 costs 2.57 × B0; the rule says 1.92 ×');
  const totals = view.getByRole('table', { name: 'Totals beside B0' });
  await expect(totals.locator(`td[title="${MACS_AT_PHI_1}"]`)).toHaveText('993 M');
  await expect(totals.getByRole('row', { name: /parameters/ })).toContainText('9.11 M');
  await expect(totals.getByRole('row', { name: /depth/ })).toContainText('23 blocks');
  await expect(totals.getByRole('row', { name: /image/ })).toContainText('258 px');
  await expect(view.getByRole('table', { name: 'Stages' }).locator('tbody tr')).toHaveCount(9);
  const sessions = await page.evaluate(async () => {
    await window.jupyterapp.serviceManager.sessions.refreshRunning();
    return [...window.jupyterapp.serviceManager.sessions.running()].length;
  });
  expect(sessions).toBe(0);
});

test('the palette, the launcher and the menu open it', async ({ page }) => {
  await page.keyboard.press('Control+Shift+c');
  await page.locator('.lm-CommandPalette-input').fill('scaling explorer');
  await page.keyboard.press('Enter');
  await expect(page.locator('.jp-EnetExplorer')).toHaveCount(1);
  await page.menu.clickMenuItem('EfficientNet>Training monitor');
  await expect(page.locator('.jp-EnetEmpty')).toContainText('No training in the current notebook');
  await page.getByRole('button', { name: 'show an example' }).click();
  await expect(page.locator('.jp-EnetMonitor .jp-EnetSentence')).toContainText('made-up numbers');
});

test('keys move a slider: step, page, limits, reset, undo', async ({ page }) => {
  const view = await openExplorer(page);
  const phi = view.locator('input[type=range][data-parameter=phi]');
  const sentence = view.locator('.jp-EnetSentence');
  await phi.focus();
  await page.keyboard.press('ArrowRight');
  await expect(sentence).toContainText('φ = 1.01 ');
  await page.keyboard.press('PageUp');
  await expect(sentence).toContainText('φ = 1.11 ');
  await page.keyboard.press('End');
  await expect(sentence).toContainText('φ = 7 costs 103 ×');
  await page.keyboard.press('Home');
  await expect(sentence).toContainText('φ = −3 ');
  await expect(phi).toHaveAttribute('aria-valuetext', '−3');
  await page.keyboard.press('Delete');
  await expect(sentence).toContainText('φ = 1 costs 2.57 ×');
  await page.keyboard.press('Control+z');
  await expect(sentence).toContainText('φ = −3 ');
  await page.keyboard.press('Control+Shift+z');
  await expect(sentence).toContainText('φ = 1 costs');
  await expect(view.locator('[aria-live]')).toHaveText(/φ = 1 costs 2\.57 ×/);
});

test('the mouse and the number box move a slider', async ({ page }) => {
  const view = await openExplorer(page);
  const sentence = view.locator('.jp-EnetSentence');
  const slider = view.locator('input[type=range][data-parameter=phi]');
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 8 });
  await expect(sentence).toContainText(/φ = [45]/);
  await page.mouse.up();
  await view.locator('input[type=number][data-parameter=phi]').fill('2');
  await page.keyboard.press('Enter');
  await expect(view.locator(`td[title="${MACS_AT_PHI_2}"]`)).toHaveText('1.81 G');
  await slider.dblclick();
  await expect(view.locator('button', { hasText: 'undo' })).toBeEnabled();
});

test('published and manual networks', async ({ page }) => {
  const view = await openExplorer(page);
  await view.getByRole('button', { name: 'B3', exact: true }).click();
  await expect(view.getByRole('button', { name: 'B3', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(view.locator('td[title="1,827,141,392"]')).toHaveText('1.83 G');
  await view.locator('input[type=range][data-parameter=resolution]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(view.locator('.jp-EnetSentence')).toContainText('This network costs');
  await expect(view.getByRole('table', { name: 'Totals beside B0' })).toContainText('301 px');
  await view.locator('summary').click();
  await expect(view.locator('.jp-EnetWhy')).toContainText('arXiv 1905.11946');
  await page.screenshot({ path: `${SCREENSHOTS}/explorer-manual-why.png` });
});

test('the menu shows the data and offers the code', async ({ page }) => {
  const view = await openExplorer(page);
  await view.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Data table' }).click();
  await expect(view.getByRole('table', { name: 'Data of the plot' })).toContainText(MACS_AT_PHI_1);
  await view.getByRole('button', { name: 'More' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download SVG' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('efficientnet-scaling.svg');
  await file.saveAs(`${SCREENSHOTS}/efficientnet-scaling.svg`);
});

test('light, dark, high contrast and narrow pictures', async ({ page }) => {
  const view = await openExplorer(page);
  await page.waitForTimeout(600);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-light.png` });
  await page.theme.setDarkTheme();
  await expect(view.locator('.js-plotly-plot .scatterlayer')).toBeVisible();
  await page.waitForTimeout(600);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-dark.png` });
  await page.theme.setTheme('JupyterLab Dark High Contrast');
  await page.waitForTimeout(600);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-high-contrast.png` });
  await page.theme.setLightTheme();
  await page.setViewportSize({ width: 562, height: 1900 });
  await page.waitForTimeout(600);
  expect((await view.boundingBox())!.width).toBeLessThan(500);
  const overflow = await view.evaluate((node) => node.scrollWidth - node.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-narrow.png` });
});
