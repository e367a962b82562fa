import { measureInBrowser } from './in-browser.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { quantile } from './statistics.mjs';

/** Milliseconds: no frame may be further from the one before, and a million triplets may take so long altogether. */
const LIMITS = { frame: 100, search: 2000 };
/** @type {Readonly<Record<string, string>>} */
const NAMES = {
  search: 'search explorer, 1,030,301 triplets',
  simulation: 'normalisation noise, five seconds of simulation',
  records: 'front, file of 1,000,000 records',
  dropped: 'front, file of 100 MB dropped',
  pinsOpened: 'scaling explorer, notebook with four pins of about 250 blocks opened',
  pinsBeside: 'beside such pins, φ moved by keys',
  gatesOpened: 'gates, file of 25 inputs × 10,000 channels',
  gatesDragged: 'gates so wide, the threshold dragged',
  gatesTable: 'gates so wide, the data table opened',
  gatesKeys: 'gates so wide, the threshold moved by keys beside the table',
  sweepOpened: 'sweep dashboard, notebook with 5,000 candidates opened',
  sweepBrushed: 'so many candidates, a brush moved by keys',
  sweepSelected: 'so many candidates, rows walked through and selected',
  sweepHovered: 'so many candidates, the pointer over the plot',
  sweepSorted: 'so many candidates, the table sorted',
  sweepCosts: 'so many candidates, the cost changed'
};

/** @type {{ rows: number, results: Record<string, { took: number, gaps: number[] }> }} */
const { rows, results } = await measureInBrowser('frames');
const summaries = Object.fromEntries(
  Object.entries(results).map(([name, { took, gaps }]) => [
    name,
    { took, frames: gaps.length, p95: quantile(gaps, 0.95), longest: Math.max(...gaps), gaps }
  ])
);
console.log('\nWhile a view works in the background, in Chromium\n');
console.log(
  markdownTable(
    ['work', 's altogether', 'ms between frames, 95th percentile', 'longest', 'limit', 'frames'],
    Object.entries(summaries).map(([name, { took, frames, p95, longest }]) => [
      NAMES[name],
      (took / 1000).toFixed(1),
      p95.toFixed(1),
      longest.toFixed(1),
      String(LIMITS.frame),
      String(frames)
    ])
  )
);
writeRecord('frames', { workload: { rows }, limits: LIMITS, results: summaries });
if (
  Object.values(summaries).some(({ longest }) => longest > LIMITS.frame) ||
  summaries.search.took > LIMITS.search
) {
  console.error('A limit was passed: a page stands still, or a search takes long.');
  process.exitCode = 1;
}
