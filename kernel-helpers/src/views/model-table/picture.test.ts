import { describe, expect, it } from 'vitest';
import { scale, summarize, variant } from '../../analysis';
import { frameOf, labelsOf } from '../../chart';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { ENGLISH } from '../../wording/words';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { modelTableCell } from './cell';
import { parametersChart } from './chart';
import { summaryPicture } from './picture';

const DAY = new Date('2026-11-22');
const B0 = summarize(variant('b0'));

describe('the chart of parameters', () => {
  it('shows shares that add up to the network, each with its exact count and its name', () => {
    const chart = parametersChart(B0, ENGLISH);
    const [bars] = chart.marks;
    const shares = bars.kind === 'rectangles' ? bars.rectangles.map(({ x1 = NaN }) => x1) : [];
    expect(shares).toHaveLength(B0.stages.length);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(Math.max(...shares)).toBeLessThan(chart.x.to);
    expect(bars.kind === 'rectangles' && bars.hover?.[0]).toBe('stem Conv 3×3: 928 parameters');
    expect(chart.y.text(1)).toBe('1 MBConv1 3×3');
    expect(labelsOf(chart, frameOf(chart, { width: 568, height: 250 }))).toHaveLength(B0.stages.length);
  });
});

describe('the stored picture of a network', () => {
  it('small', async () => {
    const report = summarize(
      scale({ width: 0.5, depth: 0.5, resolution: 32, classes: 10, inputChannels: 1, name: 'small' })
    );
    await expectStored(summaryPicture(report, DAY), 'small');
  });

  it('published', async () => {
    await expectStored(summaryPicture(B0, DAY), 'b0');
  });

  it('the largest has nothing active or foreign in it, and no broken number', () => {
    expectHarmless(summaryPicture(summarize(variant('l2')), DAY));
  });

  it('is shown from its document as from its cell', () => {
    const cell = modelTableCell(B0, { sort: 'macs' }, DAY);
    const bundle = bundleOf(JSON.parse(JSON.stringify(cell.document)), DAY);
    expect(bundle[MIME_TYPE]).toEqual(cell.document);
    expect(bundle['image/svg+xml']).toBe(cell.svg);
    expect(bundle['text/plain']).toBe(cell.text);
  });
});
