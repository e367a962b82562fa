import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryOf } from './memory';
import { randomSpecs } from './random-spec.fixtures';
import {
  type ArchitectureSpec,
  type LayerCost,
  type LayerKind,
  scale,
  SpecError,
  summarize,
  trainingMemory,
  variant
} from './index';

const small = randomSpecs({ channels: 24, resolution: 40, stages: 3, repeats: 2 });

/** A tensor with the first and last moment at which it has to exist. */
interface Interval {
  elements: number;
  from: number;
  to: number;
}

const reads = (layers: readonly LayerCost[], tensor: number): number[] =>
  layers.flatMap(({ inputs }, i) => (inputs.includes(tensor) ? [i] : []));
const image = ({ resolution, spatialDimensions, inputChannels }: ArchitectureSpec): number =>
  resolution ** spatialDimensions * inputChannels;
const elementwise = (layer: LayerCost): boolean =>
  ['normalization', 'activation', 'multiply', 'add'].includes(layer.kind);
const keeps = (layer: LayerCost): boolean => !['pool', 'add'].includes(layer.kind);

/** The largest sum of intervals over all moments: quadratic, and nothing like the bookkeeping under test. */
function peakOf(intervals: Interval[], moments: number): number {
  const sums = Array.from({ length: moments }, (_, t) =>
    intervals.reduce((sum, { elements, from, to }) => sum + (from <= t && t <= to ? elements : 0), 0)
  );
  return 4 * Math.max(...sums);
}

function inferenceIntervals(spec: ArchitectureSpec, layers: readonly LayerCost[]): Interval[] {
  const all = [{ elements: image(spec), from: 0, to: Math.max(...reads(layers, -1)) }];
  layers.forEach(({ outputElements }, i) => {
    const users = reads(layers, i);
    let to = users.length > 0 ? Math.max(...users) : layers.length;
    // An element-wise reader that is the last one takes over the room.
    const last = layers[to];
    to -= last && elementwise(last) && last.inputs[0] === i ? 1 : 0;
    all.push({ elements: outputElements, from: i, to });
  });
  return all;
}

function trainingIntervals(spec: ArchitectureSpec, layers: readonly LayerCost[]): Interval[] {
  const end = 2 * layers.length;
  // Layer i runs forward at moment i and backward at moment `backward(i)`.
  const backward = (i: number): number => end - 1 - i;
  const all: Interval[] = [];
  const tensors = [{ index: -1, elements: image(spec) }].concat(
    layers.map(({ outputElements: elements }, index) => ({ index, elements }))
  );
  for (const { index, elements } of tensors) {
    const users = reads(layers, index);
    const keepers = users.filter((i) => keeps(layers[i]));
    const to =
      keepers.length > 0 ? backward(Math.min(...keepers)) : users.length > 0 ? Math.max(...users) : end;
    all.push({ elements, from: Math.max(index, 0), to });
    if (index >= 0) {
      const first = users.length > 0 ? backward(Math.max(...users)) : backward(index);
      all.push({ elements, from: first, to: backward(index) });
    }
  }
  layers.forEach((layer, i) => {
    if (layer.name.endsWith('_se_reduce')) {
      all.push({ elements: layer.outputElements, from: i, to: backward(i) });
    }
  });
  return all;
}

describe('memory by live range', () => {
  test('equals the sum over intervals at the worst moment', () => {
    fc.assert(
      fc.property(small, (spec) => {
        const { layers, memory } = summarize(spec);
        expect(memory.inferencePeak).toBe(peakOf(inferenceIntervals(spec, layers), layers.length));
        expect(memory.trainingPeak).toBe(peakOf(trainingIntervals(spec, layers), 2 * layers.length));
      }),
      { numRuns: 100, seed: 5 }
    );
  });

  test('B0 in inference peaks at the first strided depthwise convolution, input and output alive', () => {
    const { memory } = summarize(variant('b0'));
    expect(memory.inferencePeak).toBe(4 * 96 * (112 ** 2 + 56 ** 2));
  });

  test('weights and saved activations are counted once', () => {
    fc.assert(
      fc.property(small, (spec) => {
        const { layers, memory, params } = summarize(spec);
        const kept = [-1, ...layers.keys()].filter((t) => reads(layers, t).some((i) => keeps(layers[i])));
        const elements = kept.map((t) => (t < 0 ? image(spec) : layers[t].outputElements));
        const gates = layers.filter(({ name }) => name.endsWith('_se_reduce'));
        const sum = [...elements, ...gates.map(({ outputElements }) => outputElements)].reduce(
          (a, b) => a + b,
          0
        );
        expect(memory.savedActivations).toBe(4 * sum);
        expect(memory.weights).toBe(4 * params.withStatistics);
      }),
      { numRuns: 50, seed: 6 }
    );
  });
});

