import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { notebookOf } from './documents';
import { frames, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';

const THEMES = ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast'];

async function openStart(page: IJupyterLabPageFixture, cwd: string): Promise<Locator> {
  await page.evaluate(async (folder) => {
    await window.jupyterapp.commands.execute('efficientnet-lab:open-start', { cwd: folder });
  }, cwd);
  const start = page.locator('.jp-EnetStart');
  // All that is looked for without being asked has been found or not.
  await expect(start.locator('.jp-EnetStart-check[data-state=waiting]')).toHaveCount(0);
  return start;
}

async function openTour(page: IJupyterLabPageFixture): Promise<Locator> {
  await page.evaluate(() => window.jupyterapp.commands.execute('efficientnet-lab:start-tour'));
  const step = page.locator('.jp-EnetTour');
  await expect(step).toBeVisible();
  return step;
}

test('the launcher’s first card opens it, and it says what is missing and what helps', async ({
  page,
  tmpPath
}) => {
  const cards = page.locator('.jp-LauncherCard[data-category="EfficientNet Lab"]').filter({ visible: true });
  await expect(cards.first()).toContainText('Start here');
  await cards.first().click();
  const start = page.locator('.jp-EnetStart');
  await expect(start).toContainText('The kernel TypeScript (EfficientNet Lab) is installed.');
  await expect(start).toContainText('efficientnet-lab notebooks .');
  await expect(start.locator('.jp-EnetStart-chapters button:disabled')).toHaveCount(11);
  expect(tmpPath).not.toBe('');
});

test('it finds the chapters, says which are there, and opens them', async ({ page, tmpPath }) => {
  await page.contents.uploadContent(notebookOf([]), 'text', `${tmpPath}/00-start.ipynb`);
  const start = await openStart(page, tmpPath);
  await expect(start).toContainText('1 of 11 chapters are in');
  await expect(start).toContainText('Photographs and weights are missing');
  await expect(start.locator('.jp-EnetStart-chapters li').first()).toContainText(/00.*EfficientNet.*\d+ min/);
  await start.locator('.jp-EnetStart-open').first().click();
  await expect(page.locator('.jp-NotebookPanel, .jp-Dialog').first()).toBeVisible();
  const dialog = page.locator('.jp-Dialog').getByRole('button', { name: 'No Kernel' });
  await dialog.click();
  await expect(page.locator('.jp-NotebookPanel')).toBeVisible();
});

test('the kernel, when asked, counts what the page counts', async ({ page, tmpPath }) => {
  const start = await openStart(page, tmpPath);
  await start.getByRole('button', { name: 'ask', exact: true }).click();
  await expect(start).toContainText('The kernel counts 385,814,752 MACs for B0', { timeout: 100_000 });
  const running = await page.evaluate(async () => {
    const { kernels } = window.jupyterapp.serviceManager;
    await kernels.refreshRunning();
    return [...kernels.running()].length;
  });
  expect(running).toBe(0);
});

test('the tour leads through the explorer with the keyboard, and Escape leaves it anywhere', async ({
  page
}) => {
  const step = await openTour(page);
  await expect(step).toContainText('The result, in a sentence');
  await expect(step).toContainText('1 of 6');
  await page.keyboard.press('ArrowRight');
  await expect(step).toContainText('2 of 6');
  await page.screenshot({ path: `${SCREENSHOTS}/tour.png` });
  await page.keyboard.press('Escape');
  await expect(step).toHaveCount(0);
  // Nothing of it is left over the view, which answers again.
  const phi = page.locator('.jp-EnetExplorer input[type=range][data-parameter=phi]');
  await phi.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.jp-EnetExplorer .jp-EnetSentence')).toContainText('φ = 1.01 ');
});

test('the tour ends after its last step', async ({ page }) => {
  const step = await openTour(page);
  for (let stop = 1; stop < 6; stop += 1) {
    await expect(step).toContainText(`${stop} of 6`);
    await step.getByRole('button', { name: 'next' }).click();
  }
  await expect(step).toContainText('6 of 6');
  await step.getByRole('button', { name: 'done' }).click();
  await expect(step).toHaveCount(0);
});

test('start page and tour have no serious finding in any theme, and room where it is narrow', async ({
  page,
  tmpPath
}) => {
  await page.sidebar.close('left');
  await page.contents.uploadContent(notebookOf([]), 'text', `${tmpPath}/00-start.ipynb`);
  const start = await openStart(page, tmpPath);
  for (const [i, theme] of THEMES.entries()) {
    await page.theme.setTheme(theme);
    await still(start);
    await expectAccessible(page, start, `start page, ${theme}`);
    await page.screenshot({ path: `${SCREENSHOTS}/start-${i}.png` });
  }
  await page.setViewportSize({ width: 480, height: 900 });
  await still(start);
  const overflow = await start.evaluate((element) => element.scrollWidth - element.clientWidth);
  expect.soft(overflow).toBeLessThanOrEqual(1);
  await page.screenshot({ path: `${SCREENSHOTS}/start-narrow.png` });
  const narrow = await openTour(page);
  await frames(page, 30);
  await page.screenshot({ path: `${SCREENSHOTS}/tour-narrow.png` });
  await expectAccessible(page, narrow, 'tour, narrow');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1440, height: 1000 });
  for (const theme of THEMES) {
    await page.theme.setTheme(theme);
    const step = await openTour(page);
    await frames(page, 30);
    await expectAccessible(page, step, `tour, ${theme}`);
    await page.screenshot({ path: `${SCREENSHOTS}/tour-${theme.replaceAll(' ', '-')}.png` });
    await page.keyboard.press('Escape');
    await expect(step).toHaveCount(0);
  }
});
