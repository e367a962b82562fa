import { writeFileSync } from 'node:fs';
import { simulateNormalization } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  noisePicture,
  noiseSimulations,
  NORMALIZATION_NOISE_START,
  normalizationNoiseResult,
  type NormalizationNoiseState,
  simulatedPoints
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { MEASURED_NOISE, noiseDocument, notebookOf } from './documents';
import {
  expectSaved,
  focusPlot,
  frames,
  openNotebook,
  openView,
  reopenNotebook,
  SCREENSHOTS,
  still
} from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

const SENTENCE = 'With 8 images, a batch-norm mean is off by 19.8 % of σ; the pixel count alone says 5.05 %';

/** The view with its plot. */
async function openNoise(page: IJupyterLabPageFixture): Promise<Locator> {
  const view = await openView(page, 'normalization-noise', '.jp-EnetNoise');
  await expect(view.locator('.jp-EnetNoise-plot .jp-EnetPlot-layer')).toContainText('batch norm');
  return view;
}

/** The simulation has ended: its words tell of bars. */
async function simulated(view: Locator): Promise<void> {
  await expect(view.locator('.jp-EnetNoise-status')).toContainText('95 % intervals', { timeout: 20_000 });
}

/** It has simulated and drawn what a change asks for, which begins in one of the next frames. */
async function redrawn(view: Locator): Promise<void> {
  await still(view.locator('.jp-EnetNoise-picture'));
  await simulated(view);
  await still(view.locator('.jp-EnetNoise-picture'));
}

const box = (view: Locator, name: string) => view.locator(`input[type=number][data-parameter=${name}]`);
const range = (view: Locator, name: string) => view.locator(`input[type=range][data-parameter=${name}]`);

async function type(view: Locator, name: string, value: string): Promise<void> {
  await box(view, name).fill(value);
  await box(view, name).press('Enter');
}

/** Heights of the simulated points, pixels. */
const heights = (view: Locator): Promise<(string | null)[]> =>
  view
    .locator('.jp-EnetNoise-plot .jp-EnetPlot-layer g[fill="none"] circle')
    .evaluateAll((circles) => circles.map((circle) => circle.getAttribute('cy')));

/** What the kernel would store of a state. */
function storedPicture(change: Partial<NormalizationNoiseState> = {}): string {
  const state = { ...NORMALIZATION_NOISE_START, ...change };
  const simulations = noiseSimulations(state);
  const results = simulations.map(({ request }) => simulateNormalization(request));
  const simulated = simulatedPoints(simulations, results, state.quantity);
  return noisePicture({ result: normalizationNoiseResult(state), simulated }, new Date());
}

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('says the noise and what 1/√m misses, beside the published errors', async ({ page }) => {
  const view = await openNoise(page);
  await expect(view.locator('.jp-EnetSentence')).toHaveText(SENTENCE);
  await expect(view.locator('.jp-EnetDetail')).toContainText('15.4 times that of 1/√m');
  const numbers = view.getByRole('table', { name: 'Noise in numbers' });
  await expect(numbers.getByRole('row', { name: 'values averaged' })).toContainText('392');
  // √(15.4/392), with all digits on hover.
  await expect(numbers.locator('td[title^="0.19820"]')).toHaveText('19.8 %');
  const running = view.getByRole('table', { name: 'Running statistics' });
  await expect(running).toContainText('36.6 %');
  await expect(running).toContainText('458');
  await expect(running).toContainText('459');
  await expect(running).toContainText('199');
  await expect(view).toContainText('arXiv 1803.08494, table 2');
  await expect(view.getByRole('table', { name: 'Noise of all channels together' })).toContainText(
    '√2 × as much'
  );
});

test('simulates beside the page; the same seed draws the same points, another one others', async ({
  page
}) => {
  const view = await openNoise(page);
  await redrawn(view);
  const first = await heights(view);
  expect(first).toHaveLength(8);
  await view.getByRole('button', { name: 'again' }).click();
  await redrawn(view);
  expect(await heights(view)).toEqual(first);
  await view.getByRole('button', { name: 'other seed' }).click();
  await expect(view.getByLabel('Seed of the simulation')).toHaveValue('2');
  await simulated(view);
  await expect.poll(() => heights(view)).not.toEqual(first);
  await view.getByLabel('Seed of the simulation').fill('1');
  await page.keyboard.press('Enter');
  await expect.poll(() => heights(view)).toEqual(first);
});

test('tells the noise at each place of a line to keys and pointer', async ({ page }) => {
  const view = await openNoise(page);
  await simulated(view);
  const plot = view.getByRole('figure', { name: 'Error of the mean by batch normalisation' });
  const words = plot.locator('.jp-EnetPlot-words');
  await focusPlot(plot);
  await page.keyboard.press('ArrowRight');
  await expect(words).toHaveText('group norm: 0 from other images');
  await page.keyboard.press('ArrowUp');
  await expect(words).toContainText('count of one group (not its noise): 5.05 %');
  await page.keyboard.press('Escape');
  const [first] = await view.locator('.jp-EnetNoise-plot .jp-EnetPlot-layer g[fill="none"] circle').all();
  await first.hover({ force: true });
  await expect(plot.locator('.jp-EnetPlot-tip')).toContainText('simulated: 56.5 %, 95 % interval');
});

