import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { summarize, variant } from '../../kernel-helpers/src/analysis';
import {
  B0_BLOCKS,
  PUBLISHED_COSTS,
  TPU_COSTS,
  V2_COSTS
} from '../../kernel-helpers/src/analysis/published.fixtures';
import { buildEfficientNet } from '../../kernel-helpers/src/model';
import { countLayers, countModel, type ModelCount } from '../../kernel-helpers/src/model/counting.fixtures';
import { startFromZeros } from './zero-kernels';

beforeAll(startFromZeros);
afterAll(() => {
  vi.restoreAllMocks();
});

function countBuilt(name: string): ModelCount {
  const model = buildEfficientNet(variant(name));
  const counted = countModel(model);
  model.dispose();
  return counted;
}

test.each([...PUBLISHED_COSTS, ...TPU_COSTS])(
  '$name counts the same from its layers, its specification and in print',
  ({ name, trainable, withStatistics, conv, depthwise, squeezeExcite, dense, macs: total }) => {
    const printed = {
      trainable,
      withStatistics,
      macs: { total, conv, depthwise, squeezeExcite, dense }
    };
    const { params, macs } = summarize(variant(name));
    expect({ trainable: params.trainable, withStatistics: params.withStatistics, macs }).toEqual(printed);
    expect(countBuilt(name)).toEqual(printed);
  }
);

test.each(V2_COSTS)(
  '$name counts the same from its layers, its specification and in print',
  ({ name, trainable, keras, macs: total }) => {
    const { params, macs } = summarize(variant(name));
    expect({ ...params, total: macs.total }).toEqual({ trainable, withStatistics: keras, keras, total });
    expect(countBuilt(name)).toEqual({ trainable, withStatistics: keras, macs });
  }
);

test("each block of B0 as built costs what the reference's does", () => {
  const model = buildEfficientNet(variant('b0'));
  const layers = countLayers(model);
  model.dispose();
  const counted = B0_BLOCKS.map(([name]) => {
    const block = layers.filter((layer) => layer.name.startsWith(`${name}_`));
    const sum = (of: typeof layers, key: 'macs' | 'trainable'): number =>
      of.reduce((total, layer) => total + layer[key], 0);
    const withoutGates = block.filter(({ kind }) => kind !== 'squeezeExcite');
    return [name, sum(block, 'macs'), sum(withoutGates, 'macs'), sum(block, 'trainable')];
  });
  expect(counted).toEqual(B0_BLOCKS.map(([name, , , , , ...costs]) => [name, ...costs]));
});
