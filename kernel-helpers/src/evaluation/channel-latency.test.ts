import { beforeAll, describe, expect, it } from 'vitest';
import { chooseUnderTarget, NetworkPruning, scale } from '../analysis';
import { buildEfficientNet } from '../model';
import { loadTensorFlow, type TensorFlow } from '../tensorflow';
import { channelLatency } from './channel-latency';
import { compareLatency } from './compare-latency';

const WHOLE = scale({ width: 0.25, depth: 0.25, resolution: 32, inputChannels: 1, classes: 3 });
const SPEC = { ...WHOLE, resolution: 16, stages: WHOLE.stages.slice(1, 2), head: { filters: 16 } };
const FEW = { rounds: 3, warmUp: 0 } as const;

let tf: TensorFlow;
beforeAll(() => (tf = loadTensorFlow()));

describe('what channels take of a step’s time', () => {
  it('is measured place by place, by what goes with some of them', async () => {
    const model = buildEfficientNet(SPEC);
    const tensors = tf.memory().numTensors;
    const done: number[] = [];
    const latency = await channelLatency(model, { ...FEW, onProgress: (n, all) => done.push(n / all) });
    expect(tf.memory().numTensors).toBe(tensors);
    const { places } = new NetworkPruning(SPEC);
    expect(Object.keys(latency.places)).toEqual(places.map(({ name }) => name));
    expect(done).toEqual(Array.from({ length: 4 * places.length }, (_, i) => (i + 1) / 4 / places.length));
    expect(latency).toMatchObject({ batchSize: 1, rounds: 3, level: 0.95 });
    expect(latency.wholeMs).toBeGreaterThan(0);
    for (const { name, channels } of places) {
      const { removed, savedMs, interval, perChannelMs } = latency.places[name];
      expect(removed).toBe(Math.floor(channels / 2));
      expect(interval.from).toBeLessThanOrEqual(savedMs);
      expect(interval.to).toBeGreaterThanOrEqual(savedMs);
      expect(perChannelMs).toBe(Math.max(0, savedMs) / removed);
    }
    expect(JSON.parse(JSON.stringify(latency))).toEqual(latency);
  });

  it('of chosen places and shares, as a target', async () => {
    const model = buildEfficientNet({ ...SPEC, normalization: 'group' });
    const { places, ...rest } = await channelLatency(model, { ...FEW, places: ['block1a'], share: 0.4 });
    // Of 48 channels in groups of 8: two groups are no more than 0.4.
    expect(places).toMatchObject({ block1a: { removed: 16 } });
    const one = { block1a: { ...places.block1a, perChannelMs: rest.wholeMs / 96 } };
    const scores = { block1a: Array.from({ length: 48 }, (_, i) => i) };
    const latency = { ...rest, places: one };
    const choice = chooseUnderTarget(SPEC, scores, { measure: 'latency', saving: 0.25, latency });
    expect(choice.channels.block1a).toEqual(Array.from({ length: 24 }, (_, i) => i));
    expect(choice.cost).toBeCloseTo(rest.wholeMs / 4, 9);
  });

  it('of a stem is measured without the number of channels that would give the first block a shortcut', async () => {
    const [blocks] = WHOLE.stages.map((stage) => stage.blocks);
    const stem = { ...SPEC, stem: { ...WHOLE.stem, filters: 16 }, stages: [{ blocks: [...blocks] }] };
    stem.stages[0].blocks[0] = { ...blocks[0], inputFilters: 16, expandedFilters: 16, outputFilters: 8 };
    const { places } = await channelLatency(buildEfficientNet(stem), { ...FEW, places: ['block1a'] });
    expect(places.block1a.removed).toBe(9);
  });

  it('is measured where there is something left to take', async () => {
    const pruning = new NetworkPruning(SPEC);
    const most = Object.fromEntries(pruning.places.map(({ name, mostRemovable }) => [name, mostRemovable]));
    const { top: _, ...blocks } = most;
    const { places } = await channelLatency(buildEfficientNet(pruning.prunedSpec(blocks)), FEW);
    expect(Object.keys(places)).toEqual(['top']);
    await expect(channelLatency(buildEfficientNet(pruning.prunedSpec(most)), FEW)).rejects.toThrow(
      /^places: got none that can lose channels/
    );
  });

  it('of two networks is compared step by step', async () => {
    const model = buildEfficientNet(SPEC);
    const tensors = tf.memory().numTensors;
    const found = await compareLatency(model, model, { ...FEW, batchSize: 2, level: 0.5 });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(found).toMatchObject({ batchSize: 2, rounds: 3, level: 0.5 });
    const { ratio, firstMs, secondMs } = found;
    expect(Math.min(firstMs, secondMs, ratio.from)).toBeGreaterThan(0);
    expect(ratio.from).toBeLessThanOrEqual(ratio.median);
    expect(ratio.to).toBeGreaterThanOrEqual(ratio.median);
  });

  it('refuses what can’t be timed, and ends when aborted', async () => {
    const model = buildEfficientNet(SPEC);
    await expect(channelLatency(model, { share: 1 })).rejects.toThrow(
      'share: got 1, expected a number between'
    );
    await expect(channelLatency(model, { rounds: 0 })).rejects.toThrow('rounds: got 0');
    await expect(channelLatency(model, { places: ['block9z'] })).rejects.toThrow('channels: got "block9z"');
    await expect(compareLatency(model, model, { batchSize: 0.5 })).rejects.toThrow('batchSize: got 0.5');
    await expect(compareLatency(model, model, { warmUp: -1 })).rejects.toThrow('warmUp: got -1');
    const signal = AbortSignal.abort();
    await expect(channelLatency(model, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    const other = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2, 1] })] });
    await expect(channelLatency(other)).rejects.toThrow(/a network that buildEfficientNet\(\) made/);
  });
});
