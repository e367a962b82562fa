import { expect } from '@jupyterlab/galata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallSweep, writeImages } from '../search/small-sweep';
import { expectAccessible } from './accessibility';
import { codeNotebook, notebookOf, sweepDocument } from './documents';
import { expectSaved, focusPlot, openNotebook, openView, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('a limit whose box was emptied is none, and one that nobody wrote in cuts nothing off', async ({
  page,
  tmpPath
}) => {
  const document = sweepDocument();
  const { columns } = document.data.sweep;
  // More digits than the boxes show, the largest rounded down.
  columns.macs = columns.macs.map((macs) => Math.round(1.23456789 * macs));
  await openNotebook(page, tmpPath, 'limits.ipynb', notebookOf([document]));
  const view = page.locator('.jp-EnetSweep');
  const names = view.getByRole('grid', { name: 'Candidates' }).locator('tbody th');
  await expect(names).toHaveCount(12);
  await view.locator('summary', { hasText: 'Limits as numbers' }).click();
  const [from, to] = ['MACs, from', 'MACs, to'].map((name) => view.getByRole('spinbutton', { name }));
  await from.fill('200000000');
  await from.press('Enter');
  await expect(names).toHaveCount(11);
  await expect(names.filter({ hasText: /^candidate 11$/ })).toHaveCount(1);
  await to.fill('');
  await to.press('Enter');
  await expect(to).toHaveValue('1481480000');
  await expect(names).toHaveCount(11);
  await from.fill('');
  await from.press('Enter');
  await expect(names).toHaveCount(12);
  await expect(view.getByRole('button', { name: 'lift all limits' })).toBeDisabled();
});

test('starts empty with code that fills it, and with an example that is readable in every theme', async ({
  page
}) => {
  const view = await openView(page, 'sweep-dashboard', '.jp-EnetSweep');
  const sentence = view.locator('.jp-EnetSentence');
  await expect(sentence).toHaveText('No sweep is shown yet.');
  await expect(view.locator('pre')).toContainText('await enet.sweeps.showSweep(sweep);');
  await expect(view.locator('.jp-EnetSweep-picture')).toBeHidden();
  await view.getByRole('button', { name: 'fill with an example' }).click();
  await expect(sentence).toContainText('Best of 10 after 9 epochs: α');
  // Between its words alone a name is parted.
  const name = view.locator('.jp-EnetBrushed-name', { hasText: 'learningRate' });
  expect(await name.locator('span').innerHTML()).toBe('learning<wbr>Rate');
  await expect(view.locator('pre')).toBeHidden();
  await page.setViewportSize({ width: 1440, height: 1500 });
  await expect(view.locator('.jp-EnetSweep-plot .js-plotly-plot .xtick text').first()).toBeVisible();
  await view.locator('summary', { hasText: 'Limits as numbers' }).click();
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
    await page.theme.setTheme(theme);
    await still(view);
    await expectAccessible(page, view, `${theme}, filled`);
    await page.screenshot({ path: `${SCREENSHOTS}/sweep-${theme.replaceAll(' ', '-')}.png` });
  }
  await page.theme.setLightTheme();
  await page.setViewportSize({ width: 480, height: 1200 });
  await still(view);
  expect(await view.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(1);
  await expectAccessible(page, view, '480 px, filled');
  await page.setViewportSize({ width: 1440, height: 1000 });
  await pictures(page, view, 'sweep-dashboard');
  await view.getByRole('button', { name: 'undo' }).click();
  await expect(view.locator('pre')).toBeVisible();
});

test('an output is brushed and asked by keys alone, and keeps what is chosen', async ({ page, tmpPath }) => {
  await page.setViewportSize({ width: 1440, height: 1600 });
  const path = await openNotebook(page, tmpPath, 'sweep.ipynb', notebookOf([sweepDocument()]));
  const view = page.locator('.jp-EnetSweep');
  await expect(view.locator('.jp-EnetSentence')).toContainText(
    'Best of 4 after 3 epochs: candidate 9 with 92.70 % validation accuracy'
  );
  const table = view.getByRole('grid', { name: 'Candidates' });
  const names = table.locator('tbody th');
  await expect(names.first()).toHaveText('candidate 9');
  await expect(table).toHaveAttribute('aria-rowcount', '13');
  await expect(table.getByRole('row', { name: 'candidate 1 failed' })).toContainText('failed: out of memory');

  await test.step('a brush by keys', async () => {
    const low = view.getByRole('slider', { name: 'α, from' });
    await low.focus();
    // No frame comes between them: a script is not interrupted.
    await low.evaluate((end) => {
      const press = () =>
        end.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageUp', bubbles: true, cancelable: true }));
      press();
      press();
    });
    await expect(low).toHaveAttribute('aria-valuetext', '1.12');
    await expect(names).toHaveCount(6);
    await expect(view.locator('.jp-EnetControls-note').first()).toContainText(
      '6 of 12 are within the limits'
    );
  });

  await test.step('a limit that is typed, and a word', async () => {
    await view.locator('summary', { hasText: 'Limits as numbers' }).click();
    await view.getByRole('spinbutton', { name: 'MACs, to' }).fill('700000000');
    await page.keyboard.press('Enter');
    await expect(names).toHaveText(['candidate 6', 'candidate 3', 'candidate 2']);
    await view.getByRole('combobox', { name: 'optimizer, from' }).selectOption("it's <b>");
    await expect(names).toHaveText(['candidate 3']);
    await view.getByRole('combobox', { name: 'optimizer, from' }).selectOption('adam');
  });

  await test.step('a candidate is selected everywhere', async () => {
    await names.first().locator('..').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(table.locator('[aria-selected="true"]')).toContainText('candidate 3');
    await expect(view.locator('.jp-EnetSweep-selected')).toContainText('87.70 % after 3 epochs');
    await expect(view.locator('.jp-EnetSweep-plot .jp-EnetPlot-layer')).toContainText('selected');
    await focusPlot(view.locator('.jp-EnetSweep-plot').getByRole('figure'));
    await page.keyboard.press('ArrowRight');
    await expect(view.locator('.jp-EnetSweep-plot .jp-EnetPlot-tip')).toContainText('MACs');
  });

  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({
      selected: 'c3',
      brushes: [
        { axis: 'setting.alpha', to: 1.3 },
        { axis: 'macs', from: 1e8, to: 7e8 }
      ]
    });
    expect(text).toContain('Best of 4 after 3 epochs: candidate 9');
    expect(svg).toContain('brushed out');
  });
  const csv = await download(page, view, 'CSV');
  expect(csv.split('\r\n').length).toBe(5);

  await test.step('its network and the front', async () => {
    await view.getByRole('button', { name: 'open this network' }).click();
    await expect(page.locator('.jp-EnetModelTable .jp-EnetSentence')).toBeVisible();
    await page.activity.activateTab('sweep.ipynb');
    await view.getByRole('button', { name: 'open in the front' }).click();
    const front = page.locator('.jp-EnetFront');
    await expect(front.locator('.jp-EnetFront-members')).toContainText('candidate 9');
  });
});

