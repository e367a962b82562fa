import { describe, expect, it } from 'vitest';
import { compoundScale, variant } from '../analysis';
import { networkName } from './network-name';

describe('names of networks', () => {
  it.each([
    [variant('b3'), 'B3'],
    [compoundScale({ phi: -1.5 }), 'φ = −1.5'],
    [{ ...variant('b0'), name: 'custom', depthCoefficient: 1.2 }, 'd 1.2, w 1, 224 px'],
    [{ ...variant('b0'), name: 'pruned' }, 'pruned'],
    [variant('lite0'), 'Lite0'],
    [{ ...variant('b0'), name: 'custom', spatialDimensions: 1 as const }, 'd 1, w 1, length 224']
  ])('are short', (spec, name) => expect(networkName(spec)).toBe(name));
});
