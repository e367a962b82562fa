import { readFileSync } from 'node:fs';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { SCREENSHOTS, still } from './lab';

/** What a menu entry downloads. */
export async function download(page: IJupyterLabPageFixture, view: Locator, entry: string): Promise<string> {
  await view.getByRole('button', { name: 'More' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.lm-Menu-itemLabel', { hasText: entry }).click()
  ]);
  return readFileSync(await file.path(), 'utf8');
}

/** Light, dark, high contrast and 480 px wide. */
export async function pictures(page: IJupyterLabPageFixture, view: Locator, name: string): Promise<void> {
  for (const theme of ['Light', 'Dark', 'Dark High Contrast']) {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    await still(view);
    await view.screenshot({
      path: `${SCREENSHOTS}/${name}-${theme.toLowerCase().replaceAll(' ', '-')}.png`
    });
  }
  await page.theme.setLightTheme();
  await page.setViewportSize({ width: 480, height: 1600 });
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/${name}-narrow.png` });
}
