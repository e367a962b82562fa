import { expect } from '@jupyterlab/galata';
import { expectAccessible } from './accessibility';
import { galleryDocument, notebookOf } from './documents';
import { expectSaved, openNotebook, openView, still } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('starts empty with code that fills it, and with an example', async ({ page }) => {
  const view = await openView(page, 'gallery', '.jp-EnetGallery');
  await expect(view.locator('.jp-EnetSentence')).toHaveText('No images yet.');
  await expect(view.locator('pre')).toContainText('enet.showImages(');
  await view.getByRole('button', { name: 'fill with an example' }).click();
  await expect(view.locator('pre')).toBeHidden();
  await expect(view.locator('[role="option"]')).toHaveCount(24);
  await view.locator('[role="option"]').first().click();
  await view.getByRole('button', { name: 'with heat map' }).click();
  await page.setViewportSize({ width: 1440, height: 1300 });
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
    await page.theme.setTheme(theme);
    await still(view);
    await expectAccessible(page, view, `${theme}, filled`);
  }
  await page.theme.setLightTheme();
  await pictures(page, view, 'gallery');
});

test('keys lead through the images over pages, enlarge one and are kept', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'gallery.ipynb', notebookOf([galleryDocument()]));
  const view = page.locator('.jp-EnetGallery');
  await expect(view.locator('.jp-EnetDetail')).toHaveText('Of 30 images with an answer 6 are wrong: 20.0 %.');
  const focused = view.locator('[role="option"]:focus');
  await view.locator('[role="option"]').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(focused).toContainText('image-1.png');
  const columns = await view
    .getByRole('listbox')
    .evaluate((list) => getComputedStyle(list).gridTemplateColumns.split(' ').length);
  await page.keyboard.press('ArrowDown');
  await expect(focused).toContainText(`image-${1 + columns}.png`);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(focused).toContainText('image-1.png');
  await page.keyboard.press('PageDown');
  await expect(focused).toContainText('image-25.png');
  await expect(view.locator('[role="option"]')).toHaveCount(6);
  await expect(view).toContainText('25 to 30 of 30');
  await page.keyboard.press('Home');
  await expect(focused).toContainText('image-0.png');
  await page.keyboard.press('Enter');
  const large = view.getByRole('region', { name: 'Enlarged image' });
  await expect(large.getByRole('heading')).toHaveText('image-0.png');
  await expect(large).toContainText('loss −ln p = 0.693 nats');
  await expectSaved(page, path, ({ document, text }) => {
    expect(document.data.enlarged).toBe(0);
    expect(text).toContain('Of 30 images with an answer 6 are wrong');
  });
  // Saving takes the focus to the notebook.
  await view.locator('[role="option"]').first().press('Escape');
  await expect(large).toContainText('Click an image');
});

test('images are filtered, sorted and drawn with their map', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'filtered.ipynb', notebookOf([galleryDocument()]));
  const view = page.locator('.jp-EnetGallery');
  const names = (): Promise<string[]> => view.locator('[role="option"] strong').allTextContents();
  await view.getByRole('button', { name: 'mistakes' }).click();
  await expect.poll(names).toEqual([4, 9, 14, 19, 24, 29].map((i) => `image-${i}.png`));
  await view.getByRole('combobox', { name: 'Order of the images' }).selectOption('largest loss');
  await expect.poll(names).toEqual([29, 24, 19, 14, 9, 4].map((i) => `image-${i}.png`));
  await view.getByRole('combobox', { name: 'Class' }).selectOption('sort 2');
  // Of sort 2 are 14 and 29; 4, 19 of sort 1 are read as sort 2.
  await expect.poll(names).toEqual([29, 19, 14, 4].map((i) => `image-${i}.png`));
  const csv = await download(page, view, 'Download CSV');
  expect(csv.split('\r\n')[1]).toBe(`image-29.png,sort 2,sort 0,${0.5 + 0.29},${-Math.log(0.5 - 0.29)}`);
  const maps = view.locator('.jp-EnetHeated canvas[aria-hidden="true"]');
  await expect(maps).toHaveCount(0);
  await view.getByRole('button', { name: 'with heat map' }).click();
  await expect(maps).toHaveCount(1);
  // The corners of the map: its lowest value is dark, its highest light.
  const [low, high] = await maps.evaluate((canvas) => {
    const context = (canvas as HTMLCanvasElement).getContext('2d');
    const { width } = canvas as HTMLCanvasElement;
    const sum = (x: number): number =>
      [...(context?.getImageData(x, 0, 1, 1).data ?? [])].slice(0, 3).reduce((all, value) => all + value, 0);
    return [sum(0), sum(width - 1)];
  });
  expect(high).toBeGreaterThan(2 * low);
  await view.getByRole('button', { name: 'right' }).click();
  await view.getByRole('combobox', { name: 'Class' }).selectOption('all classes');
  await expect(view.locator('[role="option"]')).toHaveCount(24);
  await view.getByRole('button', { name: 'undo' }).click();
  await expect(view.locator('[role="option"]')).toHaveCount(8);
});

test('a file that claims other pixels is refused', async ({ page, tmpPath }) => {
  const document = galleryDocument();
  Object.assign(document.data.gallery.images[2], { file: 'data:image/svg+xml;base64,PHN2Zz4=' });
  await openNotebook(page, tmpPath, 'foreign.ipynb', notebookOf([document]));
  await expect(page.getByRole('alert')).toContainText('gallery.images[2].file');
  await expect(page.locator('.jp-EnetProblem-fallback')).toHaveText('text of output 0');
});
