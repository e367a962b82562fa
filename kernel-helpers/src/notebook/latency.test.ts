import { describe, expect, it } from 'vitest';
import type { LatencyReport } from '../evaluation';
import { bundleOf } from './show';

const REPORT: LatencyReport = {
  network: 'b0',
  input: { resolution: 128, channels: 3 },
  execution: 'compiled',
  warmUp: 5,
  runs: 50,
  macs: 131_000_000,
  latencies: [
    {
      batchSize: 16,
      firstMs: 1234.5,
      medianMs: 44.72,
      p90Ms: 46.01,
      p95Ms: 47.2,
      p99Ms: 60.04,
      imagesPerSecond: 357.78,
      macsPerSecond: 46.869e9
    }
  ],
  machine: {
    system: 'linux-x64',
    cpu: 'A Processor',
    cores: 2,
    memoryBytes: 2 ** 34,
    node: '24.0.0',
    device: 'cpu',
    tensorFlow: '2.21.0',
    tensorFlowJs: '4.22.0',
    oneDnn: true
  }
};

describe('a latency report in a cell', () => {
  it('is a table that names the network, the way and the machine', () => {
    const bundle = bundleOf(REPORT, new Date());
    const [title, headings, row] = String(bundle['text/plain']).split('\n');
    expect(title).toBe(
      'Latency of b0 at 128 × 128, 131 M MACs an image: compiled, 50 steps; ' +
        'TensorFlow 2.21.0 with oneDNN on the CPU; A Processor, 2 cores'
    );
    expect(headings).toMatch(/Images {2}Median \(ms\) .* MACs per second \(G\)$/);
    expect(row.trim().split(/\s+/)).toEqual(['16', '44.7', '46', '47.2', '60', '1,230', '358', '46.9']);
    expect(bundle['text/html']).toContain('A Processor');
  });

  it('has dashes for models of unknown cost', () => {
    const [latency] = REPORT.latencies;
    const unknown = { ...REPORT, macs: null, latencies: [{ ...latency, macsPerSecond: null }] };
    const text = String(bundleOf(unknown, new Date())['text/plain']);
    expect(text).not.toContain('MACs an image');
    expect(text).toMatch(/–$/);
  });
});
