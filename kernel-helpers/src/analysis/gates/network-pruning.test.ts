import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summarize, variant } from '../index';
import { randomSpecs } from '../random-spec.fixtures';
import type { ArchitectureSpec } from '../spec';
import { type ChannelCounts, NetworkPruning } from './index';

/** What a recount of both networks, layer by layer, says has gone. */
function recount(spec: ArchitectureSpec, pruned: ArchitectureSpec) {
  const [before, after] = [summarize(spec), summarize(pruned)];
  return {
    params: before.params.trainable - after.params.trainable,
    withStatistics: before.params.withStatistics - after.params.withStatistics,
    macs: before.macs.total - after.macs.total
  };
}

describe('NetworkPruning', () => {
  test('one channel of the stem and one of the head of B0', () => {
    const pruning = new NetworkPruning(variant('b0'));
    // 27 + 9 + 2·8 + 1 + 16 + 4; 112²·(27 + 9 + 16) + 2·8
    expect(pruning.savings({ block1a: 1 })).toMatchObject({ params: 73, withStatistics: 77, macs: 652_304 });
    // 320 + 2 + 1000; 49·320 + 1000
    expect(pruning.savings({ top: 1 })).toMatchObject({ params: 1322, withStatistics: 1324, macs: 16_680 });
    const both = pruning.savings({ block1a: 1, block2b: 1, top: 1 });
    expect(both).toMatchObject({ removed: 3, params: 73 + 74 + 1322, macs: 652_304 + 178_764 + 16_680 });
    expect(both.share.params).toBeCloseTo(1469 / 5_288_548, 14);
    expect(both.share.macs).toBeCloseTo(847_748 / 385_814_752, 14);
    expect(pruning.savings({})).toMatchObject({ removed: 0, params: 0, macs: 0 });
  });

  test.each(['b0', 'b1', 'b2', 'b3', 'lite0', 'v2-b0', 'v2-s'] as const)(
    'every place of %s, alone and all at once, saves what a recount says',
    (name) => {
      const spec = variant(name);
      const pruning = new NetworkPruning(spec);
      const all: Record<string, number> = {};
      pruning.places.forEach((place, i) => {
        const counts = { [place.name]: Math.min(1 + i, place.mostRemovable) };
        expect(pruning.savings(counts)).toMatchObject(recount(spec, pruning.prunedSpec(counts)));
        Object.assign(all, counts);
      });
      expect(pruning.savings(all)).toMatchObject(recount(spec, pruning.prunedSpec(all)));
    }
  );

  test('random networks save what a recount says, up to the most that can go', () => {
    const bounds = { channels: 64, resolution: 64, stages: 3, repeats: 2 };
    fc.assert(
      fc.property(
        randomSpecs(bounds),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        (spec, amounts) => {
          const pruning = new NetworkPruning(spec);
          const counts: ChannelCounts = Object.fromEntries(
            pruning.places.map(({ name, step, mostRemovable, tying }, i) => {
              const count = step * (amounts[i % amounts.length] % (mostRemovable / step + 1));
              return [name, count === tying ? 0 : count];
            })
          );
          expect(pruning.savings(counts)).toMatchObject(recount(spec, pruning.prunedSpec(counts)));
        }
      ),
      { numRuns: 150, seed: 5 }
    );
  });

  test('a pruned network keeps squeezes and ratios, is called pruned, and can lose more', () => {
    const spec = variant('b0');
    const copy = JSON.stringify(spec);
    const once = new NetworkPruning(spec).prunedSpec({ block1a: 2, block2b: 44, top: 80 });
    expect(JSON.stringify(spec)).toBe(copy);
    expect(once).toMatchObject({ name: 'b0 pruned', stem: { filters: 30 }, head: { filters: 1200 } });
    expect(once.stages[0].blocks[0]).toMatchObject({
      inputFilters: 30,
      expandedFilters: 30,
      outputFilters: 16
    });
    expect(once.stages[1].blocks[1]).toMatchObject({
      ...{ inputFilters: 24, expandedFilters: 100, expansionRatio: 6, squeezeExciteFilters: 6 }
    });
    const again = new NetworkPruning(once);
    expect(again.prunedSpec({ block2b: 1 }).name).toBe('b0 pruned');
    expect(again.savings({ block2b: 1 })).toMatchObject({ params: 74, macs: 178_764 });
    expect(again.place('block2b')).toMatchObject({ channels: 100, mostRemovable: 94 });
    expect(new NetworkPruning({ ...spec, name: '' }).prunedSpec({ top: 1 }).name).toBe('pruned');
    expect(new NetworkPruning({ ...spec, name: 'x'.repeat(200) }).prunedSpec({ top: 1 }).name).toHaveLength(
      197
    );
  });

  test('what a shortcut adds and what another block puts out stays', () => {
    const b1 = new NetworkPruning(variant('b1'));
    expect(() => b1.place('block1b')).toThrow(
      /^channels: got "block1b", expected a place whose channels nothing else shares; those of block1b are what block1a puts out, which its shortcut adds to its own output\. Choose among block1a, block2a, /
    );
    // 24 channels of the stem run along the shortcuts of the first stage.
    const v2 = new NetworkPruning(variant('v2-s'));
    expect(() => v2.place('block1a')).toThrow(/what the stem puts out, which its shortcut adds/);
    expect(v2.places.map(({ name }) => name)).not.toContain('block1b');
    expect(new NetworkPruning(variant('v2-b0')).place('block1a')).toMatchObject({
      channels: 32,
      mostRemovable: 31
    });
  });

  test('a block that has no shortcut is given none by as many channels as would lead to one', () => {
    const b0 = variant('b0');
    const pruning = new NetworkPruning(b0);
    // 32 − 16 would enter block1a, which 16 leave.
    expect(pruning.place('block1a')).toMatchObject({ mostRemovable: 24, tying: 16 });
    const message =
      /^channels\.block1a: got 16, expected another number: 16 channels would .* shortcut\. Remove 15 or 17\.$/;
    expect(() => pruning.savings({ block1a: 16 })).toThrow(message);
    expect(() => pruning.prunedSpec({ block1a: 16 })).toThrow(message);
    const half = Array.from({ length: 16 }, (_, c) => c);
    expect(() => pruning.checked({ block1a: half })).toThrow(/^channels\.block1a\.length: got 16/);
    const adds = (removed: number): boolean =>
      summarize(pruning.prunedSpec({ block1a: removed })).layers.some(({ name }) => name === 'block1a_add');
    expect([15, 17].map(adds)).toEqual([false, false]);
    const [stage, ...others] = b0.stages;
    const changed = (changes: object): NetworkPruning =>
      new NetworkPruning({ ...b0, stages: [{ blocks: [{ ...stage.blocks[0], ...changes }] }, ...others] });
    expect(changed({ stride: 2 }).place('block1a').tying).toBeNull();
    expect(changed({ squeezeExciteFilters: 16 }).place('block1a')).toMatchObject({
      mostRemovable: 15,
      tying: null
    });
    expect(changed({ squeezeExciteFilters: 17 }).place('block1a')).toMatchObject({
      mostRemovable: 15,
      tying: null
    });
  });

  test('places are chosen by their names, all without', () => {
    const pruning = new NetworkPruning(variant('b0'));
    expect(pruning.chosen(undefined)).toBe(pruning.places);
    expect(pruning.chosen(['top', 'block2b']).map(({ name }) => name)).toEqual(['top', 'block2b']);
    const message = /^places: got .*, expected a list of names of places, each once/;
    for (const wrong of [[], ['top', 'top'], 'top', null]) {
      expect(() => pruning.chosen(wrong as never)).toThrow(message);
    }
    expect(() => pruning.chosen(['block9z'])).toThrow(/^channels: got "block9z"/);
  });

  test('selections are checked', () => {
    const pruning = new NetworkPruning(variant('b0'));
    expect(pruning.checked({ block2b: [17, 3], block3a: [] })).toEqual({ block2b: [3, 17] });
    const whole = Array.from({ length: 144 }, (_, c) => c);
    const wrong: Array<[unknown, RegExp]> = [
      [{ block9z: [1] }, /^channels: got "block9z", expected names of block1a, block2a, /],
      [{ block2b: [144] }, /^channels\.block2b\[0\]: got 144, expected a whole number from 0 to 143/],
      [{ block2b: [3, -1] }, /^channels\.block2b\[1\]: got -1/],
      [{ block2b: [0.5] }, /^channels\.block2b\[0\]: got 0\.5/],
      [{ block2b: ['3'] }, /^channels\.block2b\[0\]: got "3"/],
      [{ block2b: [3, 4, 3] }, /^channels\.block2b\[2\]: got 3, expected each channel once/],
      [{ block2b: whole }, /^channels\.block2b\.length: got 144, expected a whole number from 0 to 138/],
      [{ block2b: 3 }, /^channels\.block2b: got 3, expected a list of channels/],
      [[3], /^channels: got a list of 1, expected lists of channels by place/],
      [null, /^channels: got null/]
    ];
    wrong.forEach(([given, message]) => expect(() => pruning.checked(given as never)).toThrow(message));
    expect(() => pruning.savings({ block2b: 139 })).toThrow(/^channels\.block2b: got 139/);
    expect(() => pruning.prunedSpec({ block2b: -1 })).toThrow(/^channels\.block2b: got -1/);
  });

  test('group normalisation loses as many channels as its groups divide', () => {
    const pruning = new NetworkPruning(variant('b0', { normalization: 'group' }));
    expect(() => pruning.checked({ block2b: [3, 17] })).toThrow(
      /^channels\.block2b\.length: got 2, expected a multiple of 8, the channels in a group\. Remove 0, /
    );
    expect(pruning.place('top')).toMatchObject({ step: 8, mostRemovable: 1272 });
    expect(pruning.savings({ top: 8 })).toMatchObject({ params: 8 * 1322, withStatistics: 8 * 1322 });
  });
});
