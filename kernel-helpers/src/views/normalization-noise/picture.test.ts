import { describe, expect, it } from 'vitest';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { normalizationNoiseCell, type NormalizationNoiseStart } from './cell';

const DAY = new Date('2026-11-22T12:00:00Z');
const draw = (start: NormalizationNoiseStart): string => normalizationNoiseCell(start, DAY).svg;

describe('the stored picture of noise', () => {
  it.each<[string, NormalizationNoiseStart]>([
    ['noise', {}],
    ['noise-independent', { correlation: 0, quantity: 'outputNoise', side: 14 }],
    ['noise-correlation', { axis: 'correlation', quantity: 'varianceError', shape: 'rectified' }]
  ])('%s', async (name, start) => {
    await expectStored(draw(start), name);
  });

  it.each<[string, NormalizationNoiseStart]>([
    ['one value for each image', { side: 1, batchSize: 2 }],
    ['pixels that cancel', { correlation: -1 / 48, axis: 'correlation' }],
    ['one image', { batchSize: 1, quantity: 'outputNoise' }],
    ['a single value in each group', { side: 1, batchSize: 2, channels: 1, groups: 1, axis: 'groups' }],
    ['nothing but endless errors', { side: 1, batchSize: 2, axis: 'groups', quantity: 'outputNoise' }],
    ['momentum that forgets nothing', { momentum: 1 }],
    ['momentum that keeps nothing', { momentum: 0 }],
    ...(['channels', 'groups', 'side'] as const).map((axis): [string, NormalizationNoiseStart] => [
      `noise along ${axis}`,
      { axis }
    ])
  ])('of %s has nothing active or foreign in it, and no broken number', (_, start) => {
    expectHarmless(draw(start));
  });

  it('says what its points are, or that there are none, and where the published errors come from', () => {
    expect(draw({ seed: 3 })).toContain('Hollow points: simulated, seed 3, with 95 % intervals.');
    const large = draw({ side: 2048 });
    expect(large).toContain('Theory alone: nothing was simulated.');
    expectHarmless(large);
    expect(large.replaceAll(/<[^>]*>/g, ' ')).toMatch(/arXiv 1803.08494, table 2/);
  });
});
