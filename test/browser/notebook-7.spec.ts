import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { boxOf, SCREENSHOTS } from './lab';

const SHIPPED = join(__dirname, '../../notebooks/02-mbconv.ipynb');

test('in Notebook 7 the menu and “Open as panel” show a view beside the notebook', async ({ page }) => {
  const content = JSON.parse(readFileSync(SHIPPED, 'utf8')) as unknown;
  const put = await page.request.put('/api/contents/notebook-7.ipynb', {
    data: { type: 'notebook', format: 'json', content }
  });
  expect(put.ok()).toBe(true);
  await page.goto('/notebooks/notebook-7.ipynb');
  const output = page.locator('.jp-NotebookPanel .jp-EnetView').first();
  await expect(output.locator('.jp-EnetSentence')).not.toBeEmpty({ timeout: 30_000 });

  const panels = page.locator('#jp-right-stack .jp-EnetPanel');
  await page.locator('.lm-MenuBar-item', { hasText: 'EfficientNet' }).click();
  await page.locator('.lm-Menu-item', { hasText: 'Scaling explorer' }).click();
  await expect(panels.locator('visible=true').locator('.jp-EnetSentence')).toContainText('φ = 1 costs');

  await output.getByRole('button', { name: 'More' }).click();
  await page.locator('.lm-Menu-item', { hasText: 'Open as panel' }).click();
  const sentence = await output.locator('.jp-EnetSentence').innerText();
  await expect(panels.locator('visible=true').locator('.jp-EnetSentence')).toHaveText(sentence);
  // The panel is narrow; undo and copy stay in reach.
  expect((await boxOf(panels.locator('visible=true').first())).width).toBeLessThan(400);
  for (const name of ['undo', 'copy code']) {
    await expect(panels.locator('visible=true').getByRole('button', { name, exact: true })).toBeVisible();
  }
  await page.screenshot({ path: `${SCREENSHOTS}/notebook-7.png` });

  const sessions = (await (await page.request.get('/api/sessions')).json()) as { id: string }[];
  await Promise.all(sessions.map(({ id }) => page.request.delete(`/api/sessions/${id}`)));
});
