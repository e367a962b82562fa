import { expect } from '@jupyterlab/galata';
import { openView } from './lab';
import { test } from './lab-test';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('the data table opens before its reader, who can scroll it with the keys', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  const view = await openView(page, 'search-explorer', '.jp-EnetSearchExplorer');
  const data = view.locator('.jp-EnetDataPlace');
  await expect(data).toBeHidden();
  await view.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Data table' }).click();
  await expect(data).toBeInViewport({ ratio: 0.9 });
  await expect(data).toBeFocused();
});

test('the first column of a narrow table stays while its numbers move', async ({ page }) => {
  await page.setViewportSize({ width: 480, height: 900 });
  const view = await openView(page, 'search-explorer', '.jp-EnetSearchExplorer');
  const scroll = view.locator('.jp-EnetScroll', { has: page.getByRole('table', { name: 'Triplets' }) });
  const table = scroll.getByRole('table');
  const column = (at: 'first' | 'last') => table.locator(`:is(th, td):${at}-child`);
  const left = async (at: 'first' | 'last', row: number): Promise<number> =>
    (await column(at).nth(row).boundingBox())?.x ?? NaN;
  const before = { head: await left('first', 0), first: await left('first', 1), last: await left('last', 1) };
  const moved = await scroll.evaluate((element) => (element.scrollLeft = 120) && element.scrollLeft);
  expect(moved).toBe(120);
  expect(await left('last', 1)).toBeCloseTo(before.last - moved, 0);
  expect(await left('first', 0)).toBeCloseTo(before.head, 0);
  expect(await left('first', 1)).toBeCloseTo(before.first, 0);
  // What moves below can't be seen through it.
  const paints = await column('first').evaluateAll((cells) =>
    cells.map((cell) => getComputedStyle(cell).backgroundColor)
  );
  expect(new Set(paints)).toEqual(
    new Set([await view.evaluate((element) => getComputedStyle(element).backgroundColor)])
  );
  const widest = await column('first').evaluateAll((cells) =>
    Math.max(...cells.map((cell) => cell.getBoundingClientRect().width))
  );
  expect(widest).toBeLessThan(0.45 * ((await scroll.boundingBox())?.width ?? 0));
});
