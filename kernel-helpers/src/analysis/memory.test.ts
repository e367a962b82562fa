import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomSpecs } from './random-spec.fixtures';
import {
  type ArchitectureSpec,
  type LayerCost,
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

describe('trainingMemory', () => {
  const report = summarize(variant('b0'));

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
  });

  test.each([0, 1.5, Number.NaN, -1, 1e9])('refuses a batch of %d', (batchSize) => {
    expect(() => trainingMemory(report, { batchSize })).toThrow(/batchSize/);
  });

  test('refuses an optimiser that it has no slots for', () => {
    const unknown = 'adamw' as 'adam';
    expect(() => trainingMemory(report, { batchSize: 1, optimizer: unknown })).toThrow(
      /optimizer: got "adamw"/
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
