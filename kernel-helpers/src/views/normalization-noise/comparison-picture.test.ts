import { describe, expect, it } from 'vitest';
import { compareNormalizations, measuredRuns, normalizationComparisonInWords } from '../../analysis';
import { expectHarmless } from '../pictures.fixtures';
import { comparisonPicture, errorText } from './comparison-picture';
import { measuredErrorsChart } from './errors-chart';

const RUNS = measuredRuns('mnist-batch-size');
const COMPARED = compareNormalizations(RUNS);

describe('the picture of both normalisations by batch size', () => {
  const picture = comparisonPicture(COMPARED, RUNS, new Date('2026-11-30T12:00:00Z'));
  const texts = picture.replaceAll(/<[^>]*>/g, ' ');

  it('has the sentences, the numbers and both sources', () => {
    expectHarmless(picture);
    const [sentence] = normalizationComparisonInWords(COMPARED);
    expect(picture).toContain(`aria-label="${sentence}"`);
    for (const { batch, group, difference } of COMPARED.sizes) {
      [batch, group, difference].forEach((value) => expect(texts).toContain(errorText(value)));
    }
    expect(texts).toMatch(/arXiv 1803.08494, table 2/);
    expect(texts).toContain(`means of ${COMPARED.seeds} seeds`);
  });

  it('draws means with the intervals of their seeds, batch norm before group norm', () => {
    const { marks, y } = measuredErrorsChart(COMPARED);
    const points = marks.filter((mark) => mark.kind === 'points');
    expect(points.map(({ meaning }) => meaning)).toEqual(['batchNorm', 'groupNorm']);
    (['batch', 'group'] as const).forEach((of, i) => {
      expect(points[i].places).toEqual(
        COMPARED.sizes.map((size) => ({ x: size.batchSize, y: size[of].mean }))
      );
      expect(points[i].intervals?.ends).toEqual(COMPARED.sizes.map((size) => size[of]));
    });
    for (const { batch, group } of COMPARED.sizes) {
      for (const { mean } of [batch, group]) {
        expect(mean).toBeGreaterThan(y.from);
        expect(mean).toBeLessThan(y.to);
      }
    }
  });

  it('writes errors with their intervals', () => {
    expect(errorText({ mean: 4.25, from: -1.04, to: 9.96 })).toBe('4.3 (−1.0 to 10.0)');
  });
});
