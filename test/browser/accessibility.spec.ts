import { expect, type IJupyterLabPageFixture, test } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { expectAccessible } from './accessibility';
import { openView, SCREENSHOTS } from './lab';

const VIEWS = [
  { name: 'scaling-explorer', root: '.jp-EnetExplorer' },
  { name: 'block-explorer', root: '.jp-EnetBlockExplorer' },
  { name: 'model-table', root: '.jp-EnetModelTable' },
  { name: 'tool-comparison', root: '.jp-EnetToolComparison' },
  { name: 'search-explorer', root: '.jp-EnetSearchExplorer' },
  { name: 'front', root: '.jp-EnetFront' },
  { name: 'normalization-noise', root: '.jp-EnetNoise' },
  { name: 'stopping-point', root: '.jp-EnetStopping' },
  { name: 'gates', root: '.jp-EnetGates' }
];
/** What a screen of 1440 × 1000 has room for at 200 %, and a window at the edge of another. */
const SIZES = [
  { name: 'zoom-200', width: 720, height: 500 },
  { name: 'narrow', width: 480, height: 900 }
];

async function open(page: IJupyterLabPageFixture, name: string, root: string): Promise<Locator> {
  await page.sidebar.close('left');
  const view = await openView(page, name, root);
  await page.waitForTimeout(700);
  return view;
}

/** Opens all that is folded, so that it is looked at too. */
async function unfold(view: Locator): Promise<void> {
  await view.evaluate((element) => element.querySelectorAll('details').forEach((part) => (part.open = true)));
  await view.page().waitForTimeout(500);
}

for (const { name, root } of VIEWS) {
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
    test(`${name} has no serious finding in ${theme}`, async ({ page }) => {
      await page.theme.setTheme(theme);
      const view = await open(page, name, root);
      await expectAccessible(page, view);
      await unfold(view);
      await expectAccessible(page, view);
    });
  }

  for (const { name: size, width, height } of SIZES) {
    test(`${name} has room at ${width} × ${height}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      const view = await open(page, name, root);
      await unfold(view);
      const overflow = await view.evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(overflow).toBeLessThanOrEqual(1);
      await expectAccessible(page, view);
      await page.screenshot({ path: `${SCREENSHOTS}/${name}-${size}.png` });
    });
  }

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