describe('memory of a few layers, by hand', () => {
  type Row = [kind: LayerKind, inputs: number[], outputElements: number];
  const [template] = summarize(variant('b0')).layers;
  /** In numbers instead of bytes. */
  const memory = (image: number, rows: Row[]): number[] => {
    const layers = rows.map(([kind, inputs, outputElements]) => ({
      ...template,
      kind,
      inputs,
      outputElements
    }));
    const { outputs, inferencePeak, savedActivations, trainingPeak } = memoryOf(layers, image, 0);
    return [outputs, inferencePeak, savedActivations, trainingPeak].map((bytes) => bytes / 4);
  };

  test.each<[string, number, Row[], number[]]>([
    [
      // Image and conv: 10 + 6. Kept: the image, what the norm, the second conv and the dense layer read. At the sum’s
      // backward pass: image, conv, norm and dense output, and gradients of the sum and of both that it adds.
      'a residual block',
      10,
      [
        ['conv', [-1], 6],
        ['normalization', [0], 6],
        ['conv', [1], 6],
        ['add', [2, 1], 6],
        ['dense', [3], 2]
      ],
      [26, 16, 28, 10 + 6 + 6 + 2 + 3 * 6]
    ],
    // In place: 9 and the image at first.
    [
      'an activation at the end',
      1,
      [
        ['conv', [-1], 9],
        ['activation', [0], 9]
      ],
      [18, 10, 10, 1 + 9 + 9 + 9 + 9]
    ],
    // The image isn’t overwritten, and has no gradient.
    ['an activation of the image', 4, [['activation', [-1], 4]], [4, 8, 4, 4 + 4 + 4]],
    ['a large image', 100, [['conv', [-1], 1]], [1, 101, 100, 100 + 1 + 1]],
    // A mean only needs its shape: the image goes before the backward pass.
    ['a mean of the image', 100, [['pool', [-1], 1]], [1, 101, 0, 101]],
    // One gradient, though it is read twice.
    [
      'a square',
      1,
      [
        ['conv', [-1], 4],
        ['multiply', [0, 0], 4]
      ],
      [8, 5, 5, 1 + 4 + 4 + 4 + 4]
    ],
    // Neither reader keeps the map: it stays until the second has read it, its gradient comes with the sum’s.
    [
      'a map that is summed and averaged',
      1,
      [
        ['conv', [-1], 6],
        ['pool', [0], 1],
        ['add', [0, 1], 6]
      ],
      [13, 7, 1, 1 + 6 + 6 + 6 + 1]
    ],
    // When the second conv’s input of 20 gets its gradient, the map of 8 waits for the backward pass of its first reader.
    [
      'a map that two layers keep',
      1,
      [
        ['conv', [-1], 1],
        ['conv', [0], 8],
        ['dense', [1], 20],
        ['conv', [2], 1],
        ['multiply', [1, 3], 8]
      ],
      [38, 8 + 20 + 1, 1 + 1 + 8 + 20 + 1, 1 + 1 + 8 + 20 + 8 + 8 + 1 + 20]
    ]
  ])('%s', (_, image, rows, expected) => {
    expect(memory(image, rows)).toEqual(expected);
  });
});

describe('trainingMemory', () => {
  const report = summarize(variant('b0'));

  test('refuses bytes that doubles no longer hold', () => {
    const large = { ...report, memory: { ...report.memory, trainingPeak: 2 ** 40 } };
    expect(trainingMemory(large, { batchSize: 8191 }).activations).toBe(8191 * 2 ** 40);
    expect(() => trainingMemory(large, { batchSize: 8192 })).toThrow('fewer than 2^53 bytes');
  });

  test('adds weights, gradients, the optimiser and the activations of the batch', () => {
    const trainable = 4 * report.params.trainable;
    expect(trainingMemory(report, { batchSize: 8, optimizer: 'momentum' })).toEqual({
      weights: 4 * report.params.withStatistics,
      gradients: trainable,
      optimizer: trainable,
      activations: 8 * report.memory.trainingPeak,
      total: 4 * report.params.withStatistics + 2 * trainable + 8 * report.memory.trainingPeak
    });
    expect(trainingMemory(report, { batchSize: 1 }).optimizer).toBe(2 * trainable);
    expect(trainingMemory(report, { batchSize: 1, optimizer: 'sgd' }).optimizer).toBe(0);
    expect(trainingMemory(report, { batchSize: 1, optimizer: 'nesterov' }).optimizer).toBe(trainable);
    expect(trainingMemory(report, { batchSize: 1, optimizer: 'adamw' }).optimizer).toBe(2 * trainable);
  });

  test.each([0, 1.5, Number.NaN, -1, 1e9])('refuses a batch of %d', (batchSize) => {
    expect(() => trainingMemory(report, { batchSize })).toThrow(/batchSize/);
  });

  test('refuses an optimiser that it has no slots for', () => {
    const unknown = 'lamb' as 'adam';
    expect(() => trainingMemory(report, { batchSize: 1, optimizer: unknown })).toThrow(
      /optimizer: got "lamb"/
    );
  });
});

describe('counts beyond 2^53', () => {
  test('are refused, not rounded', () => {
    const huge = { width: 30, depth: 100, resolution: 8192 };
    expect(() => summarize(scale(huge))).toThrow(SpecError);
    expect(() => summarize(scale(huge))).toThrow(/2\^53/);
  });
});
