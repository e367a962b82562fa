import { expect, test } from 'vitest';
import { PUBLISHED_VARIANTS, summarize, variant } from './index';
import { B0_BLOCKS, PUBLISHED_COSTS, PUBLISHED_SHAPES, TPU_COSTS, V2_COSTS } from './published.fixtures';

test('every published network stands in the tables below', () => {
  const names = [...PUBLISHED_COSTS, ...TPU_COSTS, ...V2_COSTS].map(({ name }) => name);
  expect(names).toEqual(PUBLISHED_VARIANTS.map(({ name }) => name));
});

test.each(PUBLISHED_SHAPES)('%s has the published shape', (name, ...published) => {
  const { widthCoefficient, depthCoefficient, resolution, dropout, stem, stages, head } = variant(name);
  const channels = stages.map(({ blocks }) => blocks[blocks.length - 1].outputFilters);
  const repeats = stages.map(({ blocks }) => blocks.length);
  const depth = repeats.reduce((sum, layers) => sum + layers, 0);
  expect([
    ...[widthCoefficient, depthCoefficient, resolution, dropout],
    ...[stem.filters, channels, repeats, depth, head.filters]
  ]).toEqual(published);
});

test.each(TPU_COSTS)('$name equals the published counts to the last unit', (row) => {
  const { name, trainable, withStatistics, conv, depthwise, squeezeExcite, dense, macs: total, blocks } = row;
  const report = summarize(variant(name));
  expect(report.params).toMatchObject({ trainable, withStatistics });
  expect(report.macs).toEqual({ total, conv, depthwise, squeezeExcite, dense });
  expect(report.depth).toBe(blocks);
});

test.each(V2_COSTS)(
  '$name equals the published counts to the last unit',
  ({ name, trainable, keras, macs }) => {
    const report = summarize(variant(name));
    expect(report.params).toEqual({ trainable, withStatistics: keras, keras });
    expect(report.macs.total).toBe(macs);
  }
);

test.each(B0_BLOCKS)('%s of B0 equals its row of the reference table', (name, filters, ...row) => {
  const [kernelSize, stride, sizes, macs, macsWithoutSqueezeExcite, params] = row;
  const report = summarize(variant('b0'));
  const block = report.blocks.find((candidate) => candidate.name === name);
  expect(block).toMatchObject({ kernelSize, stride, macs, params });
  expect([block?.inputFilters, block?.expandedFilters, block?.outputFilters]).toEqual(filters);
  expect([block?.inputSize, block?.outputSize]).toEqual(sizes);
  const without = report.layers
    .filter((layer) => layer.block === name && layer.kind !== 'squeezeExcite')
    .reduce((sum, layer) => sum + layer.macs, 0);
  expect(without).toBe(macsWithoutSqueezeExcite);
});
