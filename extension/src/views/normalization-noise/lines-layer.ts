import type { NormalizationNoiseResult } from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type PlotArea, setAttributes as set, svgElement } from '../../plot/overlay';
import { LINES, lineLabels, placesOf } from './lines';
import type { Scale } from './scale';

/** Pixels from one line of a label to the next, and from the axes to the labels. */
const LINE_HEIGHT = 16;
const DISTANCE = 8;

/** What the lines are drawn from. */
export interface LinesSubject {
  result: NormalizationNoiseResult;
  scale: Scale;
  trans: TranslationBundle;
}

/** Lines and their labels as part of an overlay. */
export class LinesLayer {
  readonly node = svgElement('g');

  constructor() {
    this.node.classList.add('jp-EnetNoise-lines');
    this.node.append(...this.lines.map(({ path }) => path), ...this.labels.map(({ text }) => text));
  }

  draw({ result, scale, trans }: LinesSubject, { pixel, right, bottom }: PlotArea, narrow: boolean): void {
    for (const { line, path } of this.lines) {
      const places = placesOf(result, line, scale).map(pixel);
      path.setAttribute('d', places.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x},${y}`).join(''));
    }
    const height = bottom - pixel({ x: 0, y: 1 }).y;
    const labels = lineLabels(result, { scale, narrow, gap: (2 * LINE_HEIGHT + 2) / height }, trans);
    this.labels.forEach(({ text, spans }, i) => {
      const { line, words, isBold, y } = labels[i];
      const x = right + DISTANCE;
      const middle = pixel({ x: 1, y }).y;
      text.setAttribute('class', `jp-mod-${line} ${isBold ? 'jp-mod-bold' : ''}`.trim());
      spans.forEach((span, row) => {
        set(span, { x, y: middle + (row === 0 ? -3 : LINE_HEIGHT - 3) });
        span.textContent = words[row];
      });
    });
  }

  private readonly lines = LINES.map((line) => {
    const path = svgElement('path');
    path.classList.add(`jp-mod-${line}`);
    return { line, path };
  });
  private readonly labels = Array.from({ length: LINES.length + 1 }, () => {
    const text = svgElement('text');
    const spans = [svgElement('tspan'), svgElement('tspan')];
    text.append(...spans);
    return { text, spans };
  });
}
