import { measureInBrowser } from './in-browser.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { quantile, summary } from './statistics.mjs';

/** Milliseconds from a movement to its frame, at the 95th percentile, that a hand still takes for at once. */
const LIMIT = 50;

/** @type {{ moves: number, times: Record<string, number[]> }} */
const { moves, times } = await measureInBrowser('slider');
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
