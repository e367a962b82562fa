import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { openView, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';

const VIEWS = [
  { name: 'scaling-explorer', root: '.jp-EnetExplorer' },
  { name: 'block-explorer', root: '.jp-EnetBlockExplorer' },
  { name: 'model-table', root: '.jp-EnetModelTable' },
  { name: 'tool-comparison', root: '.jp-EnetToolComparison' },
  { name: 'model-comparison', root: '.jp-EnetModelComparison' },
  { name: 'search-explorer', root: '.jp-EnetSearchExplorer' },
  { name: 'front', root: '.jp-EnetFront' },
  { name: 'normalization-noise', root: '.jp-EnetNoise' },
  { name: 'stopping-point', root: '.jp-EnetStopping' },
  { name: 'gates', root: '.jp-EnetGates' },
  { name: 'evaluation', root: '.jp-EnetEvaluation' },
  { name: 'sweep-dashboard', root: '.jp-EnetSweep' },
  { name: 'gallery', root: '.jp-EnetGallery' }
];
/** What a screen of 1440 × 1000 has room for at 200 %, and a window at the edge of another. */
const SIZES = [
  { name: 'zoom-200', width: 720, height: 500 },
  { name: 'narrow', width: 480, height: 900 }
];

const THEMES = ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast'];

async function open(page: IJupyterLabPageFixture, name: string, root: string): Promise<Locator> {
  await page.sidebar.close('left');
  return openView(page, name, root);
}

/** Opens or closes all that can be folded, so that it is looked at both ways. */
async function fold(view: Locator, open: boolean): Promise<void> {
  await view.evaluate(
    (element, opened) => element.querySelectorAll('details').forEach((part) => (part.open = opened)),
    open
  );
  await still(view);
}

for (const { name, root } of VIEWS) {
  test(`${name} has no serious finding in any theme`, async ({ page }) => {
    const view = await open(page, name, root);
    for (const theme of THEMES) {
      await test.step(theme, async () => {
        await page.theme.setTheme(theme);
        await still(view);
        await expectAccessible(page, view, `${theme}, as opened`);
        await fold(view, true);
        await expectAccessible(page, view, `${theme}, unfolded`);
        await fold(view, false);
      });
    }
  });

  test(`${name} has room when it is small`, async ({ page }) => {
    const view = await open(page, name, root);
    await fold(view, true);
    for (const { name: size, width, height } of SIZES) {
      await test.step(`${width} × ${height}`, async () => {
        await page.setViewportSize({ width, height });
        await still(view);
        const overflow = await view.evaluate((element) => element.scrollWidth - element.clientWidth);
        expect.soft(overflow, `pixels too wide at ${width} × ${height}`).toBeLessThanOrEqual(1);
        await expectAccessible(page, view, `${width} × ${height}`);
        await page.screenshot({ path: `${SCREENSHOTS}/${name}-${size}.png` });
      });
    }
  });

  test(`${name} can be walked through with the Tab key`, async ({ page }) => {
    const view = await open(page, name, root);
    const reachable = await view.evaluate(
      (element) =>
        [
          ...element.querySelectorAll<HTMLElement>('button, input, select, summary, a[href], [tabindex="0"]')
        ].filter(
          (control) => control.checkVisibility() && !control.hasAttribute('disabled') && control.tabIndex >= 0
        ).length
    );
    expect(reachable).toBeGreaterThan(2);
    await view
      .locator(':is(button, input, select, summary, [tabindex="0"]):not(:disabled):visible')
      .first()
      .focus();
    const seen = new Set<string>();
    for (let press = 0; press < reachable; press += 1) {
      const focused = await view.evaluate((element) => {
        const { activeElement } = document;
        return activeElement && element.contains(activeElement)
          ? {
              key: String([...element.querySelectorAll('*')].indexOf(activeElement)),
              outline: outlineOf(activeElement)
            }
          : null;

        function outlineOf(control: Element): boolean {
          const { outlineStyle, boxShadow } = getComputedStyle(control);
          return outlineStyle !== 'none' || boxShadow !== 'none';
        }
      });
      if (focused === null) {
        break;
      }
      expect(focused.outline, `control ${focused.key} shows that it has the focus`).toBe(true);
      seen.add(focused.key);
      await page.keyboard.press('Tab');
    }
    // Radio buttons share one stop, so that not each control is one.
    expect(seen.size).toBeGreaterThan(reachable / 2);
  });
}
