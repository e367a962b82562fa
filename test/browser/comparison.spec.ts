import { expect } from '@jupyterlab/galata';
import { expectAccessible } from './accessibility';
import { comparisonDocument, notebookOf } from './documents';
import { expectSaved, focusPlot, openNotebook, openView, still } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('starts empty with code that fills it, and with an example', async ({ page }) => {
  const view = await openView(page, 'model-comparison', '.jp-EnetModelComparison');
  const sentence = view.locator('.jp-EnetSentence');
  await expect(sentence).toHaveText('Nothing is compared yet.');
  await expect(view.locator('pre')).toContainText('enet.compareModels(large, small, data.test, { names })');
  await expect(view.locator('.jp-EnetModelComparison-picture')).toBeHidden();
  await view.getByRole('button', { name: 'fill with an example' }).click();
  await expect(sentence).toContainText('B2, made-up is better than B0, made-up on 1,000 made-up images, by');
  await expect(view.locator('pre')).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 1500 });
  await expect(
    view.locator('.jp-EnetModelComparison-accuracy .js-plotly-plot .xtick text').first()
  ).toBeVisible();
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
    await page.theme.setTheme(theme);
    await still(view);
    await expectAccessible(page, view, `${theme}, filled`);
  }
  await page.theme.setLightTheme();
  await pictures(page, view, 'model-comparison');
  await view.getByRole('button', { name: 'undo' }).click();
  await expect(view.locator('pre')).toBeVisible();
});

test('an output tells who is right where, and keeps what is chosen', async ({ page, tmpPath }) => {
  await page.setViewportSize({ width: 1440, height: 1400 });
  const path = await openNotebook(page, tmpPath, 'comparison.ipynb', notebookOf([comparisonDocument()]));
  const view = page.locator('.jp-EnetModelComparison');
  await expect(view.locator('.jp-EnetSentence')).toHaveText(
    'large is better than small on 300 typed images, by 6.00 points: luck alone seldom does that (p = 0.00143).'
  );
  await expect(view.locator('.jp-EnetDetail')).toContainText('small takes 0.562 × the MACs');
  const both = view.getByRole('table', { name: 'Both networks' });
  await expect(both.getByRole('row', { name: 'parameters' })).toContainText('7.79 M5.29 M1.47 ×');
  const pairs = view.getByRole('table', { name: 'Who is right' });
  await expect(pairs.getByRole('row', { name: 'large right' }).getByRole('cell')).toHaveText([
    '240',
    '24',
    '264'
  ]);
  await expect(pairs.getByRole('row', { name: 'large wrong' }).getByRole('cell')).toHaveText([
    '6',
    '30',
    '36'
  ]);
  const images = view.getByRole('region', { name: 'Images that the networks classify differently' });
  await expect(images.getByRole('listitem')).toHaveCount(9);
  await images.getByRole('button', { name: 'only small is right' }).click();
  await expect(images.getByRole('listitem')).toHaveCount(3);
  await expect(images).toContainText('3 of the 40 images that they classify differently.');
  await view.getByRole('button', { name: 'name', exact: true }).click();
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({ shown: 'onlySecond', order: 'name' });
    expect(text).toContain('large is better than small on 300 typed images');
    expect(svg).toContain('By how much, class by class');
  });
});

test('bars tell their numbers on the keys, and the menu has all classes', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'bars.ipynb', notebookOf([comparisonDocument()]));
  const view = page.locator('.jp-EnetModelComparison');
  const bars = view.locator('.jp-EnetModelComparison-differences');
  await expect(bars.locator('.js-plotly-plot .xtick text').first()).toBeVisible();
  await focusPlot(bars.getByRole('figure'));
  await page.keyboard.press('Home');
  await expect(bars.locator('.jp-EnetPlot-tip')).toContainText(/points \(.* to .*\) on \d+ images/);
  const csv = await download(page, view, 'CSV');
  expect(csv.split('\r\n')[0]).toBe(
    'class,images,first_accuracy,second_accuracy,difference,from,to,bothRight,onlyFirst,onlySecond,bothWrong'
  );
  expect(csv).toMatch(/^sort 0,50,0\.92,0\.8,0\.12,/m);
  expect(await download(page, view, 'Download SVG')).toContain('large is better than small');
});

test('a broken document shows its text', async ({ page, tmpPath }) => {
  const broken = comparisonDocument();
  broken.data.comparison.answers.bothRight = 1;
  await openNotebook(page, tmpPath, 'broken.ipynb', notebookOf([broken]));
  const problem = page.locator('.jp-EnetProblem');
  await expect(problem).toContainText('classes, bothRight: got 240, expected 1, as of all images');
  await expect(page.locator('.jp-EnetModelComparison')).toHaveCount(0);
});