test('pauses, resumes, and stops while the view is hidden', async ({ page }) => {
  const view = await openNoise(page);
  await simulated(view);
  // Enough pixels for several seconds.
  await type(view, 'side', '400');
  await view.getByRole('button', { name: 'pause' }).click();
  const status = view.locator('.jp-EnetNoise-status');
  await expect(status).toHaveText(/^paused at \d+ %$/);
  await view.getByRole('button', { name: 'resume' }).click();
  await expect(status).toHaveText(/\d+ %, .* left/);
  await openView(page, 'block-explorer', '.jp-EnetBlockExplorer');
  await expect(view).toBeHidden();
  await expect(status).toHaveText(/^paused at \d+ %$/);
  const paused = await status.textContent();
  await frames(page, 30);
  expect(await status.textContent()).toBe(paused);
  await page.getByRole('tab', { name: 'Batch or group norm' }).click();
  await expect(status).toHaveText(/\d+ %, .* left/);
  // A change while the reader has paused starts nothing by itself.
  await view.getByRole('button', { name: 'pause' }).click();
  await type(view, 'side', '300');
  await expect(status).toHaveText('simulates when started');
  await frames(page, 40);
  await expect(view.getByRole('button', { name: 'start' })).toBeVisible();
});

test.describe('without workers', () => {
  test.use({ ownPage: true });

  test('draws the theory alone where there is no worker, and says so', async ({ page }) => {
    await page.evaluate(() => {
      Object.defineProperty(window, 'Worker', {
        value: function () {
          throw new Error('workers are switched off');
        }
      });
    });
    const view = await openNoise(page);
    await expect(view.locator('.jp-EnetNoise-status')).toContainText('theory only');
    await expect(view.locator('.jp-EnetNoise-status')).toContainText('workers are switched off');
    await expect(view.locator('.jp-EnetSentence')).toHaveText(SENTENCE);
  });
});

test('keys move sliders, groups from divisor to divisor', async ({ page }) => {
  const view = await openNoise(page);
  const sentence = view.locator('.jp-EnetSentence');
  await range(view, 'batchSize').focus();
  await page.keyboard.press('ArrowRight');
  await expect(sentence).toContainText('With 9 images');
  await page.keyboard.press('Home');
  await expect(sentence).toContainText('With 1 image,');
  await page.keyboard.press('Delete');
  await expect(sentence).toHaveText(SENTENCE);
  await range(view, 'groups').focus();
  await page.keyboard.press('ArrowRight');
  await expect(box(view, 'groups')).toHaveValue('32');
  await page.keyboard.press('ArrowLeft');
  await expect(box(view, 'groups')).toHaveValue('24');
  await page.keyboard.press('PageDown');
  await expect(box(view, 'groups')).toHaveValue('8');
  await page.keyboard.press('End');
  await expect(box(view, 'groups')).toHaveValue('192');
  await page.keyboard.press('Control+z');
  await expect(box(view, 'groups')).toHaveValue('8');
  await view
    .getByRole('combobox', { name: 'Layer', exact: true })
    .selectOption({ label: 'B0, end of block 3a' });
  await expect(box(view, 'side')).toHaveValue('28');
  await expect(box(view, 'groups')).toHaveValue('5');
});

for (const [name, value, words] of [
  ['groups', '25', 'groups: got 25, expected a divisor of the 192 channels'],
  ['correlation', '-0.5', 'to 1 for 49 pixels']
] as const) {
  test(`says what is wrong with ${name} ${value}, and loses nothing`, async ({ page }) => {
    const view = await openNoise(page);
    await type(view, name, value);
    await expect(view.locator('.jp-EnetSentence')).toHaveText('No normalisation is possible here');
    await expect(view.locator('.jp-EnetDetail')).toContainText(words);
    await page.keyboard.press('Control+z');
    await expect(view.locator('.jp-EnetSentence')).toHaveText(SENTENCE);
  });
}

test('one value has no variance', async ({ page }) => {
  const view = await openNoise(page);
  await type(view, 'side', '1');
  await type(view, 'batchSize', '1');
  await expect(view.locator('.jp-EnetDetail')).toContainText('at least 2 values');
  await type(view, 'batchSize', '2');
  await expect(view.locator('.jp-EnetSentence')).toContainText('With 2 images');
});

