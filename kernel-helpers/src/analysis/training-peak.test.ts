import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryOf } from './memory';
import { randomSpecs } from './random-spec.fixtures';
import type { LayerCost, LayerKind } from './report';
import { type KeptActivations, largestBatch, summarize, trainingPeak, variant } from './index';

const b0 = summarize(variant('b0'));
const small = randomSpecs({ channels: 24, resolution: 40, stages: 3, repeats: 2 });

describe('peak memory of a run', () => {
  test('grows with each image by its activations and the batches made ahead', () => {
    const [one, two] = [1, 2].map((batchSize) => trainingPeak(b0, { batchSize, kept: 'separate' }));
    expect(two.total - one.total).toBe(b0.memory.trainingPeak + 6 * 4 * 224 * 224 * 3);
  });

  test('holds each of an optimiser’s slots five times, and an average as one of them', () => {
    const of = (options: object): number => trainingPeak(b0, { batchSize: 4, ...options }).total;
    const slot = 5 * 4 * b0.params.trainable;
    expect(of({ optimizer: 'momentum' }) - of({ optimizer: 'sgd' })).toBe(slot);
    expect(of({ optimizer: 'adam' }) - of({ optimizer: 'sgd' })).toBe(2 * slot);
    expect(of({ averages: 1 }) - of({})).toBe(slot);
  });

  test('in parts holds the activations of one part, and the graph of each', () => {
    const [whole, parts] = [1, 4].map((accumulationSteps) =>
      trainingPeak(b0, { batchSize: 16, accumulationSteps })
    );
    expect(parts.activations).toBe(whole.activations / 4);
    expect(parts.graph).toBe(4 * whole.graph);
    expect(parts.gradients).toBe(2 * whole.gradients);
    expect(parts.images).toBe(whole.images);
  });

  test('is the sum of its parts', () => {
    const { total, ...parts } = trainingPeak(b0, { batchSize: 3 });
    expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(total);
  });

  // An image: six copies of its pixels, and about twice what running layer by layer takes.
  test.each(['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'lite0', 'v2-s'] as const)(
    '%s takes less for four images in validation than for one in training',
    (name) => {
      const { memory, spec } = summarize(variant(name));
      const image = 6 * 4 * spec.resolution ** 2 * 3;
      expect(4 * (image + 2 * memory.inferencePeak)).toBeLessThan(image + memory.trainingPeak);
    }
  );
});

describe('operations that normalise and activate in one', () => {
  test('keep one tensor less for each pair', () => {
    fc.assert(
      fc.property(small, (spec) => {
        const report = summarize(spec);
        const { layers, memory, params } = report;
        const image = spec.resolution ** spec.spatialDimensions * spec.inputChannels;
        const fused = memoryOf(layers, image, params.withStatistics, 'fused');
        const between = layers
          .filter(({ kind, inputs }) => kind === 'activation' && layers[inputs[0]]?.kind === 'normalization')
          .reduce((sum, { outputElements }) => sum + 4 * outputElements, 0);
        expect(memory.savedActivations - fused.savedActivations).toBe(between);
        expect(fused.trainingPeak).toBeLessThanOrEqual(memory.trainingPeak);
        expect(fused.weights).toBe(memory.weights);
        expect(trainingPeak(report, { batchSize: 2, kept: 'fused' }).activations).toBe(
          2 * fused.trainingPeak
        );
      }),
      { numRuns: 50, seed: 3 }
    );
  });
});

describe('activations that are computed again', () => {
  const keptIn = (kept: KeptActivations): number => {
    const { layers, params } = b0;
    return memoryOf(layers, 224 * 224 * 3, params.withStatistics, kept).savedActivations;
  };

  test('leave what convolutions give, and sums of shortcuts', () => {
    // Each normalisation keeps its own input; beside those, the image, what convolutions read of sums, the squeezed
    // maps and what the gates' own convolutions need, the last features.
    const { layers } = b0;
    const inputs = layers.flatMap(({ kind, inputs: [input] }) => (kind === 'normalization' ? [input] : []));
    const read = (kinds: readonly string[], of: readonly string[]): number[] =>
      layers.flatMap(({ kind, inputs: own }) =>
        kinds.includes(kind) ? own.filter((input) => input >= 0 && of.includes(layers[input].kind)) : []
      );
    const others = read(
      ['conv', 'depthwise', 'squeezeExcite', 'dense', 'multiply'],
      ['add', 'pool', 'squeezeExcite']
    );
    const sizes = [...new Set([...inputs, ...others])].reduce((sum, i) => sum + layers[i].outputElements, 0);
    const swished = layers
      .filter(({ kind }, i) => kind === 'squeezeExcite' && layers[i + 1].kind === 'squeezeExcite')
      .reduce((sum, { outputElements }) => sum + outputElements, 0);
    expect(keptIn('recomputed')).toBe(4 * (224 * 224 * 3 + sizes + swished));
  });

  const layer = (kind: LayerKind, outputElements: number, ...inputs: number[]): LayerCost => ({
    ...b0.layers[0],
    kind,
    outputElements,
    inputs
  });
  const convolved = [layer('conv', 10, -1), layer('normalization', 10, 0), layer('activation', 10, 1)];

  // Followed by hand, with an image of 3 numbers.
  test.each([
    [
      'two normalisations',
      [
        ...convolved,
        layer('conv', 8, 2),
        layer('normalization', 8, 3),
        layer('activation', 8, 4),
        layer('conv', 2, 5)
      ],
      { fused: 51, recomputed: 43 }
    ],
    [
      'gates',
      [
        ...convolved,
        layer('pool', 1, 2),
        layer('squeezeExcite', 1, 3),
        layer('squeezeExcite', 1, 4),
        layer('multiply', 10, 2, 5),
        layer('conv', 2, 6)
      ],
      { fused: 51, recomputed: 51 }
    ]
  ])('are there while gradients read them: %s', (_, layers, numbers) => {
    const peakOf = (kept: KeptActivations): number => memoryOf(layers, 3, 0, kept).trainingPeak / 4;
    expect({ fused: peakOf('fused'), recomputed: peakOf('recomputed') }).toEqual(numbers);
  });

  test('take less than held ones', () => {
    fc.assert(
      fc.property(small, (spec) => {
        const report = summarize(spec);
        const of = (kept: KeptActivations): number =>
          trainingPeak(report, { batchSize: 1, kept }).activations;
        expect(of('recomputed')).toBeLessThanOrEqual(of('fused'));
      }),
      { numRuns: 50, seed: 5 }
    );
  });
});

describe('the largest batch', () => {
  test('is the last one that fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.boolean(), (batchSize, fused) => {
        const options = { kept: fused ? 'fused' : 'separate', optimizer: 'sgd' } as const;
        const { total } = trainingPeak(b0, { ...options, batchSize });
        expect(largestBatch(b0, total, options)).toBe(batchSize);
        expect(largestBatch(b0, total - 1, options)).toBe(batchSize - 1);
      }),
      { numRuns: 50, seed: 4 }
    );
  });

  test('is 0 where not even one image fits', () => {
    expect(largestBatch(b0, 1e6)).toBe(0);
  });
});

test.each([
  [{ batchSize: 0 }, /batchSize/],
  [{ batchSize: 4, accumulationSteps: 5 }, /accumulationSteps/],
  [{ batchSize: 4, averages: 2 }, /averages/],
  [{ batchSize: 4, kept: 'all' }, /kept/],
  [{ batchSize: 4, optimizer: 'lamb' }, /optimizer/],
  [{ batchSize: 4, batchsize: 4 }, /batchSize/]
])('%j is refused', (options, message) => {
  expect(() => trainingPeak(b0, options as never)).toThrow(message);
});

test('anything but a report is refused', () => {
  expect(() => trainingPeak(variant('b0') as never, { batchSize: 1 })).toThrow(/report/);
});
