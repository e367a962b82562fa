import { frameOf } from '@efficientnet-lab/kernel-helpers/chart';
import {
  STOPPING_POINT_START,
  stoppingAxes,
  stoppingChart,
  stoppingPicture,
  stoppingPointResult,
  type StoppingPointState
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { ENGLISH } from '@efficientnet-lab/kernel-helpers/wording';
import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { notebookOf, stoppingDocument } from './documents';
import { boxOf, expectSaved, focusPlot, openNotebook, openView, savedBundle, still } from './lab';
import { test } from './lab-test';
import { download, pictures } from './menu-and-pictures';

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

const stored = (
  axis: StoppingPointState['axis']
): [StoppingPointState, ReturnType<typeof stoppingPointResult>] => {
  const state = { ...STOPPING_POINT_START, axis };
  return [state, stoppingPointResult(state)];
};

const openStopping = (page: IJupyterLabPageFixture): Promise<Locator> =>
  openView(page, 'stopping-point', '.jp-EnetStopping');

test('names φ* with its interval, and moves it with the slider', async ({ page }) => {
  const view = await openStopping(page);
  const sentence = view.locator('.jp-EnetSentence');
  await expect(sentence).toContainText('falls to 10 % of the baseline’s at φ* = 2.16 (95 % interval');
  await expect(sentence).toContainText('1.74 G MACs, accuracy 81.4 %');
  const share = view.locator('input[type=range][data-parameter=share]');
  await share.focus();
  await page.keyboard.press('End');
  await expect(sentence).toContainText('φ* = 0');
  await page.keyboard.press('Delete');
  await expect(sentence).toContainText('φ* = 2.16');
  const csv = await download(page, view, 'CSV');
  expect(csv).toMatch(/^φ\*,2\.159/m);
  expect(csv).toMatch(/^A∞,,,,,,85\.0/m);
  expect(await download(page, view, 'Download SVG')).toContain('φ* = 2.16');
  expect((await download(page, view, 'Download PNG')).slice(1, 4)).toBe('PNG');
});

test('other records, a hidden family and a threshold', async ({ page }) => {
  const view = await openStopping(page);
  const sentence = view.locator('.jp-EnetSentence');
  await view.getByRole('button', { name: 'a threshold' }).click();
  await expect(sentence).toContainText('percentage points for 10⁹ MACs at φ* = 2.16');
  await view.getByRole('combobox', { name: 'Records' }).selectOption('timm-cpu');
  await view.getByRole('combobox', { name: 'Cost' }).selectOption('latency');
  await expect(sentence).toContainText('ms');
  for (const family of [
    'MobileNetV2',
    'MnasNet',
    'MobileNetV3',
    'EfficientNet-Lite',
    'EfficientNet',
    'ResNet'
  ]) {
    const button = view.getByRole('button', { name: family, exact: true });
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'false');
  }
  await expect(sentence).toHaveText('There is no curve');
  await expect(view.locator('.jp-EnetDetail')).toContainText('Show another family');
  await page.keyboard.press('Control+z');
  // Also once its resamples have come: four networks scatter so much that some of them have no curve.
  await expect(view.locator('.jp-EnetDetail')).toContainText(/No curve fits \d+ of [\d,]+ resamples/);
  await expect(sentence).not.toHaveText('There is no curve');
});

test('own records that no curve fits are shown, and say why', async ({ page }) => {
  const view = await openStopping(page);
  await view.getByRole('button', { name: 'paste…' }).click();
  await view
    .getByRole('textbox', { name: 'Records as CSV or JSON' })
    .fill('name,accuracy,cost:latency [ms]\na,70,10\nb,72,20\n');
  await view.getByRole('button', { name: 'read', exact: true }).click();
  await expect(view.locator('.jp-EnetSentence')).toContainText('no φ*');
  await expect(view.locator('.jp-EnetDetail')).not.toBeEmpty();
});

test('a curve of one’s own', async ({ page }) => {
  const view = await openStopping(page);
  await view.getByRole('button', { name: 'of my own' }).click();
  await view.locator('input[type=number][data-parameter=rate]').fill('1');
  await page.keyboard.press('Enter');
  const expected = Math.log(10) / (1 + Math.log(2));
  await expect(view.locator('.jp-EnetSentence')).toContainText(`φ* = ${expected.toFixed(2)}`);
  await view.getByText('Where φ* comes from, and what it rests on').click();
  await expect(view.locator('.jp-EnetFormula')).toContainText('ln(1/0.1)');
});

test('positions are saved in the notebook, with the interval', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'stopping.ipynb', notebookOf([stoppingDocument()]));
  const view = page.locator('.jp-EnetStopping');
  await view.getByRole('button', { name: 'cost', exact: true }).click();
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({ axis: 'cost', rule: { kind: 'relative', share: 0.1 } });
    expect(text).toContain('95 % interval');
    expect(svg).toContain('B7');
  });
});

