import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { openView } from './lab';
import { pictures } from './menu-and-pictures';

/** The view with its plot, and all points of the simulation. */
async function openNoise(page: IJupyterLabPageFixture): Promise<Locator> {
  const view = await openView(page, 'normalization-noise', '.jp-EnetNoise');
  await expect(view.locator('.js-plotly-plot .scatterlayer').first()).toBeVisible();
  return view;
}

/** The simulation has ended: its words tell of bars. */
async function simulated(view: Locator): Promise<void> {
  await expect(view.locator('.jp-EnetNoise-status')).toContainText('95 % intervals', { timeout: 20_000 });
}

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('simulates beside the page and meets the theory', async ({ page }) => {
  const view = await openNoise(page);
  await expect(view.locator('.jp-EnetSentence')).toHaveText(
    'With 8 images, a batch-norm mean is off by 19.8 % of σ; the pixel count alone says 5.05 %'
  );
  await simulated(view);
  await expect(view.locator('.jp-EnetNoise-marks g circle')).toHaveCount(8);
});

test('pictures of the noise view', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 1500 });
  const view = await openNoise(page);
  await simulated(view);
  await pictures(page, view, 'noise');
});
