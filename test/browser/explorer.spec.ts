import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { expect } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { explorerDocument, notebookOf } from './documents';
import {
  boxOf,
  expectSaved,
  focusPlot,
  frames,
  openExplorer,
  openNotebook,
  openView,
  savedBundle,
  SCREENSHOTS,
  still
} from './lab';
import { test } from './lab-test';

/** Numbers of B0 scaled with φ = 1, counted independently of this code. */
const MACS_AT_PHI_1 = '992,629,472';
const MACS_AT_PHI_2 = '1,810,522,464';

/** Names and what follows a slider, over the plot. */
const layerOf = (view: Locator): Locator => view.locator('.jp-EnetPlot-layer');

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

test('keys that come faster than frames all count', async ({ page }) => {
  const view = await openExplorer(page);
  const phi = view.locator('input[type=range][data-parameter=phi]');
  const value = await phi.evaluate((slider: HTMLInputElement) => {
    const press = (key: string) =>
      slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    // No frame comes between them: a script is not interrupted.
    press('PageUp');
    press('PageUp');
    return slider.value;
  });
  expect(Number(value)).toBeCloseTo(1.2, 9);
  await expect(view.locator('.jp-EnetSentence')).toContainText('φ = 1.2 ');
});

test('what is pasted into a box survives the frame that was due', async ({ page }) => {
  const view = await openExplorer(page);
  const box = view.locator('input[type=number][data-parameter=phi]');
  await view.locator('input[type=range][data-parameter=phi]').evaluate(async (slider: HTMLInputElement) => {
    slider.value = '4';
    slider.dispatchEvent(new Event('input'));
    const pasted = slider.parentElement!.querySelector<HTMLInputElement>('input[type=number]')!;
    pasted.focus();
    pasted.value = '2';
    pasted.dispatchEvent(new Event('input'));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
  await expect(view.locator('.jp-EnetSentence')).toContainText('φ = 4 ');
  await expect(box).toHaveValue('2');
  await page.keyboard.press('Enter');
  await expect(view.locator(`td[title="${MACS_AT_PHI_2}"]`)).toHaveText('1.81 G');
});

test('the mouse and the number box move a slider', async ({ page }) => {
  const view = await openExplorer(page);
  const sentence = view.locator('.jp-EnetSentence');
  const slider = view.locator('input[type=range][data-parameter=phi]');
  const box = await boxOf(slider);
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 8 });
  await expect(sentence).toContainText(/φ\s=\s[45]/);
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
  await view.locator('.jp-EnetWhy summary').click();
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

test('single dimensions on one cost axis, and the same promise spent on each', async ({ page }) => {
  const view = await openExplorer(page);
  await view.getByRole('button', { name: 'single dimensions' }).click();
  await expect(layerOf(view)).toContainText('φ = 1: +34.0 %');
  for (const name of ['depth only', 'width only', 'resolution only', 'compound']) {
    await expect(layerOf(view).locator('text', { hasText: name })).toBeVisible();
  }
  // Before anything below is opened, which scrolls the picture away.
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-dimensions.png` });
  await view.locator('summary', { hasText: 'The same promise' }).click();
  const table = view.getByRole('table', { name: 'The same promise spent on one dimension' });
  await expect(table.getByRole('row', { name: /depth only/ })).toContainText('d = 1.92: 32 blocks');
  await expect(table.getByRole('row', { name: /resolution only/ })).toContainText('r = 1.39: 310 px');
});

test('networks in the plot are chosen, and pins show each other', async ({ page }) => {
  const view = await openExplorer(page);
  await view.getByRole('button', { name: 'pin φ = 1' }).click();
  await view.locator('.jp-EnetPin-select').hover();
  const ring = layerOf(view).locator('circle[fill=none], [fill=none] circle');
  await expect(ring).toHaveCount(1);
  await view.locator('.jp-EnetSentence').hover();
  await expect(ring).toHaveCount(0);

  const plot = view.getByRole('figure', { name: 'MACs per image against' });
  await focusPlot(plot);
  // Points of the published networks are stepped through first, or their lines.
  await page.keyboard.press('ArrowRight');
  await expect(plot.getByRole('status')).toContainText('MACs');
  await layerOf(view).getByText('B5', { exact: true }).scrollIntoViewIfNeeded();
  const box = await boxOf(layerOf(view).getByText('B5', { exact: true }));
  const dots = view.locator('.js-plotly-plot .points path');
  const places = await Promise.all((await dots.all()).map((dot) => dot.boundingBox()));
  const [near] = places
    .flatMap((place) => place ?? [])
    .sort((a, b) => Math.hypot(a.x - box.x, a.y - box.y) - Math.hypot(b.x - box.x, b.y - box.y));
  await page.mouse.click(near.x + near.width / 2, near.y + near.height / 2);
  await expect(view.locator('.jp-EnetSentence')).toContainText('B5 costs');
});

test('the largest φ under a limit', async ({ page }) => {
  const view = await openExplorer(page);
  const form = view.getByRole('form', { name: 'Largest φ within a limit' });
  await form.getByRole('spinbutton').fill('1');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('status')).toContainText('φ = 1.03 takes 994 M MACs');
  await expect(form.getByRole('status')).toContainText('the next one takes 1.01 G MACs');
  await expect(view.locator('.jp-EnetSentence')).toContainText('φ = 1.03 costs');
  await form.getByRole('combobox').selectOption('training');
  await form.getByRole('spinbutton').fill('0.001');
  await form.getByRole('button', { name: 'go' }).click();
  await expect(form.getByRole('status')).toContainText('No φ stays within 1.00 MB');
  await expect(view.locator('.jp-EnetSentence')).toContainText('φ = 1.03 costs');
});

test('pins compare networks, and choosing one turns the other views to it', async ({ page }) => {
  const view = await openExplorer(page);
  await view.getByRole('button', { name: 'pin φ = 1' }).click();
  await view.getByRole('button', { name: 'B3', exact: true }).click();
  await view.getByRole('button', { name: 'pin B3' }).click();
  const comparison = view.getByRole('table', { name: 'Pinned networks beside the one shown' });
  await expect(comparison.getByRole('columnheader', { name: 'A: φ = 1' })).toBeVisible();
  await expect(comparison.getByRole('row', { name: /^MACs/ })).toContainText('993 M0.543 ×');
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-pins.png` });

  await page.evaluate(() => window.jupyterapp.commands.execute('efficientnet-lab:open-scaling-explorer'));
  await expect(page.locator('.jp-EnetExplorer')).toHaveCount(2);
  const other = page.locator('.jp-EnetExplorer').nth(1);
  const first = page.locator('.jp-EnetExplorer').nth(0);
  await other.locator('.jp-EnetPin-select').last().click();
  await expect(other.locator('.jp-EnetSentence')).toContainText('B3 costs');
  await other.locator('.jp-EnetPin-select').first().click();
  await expect(other.locator('.jp-EnetSentence')).toContainText('φ = 1 costs');
  await expect(first.locator('.jp-EnetSentence')).toContainText('φ = 1 costs');
  await expect(first.locator('.jp-EnetDetail')).toContainText('Another view selected pin A, φ = 1');

  await other.locator('.jp-EnetPin-select').first().focus();
  await page.keyboard.press('Delete');
  await expect(other.locator('.jp-EnetPin')).toHaveCount(1);
  await expect(other.locator('.jp-EnetPin-select')).toBeFocused();
  await expect(first.locator('.jp-EnetPin')).toHaveCount(1);
});

