import { expect } from '@jupyterlab/galata';
import { expectAccessible } from './accessibility';
import { evaluationDocument, notebookOf } from './documents';
import { boxOf, expectSaved, focusPlot, openNotebook, openView, still } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('starts empty with code that fills it, and with an example', async ({ page }) => {
  const view = await openView(page, 'evaluation', '.jp-EnetEvaluation');
  await expect(view.locator('.jp-EnetSentence')).toHaveText('No evaluation yet.');
  await expect(view.locator('pre')).toContainText('enet.show(await enet.evaluate(model, data.test));');
  await view.getByRole('button', { name: 'fill with an example' }).click();
  await expect(view.locator('.jp-EnetSentence')).toHaveText(/^\d\d\.\d\d\s% of 600 made-up example images/);
  await expect(view.locator('pre')).toBeHidden();
  const classes = view.getByRole('table', { name: 'Classes', exact: true });
  await expect(classes.getByRole('row')).toHaveCount(1 + 3);
  await page.setViewportSize({ width: 1440, height: 1500 });
  await still(view);
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
    await page.theme.setTheme(theme);
    await still(view);
    await expectAccessible(page, view, `${theme}, filled`);
  }
  await view.getByRole('button', { name: 'undo' }).click();
  await expect(view.locator('pre')).toBeVisible();
});

test('an output opens the images of a cell by click and keys, and keeps what is chosen', async ({
  page,
  tmpPath
}) => {
  await page.setViewportSize({ width: 1440, height: 1400 });
  const path = await openNotebook(page, tmpPath, 'evaluation.ipynb', notebookOf([evaluationDocument()]));
  const view = page.locator('.jp-EnetEvaluation');
  await expect(view.locator('.jp-EnetSentence')).toHaveText('91.00 % of 500 typed images are right.');
  const images = view.getByRole('region', { name: 'Images of the chosen cell' });
  await expect(images.getByRole('listitem')).toHaveCount(9);
  const matrix = view.getByRole('figure').first();
  await focusPlot(matrix);
  // From the lower left corner, three rows up and seven columns to the right.
  await page.keyboard.press('Home');
  for (const key of [...Array<string>(3).fill('ArrowUp'), ...Array<string>(7).fill('ArrowRight')]) {
    await page.keyboard.press(key);
  }
  await expect(matrix.locator('.jp-EnetPlot-tip')).toHaveText(
    'kind 6, read as kind 7: 6 images, 12.00 % of the class'
  );
  await page.keyboard.press('Enter');
  await expect(images.getByRole('heading')).toHaveText('kind 6, read as kind 7: 6 images');
  await expect(images.getByRole('listitem')).toHaveCount(1);
  await expect(images.getByRole('img')).toHaveAttribute('aria-label', 'Image 305');
  await expect(images).toContainText('94.0 % sure');
  await expect(images).toContainText('1 of 6 have their image here.');
  await expectSaved(page, path, ({ document }) => {
    expect(document.data.selected).toEqual({ truth: 6, predicted: 7 });
  });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(images).toContainText('No image of kind 6 was read as kind 8.');
  await images.getByRole('button', { name: 'all mistakes' }).click();
  await expect(images.getByRole('listitem')).toHaveCount(9);
  // The diagonal's first cell, by its count.
  const count = await boxOf(matrix.getByText('50', { exact: true }));
  await page.mouse.click(count.x + 5, count.y + 5);
  await expect(images).toContainText('50 images of kind 0 are right. Images of mistakes alone are kept.');
});

test('classes are sorted by any column, which tells what it is; counts turn into shares', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'sorted.ipynb', notebookOf([evaluationDocument()]));
  const view = page.locator('.jp-EnetEvaluation');
  const first = view.getByRole('table', { name: 'Classes', exact: true }).locator('tbody th').first();
  await expect(first).toHaveText('kind 9');
  for (const [label, title, place] of [
    ['class', /Name of the class/, 'kind 0'],
    ['images', /sum of its row/, 'kind 0'],
    ['recall', /TP \/ \(TP \+ FN\).*van Rijsbergen/, 'kind 0'],
    ['precision', /TP \/ \(TP \+ FP\)/, 'kind 1'],
    ['F1', /2·TP/, 'kind 1'],
    ['missed', /FN/, 'kind 9'],
    ['most often taken for', /largest cell/, 'kind 9']
  ] as const) {
    const column = view.getByRole('columnheader', { name: label });
    await expect(column).toHaveAttribute('title', title);
    const heading = column.getByRole('button');
    await heading.focus();
    await page.keyboard.press('Enter');
    await expect(first, label).toHaveText(place);
    await expect(heading, label).toBeFocused();
  }
  await expect(view.getByRole('columnheader', { name: 'most often taken for' })).toHaveAttribute(
    'aria-sort',
    'descending'
  );
  await view.getByRole('button', { name: 'shares' }).click();
  await expect(view.getByRole('figure').first()).toContainText('18 %');
  const csv = await download(page, view, 'Download CSV');
  expect(csv.split('\r\n')[1]).toBe(`kind 9,50,0.82,${41 / 49},${82 / 99},9,kind 0,9`);
  expect((await download(page, view, 'Download the matrix as CSV')).trim().split('\r\n')).toHaveLength(20);
  expect(await download(page, view, 'Download SVG')).toContain('cells hold shares of');
});

test('a thousand classes are shown by those that are confused most', async ({ page, tmpPath }) => {
  const document = evaluationDocument(
    {},
    { classes: 1000, wrong: (i) => (i % 10 === 9 ? Math.ceil(i / 25) : 0) }
  );
  await openNotebook(page, tmpPath, 'thousand.ipynb', notebookOf([document]));
  const view = page.locator('.jp-EnetEvaluation');
  await expect(view).toContainText('30 of 1,000 classes, those that are confused most');
  await expect(view.getByRole('table', { name: 'Classes', exact: true }).getByRole('row')).toHaveCount(1001);
  const heading = view.getByRole('columnheader', { name: 'missed' }).getByRole('button');
  await heading.click();
  await expect(view.locator('.jp-EnetClassTable tbody th').first()).toHaveText('kind 979');
});

test('a broken evaluation says what is wrong, and shows its text', async ({ page, tmpPath }) => {
  const document = evaluationDocument();
  document.data.evaluation.confusion.truth[0] = 10;
  await openNotebook(page, tmpPath, 'broken.ipynb', notebookOf([document]));
  await expect(page.getByRole('alert')).toContainText(
    'confusion.truth: got 10, expected a class, from 0 to 9'
  );
  await expect(page.locator('.jp-EnetProblem-fallback')).toHaveText('text of output 0');
});

test('the evaluation in light, dark and narrow', async ({ page }) => {
  const view = await openView(page, 'evaluation', '.jp-EnetEvaluation');
  await view.getByRole('button', { name: 'fill with an example' }).click();
  await page.setViewportSize({ width: 1440, height: 1500 });
  await pictures(page, view, 'evaluation');
});
