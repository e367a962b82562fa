import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContextOptions, expect, type Page, type Request, test } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { MIME_TYPE } from './documents';
import { boxOf } from './lab';

const ROOT = resolve(__dirname, '../..');
const RESULTS = join(ROOT, 'test', 'results');

/** Writes the page of a notebook; returns its address on disk. */
function exported(notebook: string, name: string): string {
  const output = join(RESULTS, `${name}.html`);
  mkdirSync(RESULTS, { recursive: true });
  execFileSync(join(ROOT, '.venv', 'bin', 'efficientnet-lab'), ['export', notebook, '--output', output]);
  return pathToFileURL(output).href;
}

/** Opens a page from disk with the network cut; notes whatever it asks for, and its errors. */
async function opened(
  page: Page,
  address: string
): Promise<{ requests: string[]; errors: string[]; firstPicture: number; alive: number }> {
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url() !== address) {
      requests.push(request.url());
    }
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => errors.push(message.text()));
  const began = Date.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('.jp-EnetLiving img, .jp-EnetPlot svg').locator('visible=true').first().waitFor();
  const firstPicture = Date.now() - began;
  await expect(page.locator('#enet-live')).toBeVisible();
  return { requests, errors, firstPicture, alive: Date.now() - began };
}

const OFFLINE: BrowserContextOptions = { offline: true };
test.use({ contextOptions: OFFLINE });

test('chapter 03 answers from disk with the network cut', async ({ page }) => {
  const address = exported(join(ROOT, 'notebooks', '03-compound-scaling.ipynb'), 'page-03');
  const { requests, errors, firstPicture, alive } = await opened(page, address);
  test.info().annotations.push({ type: 'ms', description: `first picture ${firstPicture}, alive ${alive}` });
  const view = page.locator('.jp-EnetView').first();
  const sentence = view.locator('.jp-EnetSentence');
  await expect(sentence).toContainText('φ = 1 costs');
  await view.getByRole('slider', { name: /compound/ }).press('ArrowRight');
  await expect(sentence).not.toContainText('φ = 1 costs');
  await view.getByRole('button', { name: 'undo' }).click();
  await expect(sentence).toContainText('φ = 1 costs');
  expect(requests).toEqual([]);
  expect(errors).toEqual([]);
});

