import { expect } from '@jupyterlab/galata';
import { evaluationDocument, gatesDocument } from './documents';
import { openView, still } from './lab';
import { test } from './lab-test';

const THEMES = {
  light: 'JupyterLab Light',
  dark: 'JupyterLab Dark',
  contrast: 'JupyterLab Dark High Contrast'
};

/** Charts in which, together, there are marks of all kinds and most meanings; `state` where a view opens empty. */
const CHARTS: readonly { name: string; view: string; plot: string; state?: object }[] = [
  { name: 'bars', view: 'block-explorer', plot: '.jp-EnetBlockExplorer-bars' },
  { name: 'break-even', view: 'block-explorer', plot: '.jp-EnetBlockExplorer-plot' },
  { name: 'scaling', view: 'scaling-explorer', plot: '.jp-EnetExplorer-plot' },
  { name: 'search', view: 'search-explorer', plot: '.jp-EnetSearchExplorer-plot' },
  { name: 'front', view: 'front', plot: '.jp-EnetFront-plot' },
  { name: 'stopping', view: 'stopping-point', plot: '.jp-EnetStopping-plot' },
  { name: 'noise', view: 'normalization-noise', plot: '.jp-EnetNoise-plot' },
  { name: 'tools', view: 'tool-comparison', plot: '.jp-EnetToolPicture' },
  { name: 'gates', view: 'gates', plot: '.jp-EnetGates', state: gatesDocument().data },
  { name: 'matrix', view: 'evaluation', plot: '.jp-EnetEvaluation-matrix', state: evaluationDocument().data }
];

/**
 * A font of one glyph, a bar from the line to the height of capitals, half an em wide, with no room beside it: what a chart
 * leaves for its texts is the same on all machines. The texts are hidden: where they stand is compared in `test/charts`.
 */
const FONT =
  'd09GRgABAAAAAAKYAAoAAAAACpAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAABPUy8yAAABZAAAADQAAABgRe/l/2NtYXAAAAGgAAAAaQAACEKbz3s4Z2x5ZgAAAhQAAAAlAAAANNPZ09doZWFkAAAA9AAAADYAAAA2YQpDnGhoZWEAAAEsAAAAIAAAACQFFwD8aG10eAAAAZgAAAAIAAAACAH1/5xsb2NhAAACDAAAAAgAAAAIAA0AJ21heHAAAAFMAAAAGAAAACAABQAGbmFtZQAAAjwAAABKAAAAV1tLVGZwb3N0AAACiAAAABAAAAAoAAgAXwABAAAAAQAAs2zX5F8PPPUAAwPoAAAAAAAAAAAAAAAAAAAAAP/OAAACJgK8AAAAAwACAAAAAAAAeJxjYGRgYFb4b8HAwPjl/7n/55jUGIAiKIARAJT1BhV4nGNgZGBgYGZgYQDRDAxMDGgAAAEtAAx4nGNgZvzCOIGBlYGFgQBoYGDoB1KJML49EAApBaV8ZoX/FgwMzAoMJ9C0KDAwAABICAcVAfT/zgAA/854nGNgYGBiYGBgBmIRIMkIplk49IC0ABCCxOuY/Jn/K3Aq+CvMV8r//x8oosCwgLkAKCKgUKA4ASwCBPd/QGigGQIMZ1i0GBhY3ViPsCmBRZiGMBzarh+Fo3AUjlw4WnqNQppCAMGvFwoAAAAAAAANAA0AGnicY2D8f46BgUmNaQ8DMwODsqCioBFTBNOevy4MDDhlACS5C1EAAAB4nC3IsQ3AIAxE0W+ClKBIabJLBmAENnCBaKiM2D9G4qr3D4h8CGviZjtweh1ITP5c3NuBhzerjVLb7GpkFGNQqDQmffUPzYAJXAAAeJxjYGLAD5jBOB4AAPMAaA==';

/** The chart alone, at a size and place of its own, whatever stands around it. */
const STYLE = `
  @font-face { font-family: Bars; src: url(data:font/woff;base64,${FONT}); }
  * { font-family: Bars !important; font-weight: normal !important; font-style: normal !important; text-rendering: geometricPrecision !important; }
  .shown-alone {
    position: fixed !important;
    inset: 0 auto auto 0 !important;
    width: 480px !important;
    height: 300px !important;
    z-index: 10000;
    background: var(--jp-layout-color0);
  }
  .modebar { display: none; }
  .shown-alone text { visibility: hidden !important; }
`;

/** Edges that another version of Chromium may smooth otherwise. */
const TOLERANCE = { threshold: 0.02, maxDiffPixels: 40, animations: 'disabled', scale: 'css' } as const;

for (const { name, view, plot, state } of CHARTS) {
  test(`${name} looks as it did, in three themes`, async ({ page }) => {
    await page.sidebar.close('left');
    const style = await page.addStyleTag({ content: STYLE });
    await openView(page, view, plot, state);
    const chart = page.locator(`${plot} .jp-EnetPlot`).first();
    await expect(chart.locator('.js-plotly-plot')).toBeVisible();
    await chart.evaluate((node) => node.classList.add('shown-alone'));
    // Where the test before left the pointer, a mark would answer to it.
    await page.mouse.move(1000, 800);
    for (const [theme, title] of Object.entries(THEMES)) {
      await page.theme.setTheme(title);
      await still(chart);
      await expect.soft(chart).toHaveScreenshot(`${name}-${theme}.png`, TOLERANCE);
    }
    await style.evaluate((node) => (node as Element).remove());
  });
}
