import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summarize, variant } from '../index';
import { randomSpecs } from '../random-spec.fixtures';
import type { ArchitectureSpec } from '../spec';
import { BlockPruning } from './index';

/** What a recount of both networks says has gone. */
function recount(spec: ArchitectureSpec, name: string, removed: number) {
  const pruned = new BlockPruning(spec, name).prunedSpec(removed);
  const [before, after] = [summarize(spec), summarize(pruned)];
  return {
    params: before.params.trainable - after.params.trainable,
    withStatistics: before.params.withStatistics - after.params.withStatistics,
    macs: before.macs.total - after.macs.total
  };
}

describe('BlockPruning', () => {
  test('one channel of B0’s block2b', () => {
    const found = new BlockPruning(variant('b0'), 'block2b').savings(1);
    expect(found).toMatchObject({ params: 74, withStatistics: 78, macs: 178_764, remaining: 143 });
    expect(recount(variant('b0'), 'block2b', 1)).toEqual({ params: 74, withStatistics: 78, macs: 178_764 });
    expect(found.removed).toBe(1);
    expect(found.share.blockParams).toBeCloseTo(74 / 10_710, 14);
    // All that has operations grows with the channels, 24·56²·144 + 9·56²·144 + 2·6·144 + 56²·144·24.
    expect(found.share.blockMacs).toBeCloseTo(1 / 144, 14);
    expect(found.share.networkParams).toBeCloseTo(74 / 5_288_548, 14);
    expect(found.share.networkMacs).toBeCloseTo(178_764 / 385_814_752, 14);
  });

  test.each(['b0', 'b3', 'lite0', 'v2-b0'] as const)(
    'every block of %s saves what a recount says',
    (name) => {
      const spec = variant(name);
      for (const { name: block, expansionRatio } of summarize(spec).blocks) {
        if (expansionRatio !== 1) {
          const { params, withStatistics, macs } = new BlockPruning(spec, block).savings(8);
          expect({ params, withStatistics, macs }).toEqual(recount(spec, block, 8));
        }
      }
    }
  );

  test('random networks of both operators, 1-D and 2-D, save what a recount says', () => {
    const bounds = { channels: 64, resolution: 64, stages: 3, repeats: 2 };
    fc.assert(
      fc.property(randomSpecs(bounds), fc.nat(), fc.nat(), (spec, pick, amount) => {
        const blocks = summarize(spec).blocks.filter(({ expansionRatio }) => expansionRatio !== 1);
        fc.pre(blocks.length > 0);
        const { name } = blocks[pick % blocks.length];
        const pruning = new BlockPruning(spec, name);
        const removed = pruning.step * (amount % (pruning.mostRemovable / pruning.step + 1));
        const { params, withStatistics, macs } = pruning.savings(removed);
        expect({ params, withStatistics, macs }).toEqual(recount(spec, name, removed));
      }),
      { numRuns: 200, seed: 3 }
    );
  });

  test('leaves the specification, the squeeze and the last channels alone', () => {
    const spec = variant('b0');
    const copy = JSON.stringify(spec);
    const pruning = new BlockPruning(spec, 'block2b');
    const pruned = pruning.prunedSpec(pruning.mostRemovable);
    expect(JSON.stringify(spec)).toBe(copy);
    expect(pruned.stages[1].blocks[1]).toMatchObject({ expandedFilters: 6, squeezeExciteFilters: 6 });
    expect(() => pruning.savings(pruning.mostRemovable + 1)).toThrow('from 0 to 138');
    expect(() => pruning.prunedSpec(0.5)).toThrow(/^removed: .* a whole number/);
  });

  test('group normalisation loses whole groups and no moving statistics', () => {
    const pruning = new BlockPruning(variant('b0', { normalization: 'group' }), 'block2b');
    expect(pruning.savings(8)).toMatchObject({ params: 8 * 74, withStatistics: 8 * 74 });
    expect(() => pruning.savings(17)).toThrow('a multiple of 8, the channels in a group. Remove 16,');
    expect([pruning.step, pruning.mostRemovable]).toEqual([8, 136]);
    const inGroups = new BlockPruning(variant('b0', { normalization: 'group', groups: 4 }), 'block2b');
    expect([inGroups.step, inGroups.mostRemovable]).toEqual([4, 136]);
  });

  test('a block without squeeze keeps one channel, one with it as many as are hidden', () => {
    expect(new BlockPruning(variant('lite0'), 'block2b')).toMatchObject({
      ...{ expandedFilters: 144, mostRemovable: 143, step: 1 },
      // 24 + 9 + 24 + 2·2; 56²·(24 + 9 + 24)
      perChannel: { params: 61, statistics: 4, macs: 178_752 }
    });
    const pruning = new BlockPruning(variant('b0'), 'block2b');
    expect(pruning).toMatchObject({ expandedFilters: 144, mostRemovable: 138, step: 1 });
    expect(pruning.savings(0)).toMatchObject({ removed: 0, remaining: 144, params: 0, macs: 0 });
    expect(() => pruning.savings(-1)).toThrow(/^removed: /);
  });

  test('refuses unknown blocks and those without expansion', () => {
    expect(() => new BlockPruning(variant('b0'), 'block9z')).toThrow('block1a … block7a');
    expect(() => new BlockPruning(variant('b0'), 'block1a')).toThrow('t ≠ 1');
  });
});
