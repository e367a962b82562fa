import { describe, expect, it } from 'vitest';
import { B0, compoundScale, summarize, variant } from '../../analysis';
import { specOf, stateOfSpec } from './state';

describe('stateOfSpec', () => {
  it('finds positions that build the same network', () => {
    for (const spec of [variant('b3'), compoundScale({ phi: 2 })]) {
      const state = stateOfSpec(spec);
      expect(state && summarize(specOf(state)).macs.total).toBe(summarize(spec).macs.total);
    }
  });

  it('finds none for a sequence of the same tables, which costs far less', () => {
    const base = { ...B0, spatialDimensions: 1 as const, resolution: 1024 };
    expect(stateOfSpec(compoundScale({ base, phi: 0 }))).toBeNull();
  });
});