test('pinning in one view selects in another kind of view', async ({ page }) => {
  await openView(page, 'model-table', '.jp-EnetModelTable');
  const explorer = await openExplorer(page);
  await explorer.getByRole('button', { name: 'B3', exact: true }).click();
  await explorer.getByRole('button', { name: 'pin B3' }).click();
  await page.activity.activateTab('Model table');
  const table = page.locator('.jp-EnetModelTable');
  await expect(table.locator('.jp-EnetDetail')).toContainText('Another view selected pin A, B3');
  await expect(table.locator('.jp-EnetSentence')).toContainText('B3');
  await table.getByRole('button', { name: 'undo' }).click();
  await expect(table.locator('.jp-EnetSentence')).not.toContainText('B3');
  await expect(table.locator('.jp-EnetPin-select')).toHaveText('AB3');
});

test('a notebook keeps its comparison, and is not rewritten by a choice made elsewhere', async ({
  page,
  tmpPath
}) => {
  const saved = {
    ...explorerDocument({ picture: 'dimensions' }),
    data: {
      ...explorerDocument({ picture: 'dimensions' }).data,
      pins: [
        { letter: 'A', spec: variant('b2') },
        { letter: 'C', spec: variant('v2-b1') }
      ]
    }
  };
  const path = await openNotebook(page, tmpPath, 'pins.ipynb', notebookOf([saved]));
  const output = page.locator('.jp-Notebook .jp-EnetExplorer');
  await expect(output.locator('.jp-EnetPin')).toHaveCount(2);
  await expect(layerOf(output)).toContainText('φ = 1: +34.0 %');
  const comparison = output.getByRole('table', { name: 'Pinned networks beside the one shown' });
  await expect(comparison.getByRole('columnheader', { name: 'C: V2-B1' })).toBeVisible();

  await page.evaluate(() => window.jupyterapp.commands.execute('efficientnet-lab:open-scaling-explorer'));
  const panel = page.locator('.jp-MainAreaWidget > .jp-EnetExplorer');
  await panel.getByRole('button', { name: 'C V2-B1', exact: true }).click();
  await expect(panel.locator('.jp-EnetSentence')).toContainText('V2-B1 costs');
  await page.activity.activateTab('pins.ipynb');
  await expect(output.locator('.jp-EnetSentence')).toContainText('V2-B1 costs');
  await expect(output.locator('.jp-EnetDetail')).toContainText('Another view selected pin C, V2-B1');
  // Longer than a change takes to be written.
  await frames(page, 40);
  await page.notebook.save();
  expect((await savedBundle(page, path)).document.data).toEqual(saved.data);

  await output.getByRole('button', { name: 'undo' }).click();
  await expect(output.locator('.jp-EnetSentence')).toContainText('φ = 1 costs');
  await output.getByRole('button', { name: 'Unpin A, B2' }).click();
  await expectSaved(page, path, ({ document }) => {
    expect((document.data.pins as { letter: string }[]).map(({ letter }) => letter)).toEqual(['C']);
    expect(document.data.picture).toBe('dimensions');
  });
});

