import { frontPicture, frontResult, type FrontState } from '@efficientnet-lab/kernel-helpers/views/front';
import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';
import { frontDocument, notebookOf } from './documents';
import { boxOf, expectSaved, openNotebook, openView, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';

async function openFront(page: IJupyterLabPageFixture): Promise<Locator> {
  const view = await openView(page, 'front', '.jp-EnetFront');
  await expect(view.locator('.js-plotly-plot .scatterlayer')).toBeVisible();
  await still(view);
  return view;
}

async function readPasted(view: Locator, text: string): Promise<void> {
  await view.getByRole('button', { name: 'paste…' }).click();
  await view.getByRole('textbox', { name: 'Records as CSV or JSON' }).fill(text);
  await view.getByRole('button', { name: 'read', exact: true }).click();
}

const sentenceOf = (view: Locator): Locator => view.locator('.jp-EnetSentence');

test.beforeEach(async ({ page }) => {
  await page.sidebar.close('left');
});

test('a budget names the best of the published networks, and what comes next', async ({ page }) => {
  const view = await openFront(page);
  await expect(sentenceOf(view)).toHaveText('Under 20 ms the best is efficientnet_b1 with 78.8 % at 18.4 ms');
  await expect(view.locator('.jp-EnetDetail')).toContainText('Next comes efficientnet_b2');
  await view.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('Home');
  await expect(sentenceOf(view)).toContainText('Nothing fits under');
  await page.keyboard.press('Delete');
  await expect(sentenceOf(view)).toContainText('Under 20 ms');
  const box = view.getByRole('spinbutton', { name: 'Budget' });
  await box.fill('70');
  await page.keyboard.press('Enter');
  await expect(sentenceOf(view)).toContainText('the best is efficientnet_b4');
  await view.getByRole('checkbox', { name: 'best under a budget' }).click();
  await expect(sentenceOf(view)).toContainText('13 of 21 networks are on the front');
});

test('the line of the budget is dragged, in frames', async ({ page }) => {
  const view = await openFront(page);
  const { x, y, height } = await boxOf(view.locator('.jp-EnetFront-plot [data-rule=x]'));
  await page.mouse.move(x, y + height - 20);
  await page.mouse.down();
  await page.mouse.move(x + 150, y + height - 20, { steps: 12 });
  await page.mouse.up();
  await expect(sentenceOf(view)).toContainText(/Under (5|6|7|8|9)\d(\.\d)?\sms/);
  await page.keyboard.press('Control+z');
  await expect(sentenceOf(view)).toContainText('Under 20 ms');
});

test('who dominates a network, by click and by key', async ({ page }) => {
  const view = await openFront(page);
  const answer = view.locator('.jp-EnetFront-answer');
  await view.locator('summary', { hasText: 'Dominated networks (8)' }).click();
  await view.getByRole('button', { name: 'resnet50', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(answer).toContainText('resnet50: 76.2 % at 32.8 ms. Dominated by 4 of the front');
  await expect(view.getByRole('button', { name: 'resnet50', exact: true })).toBeFocused();
  await view.locator('.jp-EnetFront-plot').scrollIntoViewIfNeeded();
  // Rings around what comes next, what the budget buys, and what was asked about.
  const rings = view.locator('.jp-EnetPlot-layer circle[r="9"]');
  await expect(rings).toHaveCount(3);
  // What the answer says moves the plot once more.
  await still(view);
  const ring = await boxOf(rings.nth(1));
  await page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
  await expect(answer).toContainText('efficientnet_b1: 78.8 % at 18.4 ms. On the front.');
});

test('names on the picture cover nothing', async ({ page }) => {
  const view = await openFront(page);
  const overlaps = await view.evaluate((root) => {
    const boxes = [...root.querySelectorAll('.jp-EnetPlot-layer text')].map((node) =>
      node.getBoundingClientRect()
    );
    return boxes.flatMap((a, i) =>
      boxes
        .slice(0, i)
        .filter((b) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
    ).length;
  });
  expect(overlaps).toBe(0);
  expect(await view.locator('.jp-EnetPlot-layer text').count()).toBeGreaterThan(12);
});

test('a box on the plot tells of what is in it, in words and tables', async ({ page }) => {
  const view = await openFront(page);
  const plot = view.locator('.jp-EnetFront-plot .jp-EnetPlot');
  const rows = view.locator('.jp-EnetFront-members tbody tr');
  await expect(rows).toHaveCount(13);
  const gains = await rows.locator('td:nth-child(5)').allTextContents();
  const names = await rows.locator('th').allTextContents();
  await plot.hover();
  await plot.getByRole('button', { name: 'Select points in a box' }).click();
  const box = await boxOf(plot);
  await page.mouse.move(box.x + 0.4 * box.width, box.y + 0.1 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.75 * box.width, box.y + 0.55 * box.height, { steps: 4 });
  await page.mouse.up();
  const answer = view.locator('.jp-EnetFront-answer');
  await expect(answer).toContainText(/^In the box: \d+ networks, (\d+) of the front\. Cheapest: /);
  const inBox = Number(/(\d+) of the front/.exec((await answer.textContent()) ?? '')?.[1]);
  expect(inBox).toBeGreaterThan(1);
  expect(inBox).toBeLessThan(13);
  await expect(rows).toHaveCount(inBox);
  // Gains are still those over the member before, in the box or not.
  const first = names.indexOf((await rows.first().locator('th').textContent()) ?? '');
  expect(first).toBeGreaterThan(0);
  await expect(rows.first().locator('td:nth-child(5)')).toHaveText(gains[first]);
  const heads = await view
    .locator('.jp-EnetFront-members thead th')
    .evaluateAll((all) => all.map((head) => head.getAttribute('title')));
  expect(heads).not.toContain(null);
  await view.getByRole('combobox', { name: 'Cost' }).selectOption('params');
  await expect(answer).toContainText('Click a point');
  await expect(rows.first()).toBeVisible();
});

test('a budget typed beyond the axis finds its line there', async ({ page }) => {
  const view = await openFront(page);
  const box = view.getByRole('spinbutton', { name: 'Budget' });
  await box.fill('2000');
  await page.keyboard.press('Enter');
  await expect(view.locator('.jp-EnetPlot-layer text', { hasText: 'budget 2,000 ms' })).toBeVisible();
  await expect(view.getByRole('slider', { name: 'Budget' })).toHaveValue('400');
});

test('the stored picture follows the budget, and is the one that a cell makes', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'stored.ipynb', notebookOf([frontDocument()]));
  const view = page.locator('.jp-EnetFront');
  await view.getByRole('slider', { name: 'Budget' }).focus();
  await page.keyboard.press('End');
  await expectSaved(page, path, ({ document, svg }) => {
    expect(document.data.budget).not.toBe(20);
    const result = frontResult(document.data as unknown as FrontState);
    expect(svg).toBe(frontPicture(result, new Date()));
  });
});

test('single dimensions and compound scaling in their colours, family by family', async ({ page }) => {
  const view = await openFront(page);
  await view.getByRole('combobox', { name: 'Records' }).selectOption('paper-dimensions');
  await expect(view.locator('.jp-EnetFrontKey')).toContainText('depth');
  for (const family of ['MobileNetV1', 'ResNet-50', 'EfficientNet-B0']) {
    await view.getByRole('button', { name: family, exact: true }).click();
  }
  await expect(sentenceOf(view)).toContainText('4 of 5 networks are on the front');
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/front-dimensions.png` });
  await view.getByRole('combobox', { name: 'Records' }).selectOption('timm');
  await view.getByRole('combobox', { name: 'Cost' }).selectOption('params');
  await view.getByRole('button', { name: 'linear', exact: true }).click();
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/front-timm.png` });
});

