import {
  searchExplorerResult,
  type SearchExplorerState,
  searchPicture
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { expect } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { notebookOf, searchDocument } from './documents';
import { boxOf, expectSaved, openNotebook, openSearchExplorer } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

const CHOICES = 'What is searched, and in which cost';
const MODEL = 'How accuracy is predicted';
const PARALLEL = 'All numbers of each triplet, on parallel axes';

/** Unfolds a part of the view. */
const unfold = (view: Locator, title: string): Promise<void> =>
  view.locator('summary', { hasText: title }).click();

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('counts the paper’s kind of grid, and names best and published', async ({ page }) => {
  const view = await openSearchExplorer(page);
  const sentence = view.locator('.jp-EnetSentence');
  await expect(sentence).toHaveText(
    'Of 1,331 triplets 85 are feasible; 1.3 / 1.1 / 1.15 is predicted best, 80.17 %; the published 1.2 / 1.1 / 1.15 scores 79.95 %.'
  );
  await view.getByText('How many triplets meet each constraint').click();
  const counts = view.getByRole('table', { name: 'Counts' });
  for (const [row, count] of ['1,331', '484', '85', '35', '3'].entries()) {
    await expect(counts.locator('td').nth(row)).toHaveText(count);
  }
  await unfold(view, CHOICES);
  await view.getByRole('button', { name: 'built', exact: true }).click();
  await expect(sentence).toContainText('35 are feasible');
  await view.getByRole('button', { name: 'both', exact: true }).click();
  await expect(sentence).toContainText('3 are feasible');
  const csv = await download(page, view, 'CSV');
  expect(csv.trim().split('\n')).toHaveLength(1 + 3);
});

test('no feasible triplet: the nearest is named, and nothing is lost', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await view.locator('input[type=number][data-parameter=tolerance]').fill('0');
  await page.keyboard.press('Enter');
  await view.locator('input[type=number][data-parameter=growth]').fill('5.95');
  await page.keyboard.press('Enter');
  const sentence = view.locator('.jp-EnetSentence');
  await expect(sentence).toContainText('None of 1,331 triplets meets the constraint; the nearest is');
  await expect(view.getByRole('table', { name: 'Triplets' })).toContainText('nearest');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(sentence).toContainText('85 are feasible');
});

test('parts of an axis are chosen by keys and by the mouse', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await unfold(view, PARALLEL);
  const low = view.getByRole('slider', { name: 'γ, from' });
  await low.focus();
  await page.keyboard.press('PageUp');
  await expect(low).toHaveAttribute('aria-valuenow', '1.1');
  const note = view.locator('.jp-EnetSearchExplorer-picture');
  await expect(note).toContainText(/Chosen: \d+ of 85/);
  await page.keyboard.press('Delete');
  await expect(note).not.toContainText('Chosen');
  const track = view.locator('.jp-EnetBrushed-track').first();
  const box = await boxOf(track);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.6, { steps: 5 });
  await page.mouse.up();
  await expect(note).toContainText(/Chosen: \d+ of 85/);
  await view.getByRole('button', { name: 'show all', exact: true }).click();
  await expect(note).not.toContainText('Chosen');
});

test('opens on a sentence, a picture and two sliders', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await expect(view.locator('input[type=range]:visible')).toHaveCount(2);
  await expect(view.locator('.jp-EnetPlot:visible')).toHaveCount(1);
  await expect(view.locator('.jp-EnetBrushed')).toBeHidden();
  await unfold(view, MODEL);
  await expect(view.locator('input[type=range]:visible')).toHaveCount(10);
});

test('a box on the plot chooses what is in it, and joins the parallel axes', async ({ page }) => {
  const view = await openSearchExplorer(page);
  const plot = view.locator('.jp-EnetSearchExplorer-plot .jp-EnetPlot');
  const note = view.locator('.jp-EnetSearchExplorer-picture');
  await plot.hover();
  await plot.getByRole('button', { name: 'Select points in a box' }).click();
  const box = await boxOf(plot);
  await page.mouse.move(box.x + 0.3 * box.width, box.y + 0.15 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.7 * box.width, box.y + 0.8 * box.height, { steps: 4 });
  await page.mouse.up();
  await expect(note).toContainText(/Chosen: \d+ of 85/);
  await unfold(view, PARALLEL);
  await expect(view.locator('.jp-EnetBrushed-axis.jp-mod-brushed')).toHaveCount(2);
  await view.getByRole('button', { name: 'show all', exact: true }).click();
  await expect(note).not.toContainText('Chosen');
});

test('a million triplets are searched while the page stays alive', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await unfold(view, CHOICES);
  await view.getByRole('combobox', { name: 'Triplets that are tried' }).selectOption({ index: 2 });
  await expect(view.locator('progress')).toBeVisible();
  await expect(view.locator('.jp-EnetSentence')).toContainText('Of 1,030,301 triplets', { timeout: 30_000 });
  await expect(view.locator('.jp-EnetSearchExplorer-picture')).toContainText(/Drawn: [\d,]+ of/);
  await expect(view.locator('progress')).toBeHidden();
});

test('a large search can be cancelled, and what was found stays', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await unfold(view, CHOICES);
  await view.getByRole('combobox', { name: 'Triplets that are tried' }).selectOption({ index: 2 });
  await view.getByRole('button', { name: 'cancel' }).click();
  await expect(view.locator('progress')).toBeHidden();
  await expect(view.locator('.jp-EnetSentence')).toContainText('Of 1,331 triplets');
  await page.keyboard.press('Control+z');
  await expect(view).not.toHaveClass(/jp-mod-stale/);
});

test('a surrogate that nothing changes says so', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await unfold(view, MODEL);
  for (const dimension of ['depth', 'width', 'resolution']) {
    await view.locator(`input[type=number][data-parameter=${dimension}Exponent]`).fill('0');
    await page.keyboard.press('Enter');
  }
  await expect(view.locator('.jp-EnetDetail')).toContainText('85 triplets share the best accuracy');
  await view.getByText('What is searched, and what the best can claim').click();
  await expect(view).toContainText('No multiplier changes the predicted accuracy');
  await view.getByRole('button', { name: 'back to the published accuracies' }).click();
  await expect(view.locator('.jp-EnetSentence')).toContainText('1.3 / 1.1 / 1.15');
});

test('positions are saved in the notebook', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'search.ipynb', notebookOf([searchDocument()]));
  const view = page.locator('.jp-EnetSearchExplorer');
  await unfold(view, CHOICES);
  await view.getByRole('button', { name: 'both', exact: true }).click();
  await expect(view.locator('.jp-EnetSentence')).toContainText('3 are feasible');
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({ constraint: 'both', growth: 2 });
    expect(text).toContain('3 are feasible');
    expect(svg).toContain('published');
    const state = document.data as unknown as SearchExplorerState;
    expect(svg).toBe(searchPicture(state, searchExplorerResult(state), new Date()));
  });
});

test('the search explorer in light, dark and narrow', async ({ page }) => {
  const view = await openSearchExplorer(page);
  await pictures(page, view, 'search');
});