test('a published network of another family is measured against its own base', async ({ page }) => {
  const view = await openExplorer(page);
  await view.getByRole('combobox', { name: 'More published networks' }).selectOption('v2-s');
  await expect(view.locator('.jp-EnetSentence')).toContainText('V2-S costs 21.7 × B0');
  await view.getByRole('combobox', { name: 'More published networks' }).selectOption('lite2');
  await expect(view.locator('.jp-EnetSentence')).toContainText('LITE2 costs 2.23 × LITE0');
  await view.locator('summary', { hasText: 'Published networks' }).click();
  const table = view.getByRole('table', { name: 'Published networks against the formula' });
  await expect(table.getByRole('row', { name: /^B1/ })).toContainText('0.52');
  await expect(table).not.toContainText('…', { timeout: 20_000 });
});

test('a table that is too wide stays scrolled when another takes its place', async ({ page }) => {
  const view = await openExplorer(page);
  await page.setViewportSize({ width: 480, height: 900 });
  for (const name of ['B3', 'B5', 'B7']) {
    await view.getByRole('button', { name, exact: true }).click();
    await view.getByRole('button', { name: `pin ${name}` }).click();
  }
  const place = view.getByRole('region', { name: 'Pinned networks beside the one shown' });
  const scrolled = (): Promise<number> => place.evaluate((node) => node.scrollLeft);
  await place.evaluate((node) => (node.scrollLeft = 40));
  expect(await scrolled()).toBe(40);
  await view.getByRole('button', { name: 'B0', exact: true }).click();
  await expect(place).toContainText('shownB0A: B3');
  expect(await scrolled()).toBe(40);
});

test('light, dark, high contrast and narrow pictures', async ({ page }) => {
  const view = await openExplorer(page);
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-light.png` });
  await page.theme.setDarkTheme();
  await expect(view.locator('.js-plotly-plot .scatterlayer')).toBeVisible();
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-dark.png` });
  await page.theme.setTheme('JupyterLab Dark High Contrast');
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-high-contrast.png` });
  await page.theme.setLightTheme();
  await page.setViewportSize({ width: 562, height: 1900 });
  await still(view);
  expect((await boxOf(view)).width).toBeLessThan(500);
  const overflow = await view.evaluate((node) => node.scrollWidth - node.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await view.screenshot({ path: `${SCREENSHOTS}/explorer-narrow.png` });
});

test('a box that nobody wrote in, or that was emptied, keeps the value behind its rounded number', async ({
  page
}) => {
  const state = { ...explorerDocument().data, phi: 1.0012 };
  const view = await openView(page, 'scaling-explorer', '.jp-EnetExplorer', state);
  const box = view.getByRole('spinbutton', { name: /compound/ });
  await expect(box).toHaveValue('1.00');
  await box.press('Enter');
  await box.press('ControlOrMeta+a');
  await box.press('Delete');
  await box.press('Enter');
  await expect(box).toHaveValue('1.00');
  await box.blur();
  await frames(page, 3);
  await expect(view.locator('.jp-EnetSentence')).toContainText('φ = 1.0012');
  await expect(view.getByRole('button', { name: 'undo' })).toBeDisabled();
});
