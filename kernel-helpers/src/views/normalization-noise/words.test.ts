import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../../wording';
import { noiseRows, runningRows, widthRows } from './numbers';
import { normalizationNoiseResult } from './result';
import { NORMALIZATION_NOISE_START, type NormalizationNoiseState } from './state';
import { noiseShare, publishedSource, publishedWords, runningWords } from './words';

const resultOf = (change: Partial<NormalizationNoiseState> = {}) =>
  normalizationNoiseResult({ ...NORMALIZATION_NOISE_START, ...change });

describe('words of noise', () => {
  it('say what is left of the start value, and when it has gone', () => {
    expect(runningWords(resultOf())).toContain('36.6 %');
    expect(runningWords(resultOf())).toContain('459 steps');
    expect(runningWords(resultOf({ momentum: 0.9 }))).toContain('Settled after 100 steps: 0.00 %');
    expect(runningWords(resultOf({ momentum: 1 }))).toContain('never leave');
  });

  it('tell the published losses with their source', () => {
    expect(publishedWords()).toContain(
      'batch norm loses 11.1 percentage points, group norm stays within 0.2'
    );
    expect(publishedSource()).toContain('arXiv 1803.08494, table 2');
  });

  it.each([
    [0.0505, '5.05 %'],
    [0, '0 %'],
    [12.5, '1,250 %'],
    [Infinity, '∞']
  ])('write %d as %s', (share, text) => {
    expect(noiseShare(share)).toBe(text);
  });
});

describe('numbers of noise', () => {
  it('give each row a formula, and each rounded number all its digits', () => {
    const result = resultOf({ channels: 196, groups: 28 });
    const all = [noiseRows, widthRows, runningRows].flatMap((rows) => rows(result, ENGLISH));
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { why, values } of all) {
      expect(why).not.toBe('');
      for (const { text, digits } of values.filter(({ text }) => /\d\.\d/.test(text))) {
        expect(Number(digits), text).not.toBeNaN();
      }
    }
    const [, , mean] = noiseRows(result, ENGLISH);
    expect(mean.values.map(({ digits }) => Number(digits))[1]).toBe(result.here.report.statistics.meanError);
  });

  it('count large numbers short, with each of them at hand', () => {
    const [values] = noiseRows(resultOf({ side: 1000, batchSize: 8 }), ENGLISH);
    expect(values.values[0]).toEqual({ text: '8.00 M', digits: '8,000,000' });
  });
});
