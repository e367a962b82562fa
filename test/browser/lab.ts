import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';
import { MIME_TYPE } from './documents';

export const SCREENSHOTS = 'test/results';

/** Opens a view as a panel, as the palette does; `name` is that of its command. */
export async function openView(
  page: IJupyterLabPageFixture,
  name: string,
  root: string,
  state?: object
): Promise<Locator> {
  await page.evaluate(
    async ([command, args]) => {
      await window.jupyterapp.commands.execute(
        command,
        args as Parameters<typeof window.jupyterapp.commands.execute>[1]
      );
    },
    [`efficientnet-lab:open-${name}`, state ? { state } : {}] as const
  );
  const view = page.locator(root);
  await expect(view).toBeVisible();
  await still(view);
  return view;
}

/** Opens a view that has a plot, and waits for it. */
async function openPlot(page: IJupyterLabPageFixture, name: string, root: string): Promise<Locator> {
  const view = await openView(page, name, root);
  // Not for what it draws: all of that may move with a slider, and be drawn over it.
  await expect(view.locator('.js-plotly-plot .xtick text').first()).toBeVisible();
  return view;
}

export function openExplorer(page: IJupyterLabPageFixture): Promise<Locator> {
  return openPlot(page, 'scaling-explorer', '.jp-EnetExplorer');
}

export function openBlockExplorer(page: IJupyterLabPageFixture): Promise<Locator> {
  return openPlot(page, 'block-explorer', '.jp-EnetBlockExplorer');
}

export function openSearchExplorer(page: IJupyterLabPageFixture): Promise<Locator> {
  return openPlot(page, 'search-explorer', '.jp-EnetSearchExplorer');
}

/** Writes a notebook and opens it; without a kernel name it is opened with no kernel. */
export async function openNotebook(
  page: IJupyterLabPageFixture,
  folder: string,
  name: string,
  content: string,
  kernel = false
): Promise<string> {
  const path = `${folder}/${name}`;
  await page.contents.uploadContent(content, 'text', path);
  await reopenNotebook(page, path, kernel);
  return path;
}

export async function reopenNotebook(
  page: IJupyterLabPageFixture,
  path: string,
  kernel = false
): Promise<void> {
  await page.evaluate(async (p) => {
    await window.jupyterapp.commands.execute('docmanager:open', { path: p });
  }, path);
  if (!kernel) {
    await page.locator('.jp-Dialog').getByRole('button', { name: 'No Kernel' }).click();
  }
  const notebook = page.locator('.jp-Notebook');
  await notebook.waitFor();
  if (!kernel) {
    await still(notebook);
  }
}

/** What the first output of a saved notebook holds. */
interface SavedBundle {
  document: { sentence: string; data: Record<string, unknown> };
  text: string;
  svg: string;
}

/** The document in the first output of a saved notebook. */
export async function savedBundle(page: IJupyterLabPageFixture, path: string): Promise<SavedBundle> {
  const response = await page.request.get(`/api/contents/${path}?content=1`);
  const file = (await response.json()) as {
    content: { cells: { outputs: { data: Record<string, unknown> }[] }[] };
  };
  const { data } = file.content.cells[0].outputs[0];
  const joined = (value: unknown): string => (Array.isArray(value) ? value.join('') : String(value));
  return {
    document: data[MIME_TYPE] as SavedBundle['document'],
    text: joined(data['text/plain']),
    svg: joined(data['image/svg+xml'])
  };
}

/** Saves the current notebook until it holds what is expected: a view writes a moment after it has changed. */
export async function expectSaved(
  page: IJupyterLabPageFixture,
  path: string,
  check: (bundle: SavedBundle) => void
): Promise<void> {
  await expect(async () => {
    await page.evaluate(() => window.jupyterapp.commands.execute('docmanager:save'));
    check(await savedBundle(page, path));
  }).toPass({ timeout: 30_000, intervals: [250] });
}

/** Lets the page paint so many frames, of which a second has 60 at most: what does not happen is given its time. */
export async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (left) => {
    for (; left > 0; left -= 1) {
      await new Promise(requestAnimationFrame);
    }
  }, count);
}

/** More frames than a view takes to draw anew when its controls have come to rest (150 ms). */
const STILL = 12;

/** Waits until an element has neither changed nor moved for some frames: plots are drawn, theme and fonts have come. */
export async function still(shown: Locator): Promise<void> {
  await shown.evaluate(async (element, enough) => {
    let frames = 0;
    const observer = new MutationObserver(() => (frames = 0));
    observer.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
    await document.fonts.ready;
    let place = '';
    while (frames < enough) {
      await new Promise(requestAnimationFrame);
      const now = JSON.stringify(element.getBoundingClientRect());
      frames = now === place ? frames + 1 : 0;
      place = now;
    }
    observer.disconnect();
  }, STILL);
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where an element stands, once it stands still. */
export async function boxOf(shown: Locator): Promise<Box> {
  await still(shown);
  const box = await shown.boundingBox();
  if (!box) {
    throw new Error('It has no box: it is not seen.');
  }
  return box;
}

/** Gives the keys to a plot, once it is drawn: before, there is nothing that they could walk through. */
export async function focusPlot(plot: Locator): Promise<void> {
  await expect(plot).toBeVisible();
  await expect(plot).toHaveAttribute('tabindex', '0');
  await still(plot);
  await plot.focus();
  await expect(plot).toBeFocused();
}
