import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { SCREENSHOTS } from './lab';

/** Where a shipped notebook goes, and what is seen of its views, pictures and tables there. */
const ROOT = join(__dirname, '../..');
const NAME = '06-stopping-point';
const SHIPPED = join(ROOT, 'notebooks', `${NAME}.ipynb`);
const EXTENSION = '@efficientnet-lab/extension';
const MADE = join(ROOT, 'test/results/travel');

interface Notebook {
  metadata: Record<string, unknown>;
  cells: {
    cell_type: string;
    metadata: Record<string, unknown>;
    outputs?: { data?: Record<string, unknown> }[];
  }[];
}

const shipped = JSON.parse(readFileSync(SHIPPED, 'utf8')) as Notebook;
const bundles = shipped.cells.flatMap(({ outputs = [] }) => outputs.map(({ data = {} }) => data));
const pictures = bundles.filter((data) => 'image/svg+xml' in data).length;
const tables = bundles.filter((data) => 'text/markdown' in data).length;

/** The first cell with a picture and the first with a table. */
const cells = ['image/svg+xml', 'text/markdown'].map((kind) => {
  const found = shipped.cells.find(({ outputs = [] }) => outputs.some(({ data = {} }) => kind in data));
  return found ?? shipped.cells[0];
});

/** Puts a notebook where the server finds it, for no kernel; it signs one whose cells all say that they are trusted. */
async function put(page: Page, path: string, trusted: boolean): Promise<void> {
  const content = {
    ...shipped,
    cells: cells.map((cell) => ({ ...cell, metadata: { ...cell.metadata, trusted } })),
    // What is signed is the content, whatever its name: another one must not be trusted with it.
    metadata: { path }
  };
  const answer = await page.request.put(`/api/contents/${path}`, {
    data: { type: 'notebook', format: 'json', content }
  });
  expect(answer.ok()).toBe(true);
}

/** What `jupyter labextension disable` leads to: the server names the extension in the page's configuration. */
async function withoutExtension(page: Page): Promise<void> {
  await page.route(/\/(lab|notebooks)\b/, async (route) => {
    if (route.request().resourceType() !== 'document') {
      return route.fallback();
    }
    const response = await route.fetch();
    const body = (await response.text()).replace(
      /(<script id="jupyter-config-data"[^>]*>)([^<]*)/,
      (_, tag: string, config: string) =>
        tag + JSON.stringify({ ...(JSON.parse(config) as object), disabledExtensions: [EXTENSION] })
    );
    return route.fulfill({ response, body });
  });
}

async function openInLab(page: Page, path: string): Promise<void> {
  await page.goto(`/lab/tree/${path}?reset`);
  await page.getByRole('dialog').getByRole('button', { name: 'No Kernel' }).click({ timeout: 60_000 });
}

/** What a front end has drawn of the first view's output. */
function firstOutput(page: Page) {
  return page
    .locator('.jp-OutputArea-output')
    .filter({ has: page.locator('.jp-EnetView, img, svg[role=img]') })
    .first();
}

async function shoot(page: Page, name: string): Promise<void> {
  await firstOutput(page).scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${SCREENSHOTS}/travel-${name}.png` });
}

for (const trusted of [true, false]) {
  const how = trusted ? 'trusted' : 'not-trusted';

  test(`reopened without a kernel, ${how}: views are alive`, async ({ page }) => {
    await put(page, `${how}.ipynb`, trusted);
    await openInLab(page, `${how}.ipynb`);
    await expect(firstOutput(page).locator('.jp-EnetSentence')).not.toBeEmpty();
    await expect(firstOutput(page).locator('.js-plotly-plot .scatterlayer').first()).toBeVisible();
    await shoot(page, `lab-${how}`);
  });

  test(`JupyterLab without the extension, ${how}: the picture stands there`, async ({ page }) => {
    await put(page, `bare-${how}.ipynb`, trusted);
    await withoutExtension(page);
    await openInLab(page, `bare-${how}.ipynb`);
    const picture = firstOutput(page).locator('img, svg[role=img]').first();
    await expect(picture).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('.jp-EnetView')).toHaveCount(0);
    if (trusted) {
      expect(await firstOutput(page).innerHTML()).toContain('svg');
    } else {
      await expect(picture).toHaveAttribute('src', /^data:image\/png/);
    }
    await shoot(page, `bare-${how}`);
  });
}

test('Notebook 7 without the extension: the picture stands there', async ({ page }) => {
  await put(page, 'bare-7.ipynb', false);
  await withoutExtension(page);
  await page.goto('/notebooks/bare-7.ipynb');
  await page.getByRole('dialog').getByRole('button', { name: 'No Kernel' }).click({ timeout: 60_000 });
  await expect(firstOutput(page).locator('img')).toBeVisible();
  await expect(page.locator('.jp-EnetView')).toHaveCount(0);
  await shoot(page, 'bare-notebook-7');
});

/** Every picture of a page is there, as large as it says. */
async function expectPictures(page: Page): Promise<void> {
  const images = page.locator('img[src^="data:image/svg"]');
  await expect(images).toHaveCount(pictures);
  for (const image of await images.all()) {
    expect(await image.evaluate((element) => (element as HTMLImageElement).naturalWidth)).toBe(600);
  }
  expect(await page.getByRole('table').count()).toBeGreaterThanOrEqual(tables);
}

test.describe('pages and paper', () => {
  test.use({ viewport: { width: 1000, height: 1300 } });
  const html = join(MADE, `${NAME}.html`);

  test.beforeAll(() => {
    mkdirSync(MADE, { recursive: true });
    const program = join(ROOT, '.venv/bin/jupyter');
    execFileSync(program, ['nbconvert', '--to', 'html', '--output-dir', MADE, SHIPPED], { stdio: 'ignore' });
  });

  test('nbconvert’s page shows all pictures and tables', async ({ page }) => {
    await page.goto(pathToFileURL(html).href);
    await expectPictures(page);
    await page.locator('img[src^="data:image/svg"]').first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${SCREENSHOTS}/travel-nbconvert.png` });
  });

  test('the interactive page on paper, by the browser', ({}, { project }) => {
    const paper = join(MADE, `${NAME}.pdf`);
    const living = join(MADE, `${NAME}-living.html`);
    execFileSync(join(ROOT, '.venv/bin/efficientnet-lab'), ['export', SHIPPED, '--output', living]);
    const { executablePath = '', args = [] } = project.use.launchOptions ?? {};
    const url = pathToFileURL(living).href;
    execFileSync(executablePath, [...args, '--no-pdf-header-footer', `--print-to-pdf=${paper}`, url], {
      stdio: 'ignore'
    });
    const printed = readFileSync(paper, 'latin1');
    expect(printed.slice(0, 5)).toBe('%PDF-');
    expect(printed.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(5);
  });

  test('as GitHub shows it: one kind of each output, HTML through its filter', async ({ page }) => {
    const program = `import nbformat, readers; print(readers.as_on_github(nbformat.read(r'${SHIPPED}', 4)))`;
    const made = execFileSync(join(ROOT, '.venv/bin/python'), ['-c', program], {
      cwd: join(ROOT, 'test/travel'),
      encoding: 'utf8',
      maxBuffer: 1e9
    });
    const path = join(MADE, 'github.html');
    writeFileSync(path, made);
    await page.goto(pathToFileURL(path).href);
    await expectPictures(page);
    await expect(page.locator('table caption').first()).toBeVisible();
    await page.locator('img[src^="data:image/svg"]').first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${SCREENSHOTS}/travel-github.png` });
  });
});
