import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('10,000 trials on 1,000 workers cost their coordinator a minute and 300 MB at most', () => {
  const script = join(__dirname, 'simulated-sweep.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script, '10000', '1000'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const { processorSeconds, peakBytes, ...figures } = JSON.parse(stdout) as Record<string, unknown>;
  expect(figures).toMatchObject({ status: 'finished', candidates: 10_000 });
  expect(figures.mostRunning).toBeGreaterThan(990);
  expect((figures.entered as number[])[1]).toBeGreaterThanOrEqual(3333);
  expect((figures.entered as number[])[2]).toBeGreaterThanOrEqual(1111);
  expect(processorSeconds).toBeLessThan(60);
  expect(peakBytes).toBeLessThan(300e6);
});
