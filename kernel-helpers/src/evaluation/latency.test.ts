import { beforeAll, describe, expect, it } from 'vitest';
import { scale, summarize } from '../analysis';
import { buildEfficientNet } from '../model';
import { loadTensorFlow, type TensorFlow, tensorFlowInfo } from '../tensorflow';
import { benchmarkLatency } from './latency';

const SPEC = scale({ width: 0.25, depth: 0.25, resolution: 32, inputChannels: 1, classes: 3 });

let tf: TensorFlow;
beforeAll(() => {
  tf = loadTensorFlow();
});

describe('the latency of a network', () => {
  it.each(['compiled', 'eager'] as const)('%s is reported for each batch size', async (execution) => {
    const model = buildEfficientNet(SPEC);
    const before = tf.memory().numTensors;
    const done: number[] = [];
    const options = { batchSizes: [1, 2], warmUp: 1, runs: 5, execution };
    const report = await benchmarkLatency(model, {
      ...options,
      onProgress: (n, total) => done.push(n / total)
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(report).toMatchObject({ execution, runs: 5, warmUp: 1, macs: summarize(SPEC).macs.total });
    expect(report.latencies.map(({ batchSize }) => batchSize)).toEqual([1, 2]);
    for (const { batchSize, medianMs, p90Ms, p95Ms, p99Ms, ...rates } of report.latencies) {
      expect(medianMs).toBeGreaterThan(0);
      expect([medianMs, p90Ms, p95Ms, p99Ms]).toEqual([medianMs, p90Ms, p95Ms, p99Ms].sort((a, b) => a - b));
      expect(rates.imagesPerSecond).toBeCloseTo((1000 * batchSize) / medianMs, 6);
      expect(rates.macsPerSecond).toBeCloseTo(rates.imagesPerSecond * summarize(SPEC).macs.total, -1);
    }
    // One first step, one to warm up and five that count, for both sizes.
    expect(done).toEqual(Array.from({ length: 14 }, (_, i) => (i + 1) / 14));
    expect(report.machine).toMatchObject({ node: process.versions.node, device: tensorFlowInfo().device });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('has no multiply-adds for other models', async () => {
    const model = tf.sequential();
    model.add(tf.layers.flatten({ inputShape: [2, 2, 1] }));
    model.add(tf.layers.dense({ units: 3 }));
    const { macs, latencies } = await benchmarkLatency(model, { batchSizes: [3], warmUp: 0, runs: 1 });
    expect(macs).toBeNull();
    expect(latencies[0].macsPerSecond).toBeNull();
    expect(latencies[0].p99Ms).toBe(latencies[0].medianMs);
  });

  it('ends when aborted and refuses odd options', async () => {
    const model = buildEfficientNet(SPEC);
    await expect(benchmarkLatency(model, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError'
    });
    await expect(benchmarkLatency(model, { batchSizes: [] })).rejects.toThrow('batchSizes: got none');
    await expect(benchmarkLatency(model, { batchSizes: [1.5] })).rejects.toThrow('batchSizes: got 1.5');
    await expect(benchmarkLatency(model, { runs: 0 })).rejects.toThrow('runs: got 0');
    await expect(benchmarkLatency(model, { warmUp: -1 })).rejects.toThrow('warmUp: got -1');
  });
});
