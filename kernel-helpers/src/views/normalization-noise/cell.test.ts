import { describe, expect, it } from 'vitest';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { noiseOf, normalizationNoiseCell, type NormalizationNoiseStart } from './cell';
import { NORMALIZATION_NOISE_START } from './state';

const DAY = new Date('2026-11-22');
const textOf = (start: NormalizationNoiseStart): string => normalizationNoiseCell(start, DAY).text;

describe('normalisation noise', () => {
  it('starts at a late stage of B0 and simulates every batch size', () => {
    const { result, simulated } = noiseOf();
    expect(result.state).toEqual(NORMALIZATION_NOISE_START);
    expect(simulated.map(({ at }) => at)).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
  });

  it.each<NormalizationNoiseStart>([
    {},
    { quantity: 'varianceError' },
    { quantity: 'outputNoise' },
    { shape: 'rectified', quantity: 'varianceError', seed: 3 },
    { axis: 'correlation' },
    { axis: 'groups', side: 14, correlation: 0.1 }
  ])('agrees with the theory within the error of the simulation: %j', (start) => {
    const { result, simulated } = noiseOf(start);
    expect(simulated.length).toBeGreaterThan(5);
    for (const { at, value, standardError } of simulated) {
      const theory = result.curve.find((point) => point.at === at)?.batch ?? NaN;
      // Few draws of a skewed quantity miss a little more often than a normal one.
      expect(Math.abs(value - theory), `at ${at}`).toBeLessThanOrEqual(4 * standardError);
    }
  });

  it('draws the same numbers for the same seed, and others for another', () => {
    expect(noiseOf().simulated).toEqual(noiseOf().simulated);
    expect(noiseOf({ seed: 2 }).simulated).not.toEqual(noiseOf().simulated);
  });

  it('does not keep a cell waiting for huge maps', () => {
    expect(noiseOf({ side: 2048 }).simulated).toEqual([]);
  });

  it('tells what is left of the running statistics’ start', () => {
    // domain.md C2: 0.99^100 and ln 0.01 / ln 0.99.
    expect(textOf({})).toMatch(
      /Stale after 100 steps: 36\.6 % of the start value is left, .* takes 459 steps/
    );
    expect(textOf({})).toMatch(/^steps until 1 % is left: 458$/m);
    expect(textOf({ momentum: 1 })).toMatch(/^start value left after 100 steps: 100\.0 %$/m);
    expect(textOf({ momentum: 1 })).toContain('never leave their start value');
  });

  it('counts independent values as what they are', () => {
    expect(textOf({ correlation: 0, side: 14 })).toMatch(
      /^values averaged: by count 1,568, batch norm 1,568, group norm 1,568$/m
    );
    expect(textOf({ correlation: 0, side: 14 })).toMatch(
      /^worth, at this ρ: by count 1,568, batch norm 1,568,/m
    );
    expect(textOf({ correlation: -1 / 48 })).toMatch(/^worth, at this ρ: by count 392, batch norm ∞,/m);
  });

  it('says why nothing was simulated', () => {
    expect(textOf({ side: 2048 })).toMatch(/^Not simulated: maps and batches are too large/m);
    expect(textOf({})).not.toContain('Not simulated');
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown field', { batch: 8 }, /normalizationNoise.batch/],
    ['groups that do not divide', { groups: 7 }, /groups: got 7, expected a divisor of the 192 channels/],
    ['a single value', { batchSize: 1, side: 1, correlation: 0 }, /at least 2 values/],
    ['a correlation that no map has', { correlation: -0.5 }, /correlation/],
    ['an unknown quantity', { quantity: 'noise' }, /quantity/],
    ['an unknown shape', { shape: 'uniform' }, /shape/],
    ['an unknown axis', { axis: 'momentum' }, /axis/],
    ['a momentum above 1', { momentum: 1.5 }, /momentum/]
  ])('refuses %s', (_, start, message) => {
    const make = (): unknown => normalizationNoiseCell(start as NormalizationNoiseStart, DAY);
    expect(make).toThrow(message);
  });

  it('is shown from its document as from its cell', () => {
    const cell = normalizationNoiseCell({ batchSize: 2, side: 14, correlation: 0.05 }, DAY);
    const bundle = bundleOf(JSON.parse(JSON.stringify(cell.document)), DAY);
    expect(bundle[MIME_TYPE]).toEqual(cell.document);
    expect(bundle['image/svg+xml']).toBe(cell.svg);
    expect(bundle['text/plain']).toBe(cell.text);
    expect(cell.text.startsWith(`${cell.document.sentence}\n`)).toBe(true);
  });
});
