import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provideBrowser } from '../../setup/browser.mjs';
import { LOGS, ROOT } from '../../setup/paths.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { quantile, summary } from './statistics.mjs';

/** Milliseconds from a movement to its frame, at the 95th percentile, that a hand still takes for at once. */
const LIMIT = 50;

/**
 * Drags sliders in a real browser, see slider.bench.ts.
 * @returns {Promise<{ moves: number, times: Record<string, number[]> }>} milliseconds of each movement, by slider
 */
async function measure() {
  const browser = await provideBrowser({
    log: join(LOGS, 'browser.log'),
    say: console.error,
    show: console.error
  });
  const folder = mkdtempSync(join(tmpdir(), 'slider-'));
  try {
    const path = join(folder, 'times.json');
    const words = ['test', '-c', join(ROOT, 'test/bench/playwright.config.ts')];
    const { status } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/@playwright/test/cli.js'), ...words],
      {
        cwd: ROOT,
        stdio: ['ignore', 2, 2],
        env: { ...process.env, LAB_CHROMIUM: browser, BENCH_TIMES: path }
      }
    );
    if (status !== 0) {
      throw new Error(`The browser's run ended with ${status}; what it said stands above.`);
    }
    return JSON.parse(readFileSync(path, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { moves, times } = await measure();
const results = Object.fromEntries(
  Object.entries(times).map(([name, all]) => [
    name,
    { milliseconds: summary(all), p95: quantile(all, 0.95), all }
  ])
);
console.log('\nFrom the movement of a slider to its painted frame, in Chromium\n');
console.log(
  markdownTable(
    ['slider', 'ms, median', '95th percentile', 'limit', 'moves'],
    Object.entries(results).map(([name, { milliseconds, p95, all }]) => [
      name,
      milliseconds.median.toFixed(1),
      p95.toFixed(1),
      String(LIMIT),
      String(all.length)
    ])
  )
);
writeRecord('slider', { workload: { moves }, limits: { p95: LIMIT }, results });
if (Object.values(results).some(({ p95 }) => p95 > LIMIT)) {
  console.error('A limit was passed: a slider lags.');
  process.exitCode = 1;
}
