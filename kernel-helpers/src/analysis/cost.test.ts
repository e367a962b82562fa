import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PUBLISHED_COSTS } from './published.fixtures';
import { randomSpecs } from './random-spec.fixtures';
import { blocksOf, compoundScale, scale, SpecError, summarize, variant } from './index';

const randomSpec = randomSpecs({ channels: 320, resolution: 300, stages: 5, repeats: 4 });

describe('summarize', () => {
  test.each(PUBLISHED_COSTS)('$name equals the published counts to the last unit', (row) => {
    const report = summarize(variant(row.name));
    expect(report.params).toEqual({
      trainable: row.trainable,
      withStatistics: row.withStatistics,
      keras: row.keras
    });
    expect(report.macs).toEqual({
      total: row.macs,
      conv: row.conv,
      depthwise: row.depthwise,
      squeezeExcite: row.squeezeExcite,
      dense: row.dense
    });
    expect(report.depth).toBe(row.blocks);
  });

  test.each([
    [-3, 106847952, 147],
    [-1, 301557888, 195],
    [0.5, 731404000, 240],
    [1, 992629472, 258],
    [3, 3250916456, 341],
    [7, 39663901696, 596]
  ])('φ = %d costs what an independent implementation of the rule counts', (phi, macs, resolution) => {
    const report = summarize(compoundScale({ phi }));
    expect([report.macs.total, report.spec.resolution]).toEqual([macs, resolution]);
  });

  test('stages, blocks and kinds each add up to the whole', () => {
    fc.assert(
      fc.property(randomSpec, (spec) => {
        const { stages, blocks, macs, params, layers, elements, bytesMoved } = summarize(spec);
        const sum = (values: Record<'macs' | 'params' | 'elementOps' | 'bytesMoved', number>[]) =>
          values.reduce(
            (a, b) => ({
              macs: a.macs + b.macs,
              params: a.params + b.params,
              elementOps: a.elementOps + b.elementOps,
              bytesMoved: a.bytesMoved + b.bytesMoved
            }),
            { macs: 0, params: 0, elementOps: 0, bytesMoved: 0 }
          );
        const { total: elementOps, ...kinds } = elements;
        expect(sum(stages)).toEqual({ macs: macs.total, params: params.trainable, elementOps, bytesMoved });
        expect(Object.values(kinds).reduce((all, count) => all + count)).toBe(elementOps);
        expect(Math.min(...layers.map((layer) => layer.bytesMoved))).toBeGreaterThan(0);
        expect(sum(layers)).toEqual(sum(stages));
        expect(sum(blocks)).toEqual(sum(stages.filter((stage) => /^\d+$/.test(stage.name))));
        expect(macs.conv + macs.depthwise + macs.squeezeExcite + macs.dense).toBe(macs.total);
      }),
      { numRuns: 100, seed: 2 }
    );
  });

  test('B0 blocks cost what the authors’ table says', () => {
    const blocks = Object.fromEntries(summarize(variant('b0')).blocks.map((block) => [block.name, block]));
    expect(blocks.block1a).toMatchObject({ macs: 10035712, params: 1448, inputSize: 112, outputSize: 112 });
    expect(blocks.block2a).toMatchObject({ macs: 29203200, params: 6004, inputSize: 112, outputSize: 56 });
    expect(blocks.block5b).toMatchObject({ macs: 32833920, params: 208572, outputSize: 14 });
    expect(blocks.block7a).toMatchObject({ macs: 29520000, params: 717232, outputFilters: 320 });
  });

  test('B0 has the stages of table 1 of the paper', () => {
    const stages = summarize(variant('b0')).stages.map((stage) => [
      stage.name,
      stage.operator,
      stage.kernelSize,
      stage.repeats,
      stage.outputFilters
    ]);
    expect(stages).toEqual([
      ['stem', 'Conv', 3, 1, 32],
      ['1', 'MBConv1', 3, 1, 16],
      ['2', 'MBConv6', 3, 2, 24],
      ['3', 'MBConv6', 5, 2, 40],
      ['4', 'MBConv6', 3, 3, 80],
      ['5', 'MBConv6', 5, 3, 112],
      ['6', 'MBConv6', 5, 4, 192],
      ['7', 'MBConv6', 3, 1, 320],
      // With pooling and the classifier.
      ['head', 'Conv', 1, 1, 1000]
    ]);
  });

  test('group normalisation has no moving statistics', () => {
    const { params } = summarize(variant('b0', { normalization: 'group' }));
    expect(params.withStatistics).toBe(params.trainable);
    expect(params.trainable).toBe(5288548);
  });

  test('refuses a network beyond exact integers instead of rounding', () => {
    const spec = variant('b0');
    spec.stem.filters = 65536;
    spec.stages[0].blocks[0].inputFilters = 65536;
    spec.stages[0].blocks[0].expandedFilters = 65536;
    spec.stages[0].blocks[0].outputFilters = 65536;
    spec.stages[1].blocks[0].inputFilters = 65536;
    spec.resolution = 8192;
    expect(() => summarize(spec)).toThrow(SpecError);
    expect(() => summarize(spec)).toThrow('2^53');
  });
});

describe('blocksOf', () => {
  test('B0 drops at the rates of the reference code', () => {
    const rates = blocksOf(variant('b0'))
      .filter((block) => block.residual)
      .map((block) => [block.name, Number(block.dropRate.toFixed(6))]);
    expect(rates).toEqual([
      ['block2b', 0.025],
      ['block3b', 0.05],
      ['block4b', 0.075],
      ['block4c', 0.0875],
      ['block5b', 0.1125],
      ['block5c', 0.125],
      ['block6b', 0.15],
      ['block6c', 0.1625],
      ['block6d', 0.175]
    ]);
  });

  test('blocks know their stage, and a stride leaves no shortcut', () => {
    const spec = variant('b0');
    expect(blocksOf(spec).map(({ stage }) => stage)).toEqual([
      1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7
    ]);
    // 192 channels in and out.
    spec.stages[5].blocks[3].stride = 2;
    expect(blocksOf(spec)[14]).toMatchObject({ name: 'block6d', residual: false, dropRate: 0 });
  });

  test('names go on after z', () => {
    const names = blocksOf(scale({ width: 0.25, depth: 28, resolution: 32 })).map((block) => block.name);
    expect(names.slice(25, 29)).toEqual(['block1z', 'block1aa', 'block1ab', 'block2a']);
    expect(new Set(names).size).toBe(names.length);
  });
});