test('is saved in the notebook with its points, and drawn again without a kernel', async ({
  page,
  tmpPath
}) => {
  const path = await openNotebook(page, tmpPath, 'noise.ipynb', notebookOf([noiseDocument()]));
  const view = page.locator('.jp-EnetNoise');
  await simulated(view);
  await view.getByRole('button', { name: 'variance' }).click();
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({ quantity: 'varianceError', seed: 1 });
    expect(text).toContain('With 8 images, a batch-norm variance is off by 15.5 % of σ²');
    expect(svg).toBe(storedPicture({ quantity: 'varianceError' }));
  });
  await redrawn(view);
  const points = await heights(view);
  await page.notebook.close();
  await reopenNotebook(page, path);
  await simulated(view);
  await expect.poll(() => heights(view)).toEqual(points);
});

test('shows what was measured in a network, layer by layer, without a kernel', async ({ page, tmpPath }) => {
  const place = { side: 16, channels: 8, groups: 1, correlation: 0.05 };
  const document = noiseDocument({ ...place, measured: MEASURED_NOISE });
  const path = await openNotebook(page, tmpPath, 'measured.ipynb', notebookOf([document]));
  const view = page.locator('.jp-EnetNoise');
  const layers = view.getByRole('combobox', { name: 'Layer', exact: true });
  const squares = view.locator('.jp-EnetNoise-plot .jp-EnetPlot-layer path[data-symbol=square]');
  await expect(layers.locator('optgroup[label="measured in small"] option')).toHaveText([
    'stem_bn',
    'top_bn'
  ]);
  await expect(layers.locator('option:checked')).toHaveText('stem_bn');
  const note = view.locator('.jp-EnetControls-note');
  await expect(note).toHaveText('measured in small, 500 images of digits');
  await expect(squares).toHaveCount(3);
  await expect(view.locator('.jp-EnetDetail')).toContainText(
    'Measured at stem_bn of small, 500 images of digits: 8.13 % for N = 8 (95 % interval 7.07 % to 8.84 %). Theory with ρ = 0.05 lies inside all 3 intervals.'
  );
  await layers.selectOption({ label: 'top_bn' });
  await view.getByRole('button', { name: 'variance', exact: true }).click();
  await expect(view.locator('.jp-EnetDetail')).toContainText('misses at every N');
  await expect(view.locator('.jp-EnetDetail')).toContainText(
    'correlated by 0.4, where Gaussian pixels would be by ρ² = 0.01'
  );
  await expectSaved(page, path, ({ document: saved, text }) => {
    expect(saved.data).toMatchObject({ side: 2, channels: 320, groups: 40, correlation: 0.1 });
    expect(saved.data).toMatchObject({ measured: { layer: 'top_bn' } });
    expect(text).toContain('Measured at top_bn of small');
  });
  // A layer of B0 was not measured here.
  await layers.selectOption({ index: 1 });
  await expect(squares).toHaveCount(0);
  await layers.selectOption({ label: 'top_bn' });
  await expect(squares).toHaveCount(3);
  // Nor one with another map, from which the list leads back.
  await type(view, 'side', '4');
  await expect(squares).toHaveCount(0);
  await expect(layers.locator('option:checked')).toHaveText('own layer');
  await expect(note).toBeHidden();
  await layers.selectOption({ label: 'top_bn' });
  await expect(squares).toHaveCount(3);
  await expect(note).toBeVisible();
});

test('downloads theory and simulation as CSV', async ({ page }) => {
  const view = await openNoise(page);
  await simulated(view);
  const csv = await download(page, view, 'Download CSV');
  expect(csv).toContain('mean_error_independent');
  expect(csv.split('standard_error,seed')[1].trim().split('\n')).toHaveLength(8);
  const svg = await download(page, view, 'Download SVG');
  expect(svg).toContain('equal counts at N* = 8');
  expect(svg).toBe(storedPicture());
  writeFileSync(`${SCREENSHOTS}/efficientnet-noise.svg`, svg);
});

test('along the other axes, and of the other quantities', async ({ page }) => {
  await page.setViewportSize({ width: 1300, height: 1300 });
  const view = await openNoise(page);
  for (const axis of ['channels', 'groups', 'side', 'correlation']) {
    await view.getByRole('combobox', { name: 'Along the axis' }).selectOption(axis);
    await redrawn(view);
    await view.locator('.jp-EnetNoise-picture').screenshot({ path: `${SCREENSHOTS}/noise-${axis}.png` });
  }
  await view.getByRole('combobox', { name: 'Along the axis' }).selectOption('batchSize');
  await view.getByRole('button', { name: 'normalised value' }).click();
  await view.getByRole('button', { name: 'rectified' }).click();
  await redrawn(view);
  await view.locator('.jp-EnetNoise-picture').screenshot({ path: `${SCREENSHOTS}/noise-output.png` });
});

test('light, dark, high contrast and narrow pictures', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 1500 });
  const view = await openNoise(page);
  await simulated(view);
  await pictures(page, view, 'noise');
});
