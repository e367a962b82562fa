import { expect, test } from '@jupyterlab/galata';
test.use({ autoGoto: true });

test('look', async ({ page }) => {
  await page.evaluate(() => window.jupyterapp.commands.execute('efficientnet-lab:open-scaling-explorer'));
  const view = page.locator('.jp-EnetExplorer');
  await expect(view.locator('.jp-EnetSentence')).toHaveText(/2\.57/);
  await expect(view.locator('.js-plotly-plot .scatterlayer')).toBeVisible();
  await page.waitForTimeout(1000);
  await page.screenshot({ path: 'test/results/look.png' });
  await view.locator('summary').click();
  await page.waitForTimeout(300);
  await page.screenshot({ path: 'test/results/look-why.png' });
});
