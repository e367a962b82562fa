import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { openView } from './lab';
import { test } from './lab-test';

// The page that other tests share has seen their views.
test.use({ ownPage: true });

/** Views whose code the page has fetched, by the names of their files. */
function loadedViews(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() => {
    const names = performance
      .getEntriesByType('resource')
      .flatMap(({ name }) => /efficientnet-lab-view-([a-z-]+)\./.exec(name)?.[1] ?? []);
    return [...new Set(names)];
  });
}

test('a view’s code is fetched when the view is opened, and no other’s', async ({ page }) => {
  expect(await loadedViews(page)).toEqual([]);
  await openView(page, 'tool-comparison', '.jp-EnetToolComparison');
  expect(await loadedViews(page)).toEqual(['tool-comparison']);
  await openView(page, 'front', '.jp-EnetFront');
  expect(await loadedViews(page)).toEqual(['tool-comparison', 'front']);
});
