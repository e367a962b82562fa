import { describe, expect, it } from 'vitest';
import { summarize } from './cost';
import { costByDepth, summarizeOrNull } from './depth-cost';
import { scale, variant } from './scaling';
import { dimensionCurves, PROMISED_GROWTH, spend } from './single-dimensions';

const BASE = summarize(variant('b0'));

describe('single dimensions', () => {
  const curves = dimensionCurves();

  it.each(['depth', 'width', 'resolution'] as const)(
    'counts %s as the built network is counted',
    (dimension) => {
      const { promised, built, multiplier } = curves[dimension];
      const [first, last] = [promised[0], promised[promised.length - 1]];
      expect(first).toBeCloseTo(PROMISED_GROWTH.min, 12);
      expect(last).toBeCloseTo(PROMISED_GROWTH.max, 9);
      for (const at of [0, 137, 270, 271, 400, 512]) {
        const network = { depth: 1, width: 1, resolution: 1, [dimension]: multiplier[at] };
        const spec = scale({ ...network, resolution: Math.round(224 * network.resolution) });
        expect(Math.round(built[at] * BASE.macs.total)).toBe(summarize(spec).macs.total);
      }
    }
  );

  it('jumps where depth is rounded up, and stays below its promise where width is scaled', () => {
    const ratio = (dimension: 'depth' | 'width', promised: number): number =>
      (spend(promised, dimension).report?.macs.total ?? 0) / BASE.macs.total / promised;
    expect(ratio('depth', 1)).toBe(1);
    expect(ratio('depth', 1.001)).toBeGreaterThan(1.47);
    expect(ratio('width', 16)).toBeLessThan(0.92);
  });

  it('spends on the side of the image, of which the cost is a square', () => {
    expect(spend(4, 'resolution')).toMatchObject({
      multipliers: { depth: 1, width: 1, resolution: 2 },
      report: { spec: { resolution: 448 } }
    });
  });

  it('knows when a promise can’t be spent', () => {
    expect(spend(4000, 'depth').report).toBeNull();
    expect(spend(1e-4, 'resolution').report).toBeNull();
  });
});

describe('costs by depth', () => {
  it.each([
    [0.3, 1, 224],
    [1.2, 1.1, 258],
    [3.1, 2, 600],
    [17.3, 0.5, 96]
  ])('are those of the built network at d = %f, w = %f, %i px', (depth, width, resolution) => {
    const { macs, depth: blocks } = summarize(scale({ depth, width, resolution }));
    expect(costByDepth(width, resolution)(depth)).toEqual({ macs: macs.total, blocks });
  });

  it('end before counts are no longer exact', () => {
    const [width, resolution] = [32, 8192];
    expect(costByDepth(width, resolution)(2)?.macs).toBe(
      summarize(scale({ depth: 2, width, resolution })).macs.total
    );
    expect(() => summarize(scale({ depth: 60, width, resolution }))).toThrow('2^53');
    expect(costByDepth(width, resolution)(60)).toBeNull();
  });

  it('reach from the least to the largest multiplier', () => {
    const cost = costByDepth(1, 224);
    expect(cost(0.01)?.blocks).toBe(summarize(scale({ depth: 0.01, width: 1, resolution: 224 })).depth);
    expect(cost(100)?.blocks).toBe(1600);
    expect([cost(0.0099), cost(100.1)]).toEqual([null, null]);
  });

  it('are computed once for all depths of a width and resolution', () => {
    expect(costByDepth(1.3, 192)).toBe(costByDepth(1.3, 192));
    expect(costByDepth(1.3, 192)).not.toBe(costByDepth(1.3, 193));
  });

  it('are null for a network that can’t be built only: other errors are faults', () => {
    expect(summarizeOrNull(() => scale({ depth: 1, width: -1, resolution: 224 }))).toBeNull();
    expect(() =>
      summarizeOrNull(() => {
        throw new TypeError('a fault');
      })
    ).toThrow('a fault');
  });

  it('end where no network can be built', () => {
    expect(costByDepth(1, 224)(126)).toBeNull();
    expect(costByDepth(1, 8)(1)).toBeNull();
  });
});