test('own records: pasted, broken, and read again', async ({ page }) => {
  const view = await openFront(page);
  const head = 'name,accuracy,cost:latency [ms]';
  await readPasted(view, `${head}\nfine,70,10\nbroken,170,12`);
  await expect(view.locator('.jp-EnetTextSource-problem')).toContainText(
    'line 3.accuracy: got 170, expected per cent from 0 to 100'
  );
  await expect(sentenceOf(view)).toContainText('Under 20 ms');
  const text = view.getByRole('textbox', { name: 'Records as CSV or JSON' });
  await expect(text).toHaveValue(/broken,170/);
  await text.fill(`${head}\nfine,70,10\ntwin,70,10\nworse,69,12`);
  await view.getByRole('button', { name: 'read', exact: true }).click();
  await expect(sentenceOf(view)).toContainText('2 of 3 networks are on the front');
  await expect(view.locator('.jp-EnetTextSource-problem')).toBeHidden();
  await expect(view.locator('.jp-EnetFrontKey')).toContainText('measured');
  await page.keyboard.press('Control+z');
  await expect(sentenceOf(view)).toContainText('Under 20 ms');
  await readPasted(view, `${head}\nalone,70,10`);
  await expect(sentenceOf(view)).toContainText('1 of 1 networks is on the front: alone, alone');
});

test('a file of a million rows is read, and thinned for the notebook', async ({ page }) => {
  const view = await openFront(page);
  await view.evaluate((root) => {
    const rows = Array.from({ length: 1_000_000 }, (_, i) => {
      const cost = 1 + ((i * 7919) % 100_003);
      const accuracy = 95 - 60 / (1 + Math.log(cost)) - ((i * 31) % 300) / 10;
      return `r${i},${accuracy.toFixed(3)},${cost},f${i % 3}`;
    });
    const text = `name,accuracy,cost:latency [ms],family\n${rows.join('\n')}\n`;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], 'million.csv', { type: 'text/csv' }));
    root.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
  });
  await expect(view.locator('.jp-EnetDetail')).toContainText('2,000 of 1,000,000 records', {
    timeout: 90_000
  });
  await expect(sentenceOf(view)).toContainText('1,337 of 1,000,000 networks are on the front');
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/front-million.png` });
});

test('positions and records are saved in the notebook', async ({ page, tmpPath }) => {
  const path = await openNotebook(page, tmpPath, 'front.ipynb', notebookOf([frontDocument()]));
  const view = page.locator('.jp-EnetFront');
  await expect(sentenceOf(view)).toContainText('Under 20 ms');
  await readPasted(view, 'name,accuracy,cost:macs\nmine,71,300000000\nother,70,400000000');
  await expect(sentenceOf(view)).toContainText('1 of 2 networks');
  await expectSaved(page, path, ({ document, text, svg }) => {
    expect(document.data).toMatchObject({ cost: 'macs', source: { document: { title: 'pasted records' } } });
    expect(text).toContain('1 of 2 networks');
    expect(svg).toContain('mine');
  });
});

test('light, dark and narrow pictures', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 1500 });
  const view = await openFront(page);
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/front-light.png` });
  await page.theme.setDarkTheme();
  await view.locator('summary', { hasText: 'Dominated networks' }).click();
  await view.getByRole('button', { name: 'resnet50', exact: true }).click();
  await view.locator('.jp-EnetWhy summary').click();
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/front-dark.png` });
  await page.theme.setLightTheme();
  await page.setViewportSize({ width: 480, height: 1900 });
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/front-narrow.png` });
});