test('a sweep that the document calls running says that nobody was heard', async ({ page, tmpPath }) => {
  const running = sweepDocument({}, { status: 'running', id: 'gone', remainingSeconds: 60 });
  const { columns } = running.data.sweep;
  columns.accuracies = columns.accuracies.map((list, i) => (i < 2 ? list : list.map(() => null)));
  await openNotebook(page, tmpPath, 'lost.ipynb', notebookOf([running]));
  const view = page.locator('.jp-EnetSweep');
  await expect(view.locator('.jp-EnetDetail')).toContainText('The notebook has no kernel now');
  await expect(view.locator('.jp-EnetBadge')).toHaveText('not known');
  await expect(view.getByRole('button', { name: 'stop' })).toBeHidden();
  const axes = view.locator('.jp-EnetBrushed-axis');
  await expect(axes.last()).toContainText('none yet');
  await expect(axes.filter({ hasText: 'none yet' })).toHaveCount(1);
});

test('a broken document shows its text', async ({ page, tmpPath }) => {
  const broken = sweepDocument();
  broken.data.sweep.columns.macs = [1];
  await openNotebook(page, tmpPath, 'broken.ipynb', notebookOf([broken]));
  await expect(page.locator('.jp-EnetProblem')).toContainText(
    'sweep.columns.macs: got 1, expected 12 values, one for each candidate'
  );
});

test.describe('in a real kernel', () => {
  // Galata answers for kernels itself; this needs a real one.
  test.use({ ownPage: true, kernels: null, sessions: null });

  test('a sweep is followed, stopped, gone on with after the kernel’s restart, and kept', async ({
    page,
    tmpPath
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'sweep-view-'));
    writeImages(join(folder, 'images'));
    const small = smallSweep(join(folder, 'images'));
    // Its last rung lasts longer than this test, however slow the page is.
    const epochs = 4000;
    const definition = JSON.stringify({
      ...small,
      training: { ...small.training, epochs },
      rungs: [2, 4, epochs]
    });
    const runs = JSON.stringify(join(folder, 'runs'));
    const cells = [
      `import * as enet from '@efficientnet-lab/kernel-helpers';
const definition: Parameters<typeof enet.sweeps.startSweep>[0] = ${definition};
const sweep = await enet.sweeps.startSweep(definition, { folder: ${runs}, places: 1 });
void enet.sweeps.showSweep(sweep);`,
      `await enet.sweeps.showSweep(${runs}, { cost: 'params' })`
    ];
    const path = await openNotebook(
      page,
      tmpPath,
      'live.ipynb',
      codeNotebook(cells, 'efficientnet-lab'),
      true
    );
    await page.notebook.runCell(0, true);
    const view = page.locator('.jp-EnetSweep').first();
    const badge = view.locator('.jp-EnetBadge');
    await expect(badge).toHaveText('running');
    await expect(view.locator('.jp-EnetSentence')).toContainText('so far');
    await view.getByRole('button', { name: 'pause' }).click();
    await expect(badge).toHaveText('paused');
    await view.getByRole('button', { name: 'resume' }).click();
    await expect(badge).toHaveText('running');
    await view.getByRole('button', { name: 'stop' }).click();
    await expect(badge).toHaveText('stopped');
    await expect(view.getByRole('button', { name: 'stop' })).toBeHidden();
    await expectSaved(page, path, ({ document, svg }) => {
      expect(document.data.sweep).toMatchObject({ status: 'stopped' });
      expect(svg).toContain('Stopped:');
    });
    await page.notebook.runCell(1, true);
    const stored = page.locator('.jp-EnetSweep').nth(1);
    await expect(stored.locator('.jp-EnetBadge')).toHaveText('interrupted');
    await expect(stored.locator('.jp-EnetDetail')).toContainText('Start it again in the same folder');
    await page.screenshot({ path: `${SCREENSHOTS}/sweep-live.png` });
  });
});
