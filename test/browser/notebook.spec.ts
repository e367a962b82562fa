import { expect, galata } from '@jupyterlab/galata';
import { blockDocument, explorerDocument, finishedDocument, notebookOf } from './documents';
import { expectSaved, openNotebook, reopenNotebook, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';

test('a saved notebook shows its views without a kernel', async ({ page, tmpPath }) => {
  await openNotebook(
    page,
    tmpPath,
    'saved.ipynb',
    notebookOf([explorerDocument({ phi: 2 }), finishedDocument()])
  );
  const explorer = page.locator('.jp-EnetExplorer');
  await expect(explorer.locator('.jp-EnetSentence')).toContainText('φ = 2 costs 4.69 ×');
  await expect(explorer.locator('td[title="1,810,522,464"]')).toBeVisible();
  await expect(explorer.locator('.js-plotly-plot .scatterlayer')).toBeVisible();
  await still(page.locator('.jp-Notebook'));
  await page.screenshot({ path: `${SCREENSHOTS}/notebook-explorer.png` });
  const monitor = page.locator('.jp-EnetMonitor');
  await monitor.scrollIntoViewIfNeeded();
  await expect(monitor.locator('.jp-EnetSentence')).toHaveText(
    'Finished after 2 epochs: 98.61 % of the validation images are right'
  );
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('finished');
  await expect(monitor.getByRole('table', { name: 'Epochs' })).toContainText('98.61 %');
  await expect(monitor.locator('.js-plotly-plot .scatterlayer')).toHaveCount(2);
  await still(page.locator('.jp-Notebook'));
  await page.screenshot({ path: `${SCREENSHOTS}/notebook-monitor.png` });
});

test('positions are saved in the notebook, with sentence and picture', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'positions.ipynb', notebookOf([explorerDocument()]));
  const phi = page.locator('.jp-EnetExplorer input[type=range][data-parameter=phi]');
  await phi.focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.jp-EnetSentence')).toContainText('φ = 1.11 ');
  // The notebook's own keys must not have moved to another cell or mode.
  await expect(phi).toBeFocused();
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toEqual({ ...explorerDocument().data, phi: 1.11 });
    expect(document.sentence).toContain('φ = 1.11 costs');
    expect(text).toContain('φ = 1.11 costs');
    expect(svg).toContain('φ = 1.11 costs');
  });
  await page.notebook.close();
  await reopenNotebook(page, path);
  await expect(page.locator('.jp-EnetSentence')).toContainText('φ = 1.11 ');
});

test('keys that are typed in a view change nothing in the notebook', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'keys.ipynb', notebookOf([blockDocument(), explorerDocument()]));
  const part = page.locator('.jp-EnetBlockExplorer-bars .jp-EnetPlot');
  await expect(part).toHaveAttribute('tabindex', '0');
  for (const key of ['x', 'd', 'd', 'a', 'b', 'm', 'ArrowDown', 'Shift+M']) {
    await part.focus();
    await page.keyboard.press(key);
    await expect(part).toBeFocused();
  }
  await expect(page.locator('.jp-CodeCell')).toHaveCount(2);
});

test('broken documents and unknown versions say so and show the text', async ({ page, tmpPath }) => {
  const documents = [
    { ...explorerDocument(), version: 9 },
    explorerDocument({ phi: 'one' }),
    { ...explorerDocument(), view: 'crystal-ball' },
    'no document at all'
  ];
  await openNotebook(page, tmpPath, 'broken.ipynb', notebookOf(documents));
  const problems = page.locator('.jp-EnetProblem');
  await expect(problems).toHaveCount(4);
  await expect(problems.nth(0)).toContainText('version 9');
  await expect(problems.nth(0)).toContainText('text of output 0');
  await expect(problems.nth(1)).toContainText('phi');
  await expect(problems.nth(1)).toContainText('text of output 1');
  await expect(problems.nth(2)).toContainText('crystal-ball');
  await expect(problems.nth(3)).toContainText('text of output 3');
  await page.screenshot({ path: `${SCREENSHOTS}/notebook-broken.png` });
});

test.describe('without windowing', () => {
  test.use({
    ownPage: true,
    mockSettings: {
      ...galata.DEFAULT_SETTINGS,
      '@jupyterlab/notebook-extension:tracker': { windowingMode: 'none' }
    }
  });

  test('views that are attached before their notebook draw their plots', async ({ page, tmpPath }) => {
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await openNotebook(page, tmpPath, 'all.ipynb', notebookOf([explorerDocument(), finishedDocument()]));
    await expect(page.locator('.jp-EnetExplorer .js-plotly-plot .scatterlayer')).toBeVisible();
    await page.locator('.jp-EnetMonitor').scrollIntoViewIfNeeded();
    await expect(page.locator('.jp-EnetMonitor .js-plotly-plot .scatterlayer')).toHaveCount(2);
    expect(errors.filter((text) => text.includes('attached'))).toEqual([]);
  });
});

test('the menu exports the notebook that is open', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'exported.ipynb', notebookOf([explorerDocument({ phi: 2 })]));
  const [response] = await Promise.all([
    page.context().waitForEvent('response', (given) => given.url().includes('/nbconvert/')),
    page.menu.clickMenuItem('EfficientNet>Export Notebook as Interactive Page')
  ]);
  // Its window closes when the browser takes the answer for a download.
  expect(response.headers()['content-disposition']).toContain('exported.html');
  expect(await (await page.request.get(response.url())).text()).toContain('jp-EnetLiving');
});
