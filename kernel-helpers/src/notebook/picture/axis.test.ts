import { describe, expect, it } from 'vitest';
import { linearTicks, logTicks } from './axis';

describe('ticks', () => {
  it('of a logarithmic axis are 1, 2 and 5, fewer on a long axis, round steps on a short one', () => {
    expect(logTicks([4, 600])).toEqual([5, 10, 20, 50, 100, 200, 500]);
    expect(logTicks([1, 5000])).toEqual([1, 5, 10, 50, 100, 500, 1000, 5000]);
    expect(logTicks([0.88, 1.32])).toEqual([0.9, 1, 1.1, 1.2, 1.3]);
  });

  it('of a linear axis are round, also far from 0', () => {
    expect(linearTicks([0, 494])).toEqual([0, 100, 200, 300, 400]);
    expect(linearTicks([0, 0.8])).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
    expect(linearTicks([1_000_100, 1_000_380])).toEqual([
      1_000_100, 1_000_150, 1_000_200, 1_000_250, 1_000_300, 1_000_350
    ]);
  });
});
