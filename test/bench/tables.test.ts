import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  MEASURED,
  type Measured,
  PAGE,
  partsOf,
  partsOfReadme,
  README,
  shortened,
  withParts
} from './tables.mjs';
import { requireEqualLogits, TOLERANCE } from './reference.mjs';

const page = readFileSync(PAGE, 'utf8');
const measured = (): Measured => JSON.parse(readFileSync(MEASURED, 'utf8'));

test('the page says what was measured, and nothing else', async () => {
  expect(await withParts(page, partsOf(measured()))).toBe(page);
});

test('the README says the same of the first network', async () => {
  const readme = readFileSync(README, 'utf8');
  expect(await withParts(readme, partsOfReadme(measured()))).toBe(readme);
  const record = measured();
  record.comparisons[0].results.find(({ name }) => name === 'pytorch compile')!.ratioToOurs.median += 0.5;
  expect(partsOfReadme(record)).not.toEqual(partsOfReadme(measured()));
  expect(partsOfReadme(record).speed).not.toContain('eager');
});

test.each<[string, (record: Measured) => void]>([
  ['a time', ({ comparisons: [{ results }] }) => (results[0].milliseconds.median += 1)],
  ['a quartile', ({ comparisons: [, { results }] }) => (results[1].milliseconds.upper += 1)],
  ['a ratio', ({ comparisons }) => (comparisons.at(-1)!.results[1].ratioToOurs.median += 0.01)],
  ['a peak', ({ comparisons: [{ results }] }) => (results[0].peakMemory! += 2 ** 27)],
  ['a share', ({ comparisons: [{ results }] }) => (results[0].shareOfProduct += 0.01)],
  ['a version', ({ comparisons: [{ results }] }) => (results[3].what += '.1')],
  ['the machine', (record) => (record.machine += ', AVX-1024')],
  ['the day', (record) => (record.measured = '2031-01-01T00:00:00Z')],
  ['the load', (record) => (record.loadBefore += 9)],
  ['a difference of logits', ({ comparisons: [, { results }] }) => (results[1].difference = 0.5)]
])('%s that is another one changes the page', async (_, change) => {
  // A busy machine leaves some of it out.
  const [before, after] = [0, 1].map(() => ({ ...measured(), loadBefore: 0.1 }));
  change(after);
  expect(await withParts(page, partsOf(after))).not.toBe(await withParts(page, partsOf(before)));
});

test('logits were compared wherever something was inferred, and in inference alone', () => {
  for (const { task, results } of measured().comparisons) {
    for (const { difference } of results) {
      expect(difference === undefined).toBe(task === 'training');
      expect(difference ?? 0).toBeLessThanOrEqual(TOLERANCE);
    }
  }
});

test('a busy machine is told as one, an idle one too', () => {
  const caption = (loadBefore: number): string => partsOf({ ...measured(), loadBefore }).execution;
  expect(caption(3.21)).toContain('kept busy (load 3.2)');
  expect(caption(0.2)).toContain('otherwise idle');
  const verdict = (loadBefore: number): string => partsOf({ ...measured(), loadBefore }).verdict;
  expect(verdict(3.21)).toMatch(/^Who is the fastest a busy machine does not tell\./);
  expect(verdict(0.2)).toMatch(/^Of \d+ comparisons in training, \d+ were slower than ours/);
});

test('who is faster than ours is said, and where nobody is, that', () => {
  const record = { ...measured(), loadBefore: 0.1 };
  for (const { results } of record.comparisons) {
    results.forEach((result) => (result.ratioToOurs = { median: 2, lower: 2, upper: 2 }));
  }
  expect(partsOf(record).verdict).not.toContain('faster were');
  const { results } = record.comparisons.find(({ task }) => task === 'inference')!;
  results.at(-1)!.ratioToOurs.median = 0.55;
  expect(partsOf(record).verdict).toContain(`faster were ${results.at(-1)!.what}: 0.55 times ours`);
});

test('a record is kept without its rounds', () => {
  const [first] = measured().comparisons;
  const all = [{ wall: 1, user: 1 }];
  const { resolution, results, ...rest } = first;
  const comparison = {
    ...rest,
    spec: { resolution },
    blocks: [],
    results: results.map((result) => ({ ...result, all }))
  };
  const { comparisons, rounds, ...record } = measured();
  expect(
    shortened({ ...record, workload: { rounds, warmUp: 3 }, comparisons: [comparison], node: 'v20' })
  ).toEqual({
    ...record,
    rounds,
    comparisons: [first]
  });
});

test('a page without markers is refused', async () => {
  await expect(withParts('# How fast\n', { execution: 'x' })).rejects.toThrow('<!-- measured: execution -->');
});

test('other logits, missing ones and what is no number are told', () => {
  expect(requireEqualLogits('x', [1, -2], [1, -2])).toBe(0);
  expect(requireEqualLogits('x', [1, -2 * (1 + TOLERANCE / 4)], [1, -2])).toBeCloseTo(TOLERANCE / 4);
  expect(() => requireEqualLogits('OpenVINO', [1, -2.01], [1, -2])).toThrow(/OpenVINO gave other logits/);
  expect(() => requireEqualLogits('x', [1], [1, -2])).toThrow('1 logits where 2');
  expect(() => requireEqualLogits('x', undefined, [1, -2])).toThrow('no logits');
  expect(() => requireEqualLogits('x', [1, NaN], [1, -2])).toThrow('differ by NaN');
});