test('is accessible and as wide as the window in light and dark', async ({ page }) => {
  await opened(page, exported(join(ROOT, 'notebooks', '01-depthwise-separable.ipynb'), 'page-01'));
  for (const theme of ['light', 'dark']) {
    await expectAccessible(page, page.locator('body'), theme);
    await page.screenshot({ path: join(RESULTS, `page-01-${theme}.png`) });
    await page.locator('#enet-theme').click();
  }
  await page.setViewportSize({ width: 480, height: 900 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(480);
  await page.screenshot({ path: join(RESULTS, 'page-01-narrow.png'), fullPage: true });
});

test('chapter 07 simulates beside the page, opens a view above it and hides its code', async ({ page }) => {
  const address = exported(join(ROOT, 'notebooks', '07-batch-vs-group-norm.ipynb'), 'page-07');
  const { requests, errors } = await opened(page, address);
  const view = page.locator('.jp-EnetNoise').first();
  const points = view.locator('.jp-EnetNoise-plot .jp-EnetPlot-layer g[fill="none"] circle');
  await expect(points).not.toHaveCount(0);
  const drawn = await points.evaluateAll((circles) => circles.map((circle) => circle.getAttribute('cy')));
  await view.getByRole('button', { name: 'other seed' }).click();
  await expect
    .poll(() => points.evaluateAll((circles) => circles.map((circle) => circle.getAttribute('cy'))))
    .not.toEqual(drawn);
  await view.getByRole('button', { name: 'More' }).click();
  // Beside its button, however far the page is scrolled.
  const menu = await boxOf(page.locator('.lm-Menu'));
  const button = await boxOf(view.getByRole('button', { name: 'More' }));
  expect(Math.abs(menu.y - button.y - button.height)).toBeLessThan(4);
  await page.screenshot({ path: join(RESULTS, 'page-07-menu.png') });
  await page.locator('.lm-Menu-itemLabel', { hasText: 'Open as panel' }).click();
  const above = page.getByRole('dialog');
  await expect(above.locator('.jp-EnetNoise')).toBeVisible();
  await above.getByRole('button', { name: 'More' }).click();
  await page.screenshot({ path: join(RESULTS, 'page-07-above.png') });
  await page.locator('.lm-Menu-itemLabel', { hasText: 'Help' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(above).toHaveCount(0);
  const folded = page.locator('.jp-CodeCell > details').first();
  await expect(folded.locator('.highlight')).toBeHidden();
  await folded.locator('summary').click();
  await expect(folded.locator('.highlight')).toBeVisible();
  const source = page.locator('.jp-CodeCell > .jp-Cell-inputWrapper .highlight').first();
  await expect(source).toBeVisible();
  await page.locator('#enet-code').click();
  await expect(source).toBeHidden();
  expect(requests).toEqual([]);
  expect(errors).toEqual([]);
});

test('on paper pictures stand for the views, in the state that these are in, and no code is cut', async ({
  page
}) => {
  const address = exported(join(ROOT, 'notebooks', '06-stopping-point.ipynb'), 'page-06');
  await opened(page, address);
  const view = page.locator('.jp-EnetView').first();
  const pictures = page.locator('.jp-EnetLiving > img');
  const plain = (text: string | null): string => (text ?? '').replace(/\s/g, ' ');
  const said = async (): Promise<string> =>
    plain((await pictures.first().getAttribute('alt'))?.split('\n')[0] ?? null);
  const before = await said();
  await expect(pictures.first()).toBeHidden();
  await view.getByRole('slider').first().press('PageUp');
  await expect.poll(said, { timeout: 30_000 }).not.toBe(before);
  await expect
    .poll(said, { timeout: 30_000 })
    .toBe(plain(await view.locator('.jp-EnetSentence').innerText()));
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.jp-EnetView').locator('visible=true')).toHaveCount(0);
  await expect(pictures.locator('visible=true')).toHaveCount(await pictures.count());
  const cut = await page
    .locator('.jp-CodeCell .highlight pre')
    .evaluateAll((texts) => texts.filter((text) => text.scrollWidth > text.clientWidth + 1).length);
  expect(cut).toBe(0);
  await pictures.first().scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(RESULTS, 'page-06-paper.png') });
});

test('nothing that a notebook brings runs or is fetched, and a broken document shows its text', async ({
  page
}) => {
  const elsewhere = 'https://elsewhere.invalid';
  const outputs = [
    { 'text/html': `<script>window.ran = 'script'</script><img src="x" onerror="window.ran = 'handler'">` },
    { 'text/html': `<img src="${elsewhere}/a.png"><iframe src="${elsewhere}"></iframe>` },
    {
      'text/html': `<link rel="stylesheet" href="${elsewhere}/a.css"><script src="${elsewhere}/a.js"></script>`
    },
    { 'text/html': `<meta http-equiv="refresh" content="0;url=${elsewhere}"><base href="${elsewhere}">` },
    { 'application/javascript': `window.ran = 'javascript'`, 'text/plain': 'a script in words' },
    { 'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg"><script>window.ran = 'svg'</script></svg>` },
    {
      [MIME_TYPE]: { version: 1, view: 'front', data: '</script><script>window.ran = 1</script>' },
      'text/plain': 'the front in words'
    }
  ];
  const notebook = join(RESULTS, 'hostile.ipynb');
  const cells = outputs.map((data) => ({
    cell_type: 'code',
    execution_count: 1,
    metadata: {},
    source: `// ${'long '.repeat(80)}`,
    outputs: [{ output_type: 'display_data', metadata: {}, data }]
  }));
  const prose = {
    cell_type: 'markdown',
    metadata: {},
    source: `Mathematics: $\\alpha\\beta^2\\gamma^2 \\approx 2$. <img src="${elsewhere}/b.png" onerror="window.ran=2"> [link](javascript:window.ran=3)`
  };
  writeFileSync(
    notebook,
    JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells: [prose, ...cells] })
  );
  const address = exported(notebook, 'hostile');
  const requests: Request[] = [];
  page.on('request', (request) => requests.push(request));
  await page.goto(address);
  await expect(page.getByText('the front in words')).toBeVisible();
  await expect(page.getByText('This view can’t be shown.')).toBeVisible();
  await expect(page.getByText('a script in words')).toBeVisible();
  await expect(page.locator('.katex math').first()).toBeAttached();
  expect(page.url()).toBe(address);
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  // The browser tells of what it did not ask for, too.
  const refused = requests.filter((request) => request.url().startsWith('http'));
  expect(refused.map((request) => request.failure()?.errorText)).toEqual(refused.map(() => 'csp'));
});