test('arrow keys step through the plot and say what is there', async ({ page }) => {
  const view = await openStopping(page);
  const plot = view.locator('.jp-EnetStopping-plot .jp-EnetPlot');
  await focusPlot(plot);
  await page.keyboard.press('ArrowRight');
  const words = plot.getByRole('status');
  const tip = plot.locator('.jp-EnetPlot-tip');
  await expect(words).toHaveText(/^φ = 0: [\d.]+ %$/);
  await expect(tip).toHaveText(/^φ = 0: [\d.]+ %$/);
  for (const key of ['ArrowUp', 'ArrowUp', 'End']) {
    await page.keyboard.press(key);
  }
  await expect(words).toContainText('B7: ');
  await page.keyboard.press('ArrowLeft');
  await expect(words).toContainText('B6: ');
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
});

test('Plotly and the stored picture put points and ticks at the same places, also after zooming', async ({
  page
}) => {
  const view = await openStopping(page);
  const plot = view.locator('.jp-EnetStopping-plot .jp-EnetPlot');
  await expect(plot.locator('.points path')).toHaveCount(8);
  await still(view);
  const box = await boxOf(plot);
  const size = await plot.evaluate(({ clientWidth, clientHeight }) => ({
    width: clientWidth,
    height: clientHeight
  }));
  const fontSize = await plot.evaluate((node) => parseFloat(getComputedStyle(node).fontSize));
  const [state, result] = stored('phi');
  const chart = stoppingChart(state, result, stoppingAxes(result), ENGLISH);
  const frame = frameOf(chart, { ...size, fontSize });
  const centres = (selector: string): Promise<{ x: number; y: number }[]> =>
    plot.locator(selector).evaluateAll((nodes) =>
      nodes.map((node) => {
        const { x, y, width, height } = node.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      })
    );
  const points = await centres('.points path');
  result.phis.forEach((phi, i) => {
    expect(Math.abs(points[i].x - box.x - frame.x(phi))).toBeLessThan(1);
    const y = frame.y(result.points?.accuracies[i] ?? NaN);
    expect(Math.abs(points[i].y - box.y - y)).toBeLessThan(1);
  });
  await expect(plot.locator('.xtick text')).toHaveText(frame.xTicks.map(({ text }) => text));
  const ticks = await centres('.xtick text');
  frame.xTicks.forEach(({ at }, i) => expect(Math.abs(ticks[i].x - box.x - at)).toBeLessThan(1));

  const names = plot.locator('.jp-EnetPlot-layer text');
  await expect(names.filter({ hasText: 'φ* = 2.16' })).toBeVisible();
  await expect(names.filter({ hasText: 'B0' })).toBeVisible();
  const at = (phi: number, accuracy: number): [number, number] => [
    box.x + frame.x(phi),
    box.y + frame.y(accuracy)
  ];
  await page.mouse.move(...at(1.6, 80.5));
  await page.mouse.down();
  await page.mouse.move(...at(3.8, 83.4), { steps: 5 });
  await page.mouse.up();
  await expect(names.filter({ hasText: 'B0' })).toHaveCount(0);
  await expect(names.filter({ hasText: 'B4' })).toBeVisible();
  await still(view);
  const zoomed = await centres('.jp-EnetPlot-layer circle');
  expect(zoomed).toHaveLength(1);
  await plot.getByRole('button', { name: 'Show all' }).click();
  await expect(names.filter({ hasText: 'B0' })).toBeVisible();
  await still(view);
  const back = await centres('.points path');
  back.forEach(({ x, y }, i) => expect(Math.hypot(x - points[i].x, y - points[i].y)).toBeLessThan(1));

  await page.mouse.move(...at(3, 79));
  const isLeftToPage = await plot.evaluate(
    (node) =>
      new Promise<boolean>((resolve) => {
        document.addEventListener('wheel', (event) => resolve(!event.defaultPrevented), { once: true });
        const inner = node.querySelector('.nsewdrag') ?? node;
        inner.dispatchEvent(new WheelEvent('wheel', { deltaY: 100, bubbles: true, cancelable: true }));
      })
  );
  expect(isLeftToPage).toBe(true);
});

test('the stored picture follows a slider, and is the one that a cell makes', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'stored.ipynb', notebookOf([stoppingDocument()]));
  const view = page.locator('.jp-EnetStopping');
  await expect(view.locator('.jp-EnetSentence')).toContainText('95 % interval');
  await view.getByRole('button', { name: 'cost', exact: true }).click();
  await expect
    .poll(async () => {
      await page.notebook.save();
      return (await savedBundle(page, path)).svg;
    })
    .toBe(stoppingPicture(...stored('cost'), new Date()));
});

test('the stopping point in light, dark and narrow', async ({ page }) => {
  const view = await openStopping(page);
  await expect(view.locator('.jp-EnetSentence')).toContainText('95 % interval');
  await pictures(page, view, 'stopping');
});
