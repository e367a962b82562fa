import { describe, expect, it } from 'vitest';
import type { RecordSet, ResultRecord } from '../records';
import { compareNormalizations, normalizationComparisonInWords } from './normalization-comparison';

type Errors = Readonly<Record<number, { batch: readonly number[]; group: readonly number[] }>>;

/** Runs with these errors, seed by seed from 1. */
function runsOf(errors: Errors): RecordSet {
  const records = Object.entries(errors).flatMap(([size, both]) =>
    (['batch', 'group'] as const).flatMap((normalization) =>
      both[normalization].map((error, i): ResultRecord => ({
        name: `${normalization} ${size}`,
        accuracy: 100 - error,
        costs: {},
        provenance: { kind: 'measured', source: 'test', date: '2026-11-30', version: null },
        settings: { normalization, batchSize: Number(size), seed: i + 1, images: 'test' }
      }))
    )
  );
  return { title: 'runs', measures: [], records };
}

/** Batch norm loses with small batches; at 8 images it depends on the seed. */
const RUNS = runsOf({
  32: { batch: [4, 5, 6], group: [9, 10, 10.5] },
  2: { batch: [30, 33, 36], group: [12, 14, 17] },
  8: { batch: [9, 12, 10], group: [10, 9, 12] }
});
/** Student's t that holds 95 % of two degrees of freedom (Abramowitz and Stegun, table 26.10). */
const T = 4.303;

describe('batch against group norm by batch size', () => {
  it('has means with the interval of their own seeds, and differences seed by seed', () => {
    const { sizes, seeds, images, change, confidence } = compareNormalizations(RUNS);
    expect([seeds, images, confidence]).toEqual([3, 'test', 0.95]);
    expect(sizes.map(({ batchSize }) => batchSize)).toEqual([2, 8, 32]);
    const [small, , large] = sizes;
    expect(small.batch.mean).toBeCloseTo(33, 9);
    expect(small.batch.to - small.batch.mean).toBeCloseTo((T * 3) / Math.sqrt(3), 2);
    expect(large.group.mean).toBeCloseTo(29.5 / 3, 9);
    // 18, 19, 19: closer together than either norm's own errors.
    expect(small.difference.mean).toBeCloseTo(56 / 3, 9);
    expect(small.difference.mean - small.difference.from).toBeCloseTo(
      (T * Math.sqrt(1 / 3)) / Math.sqrt(3),
      3
    );
    // −5, −5, −4.5.
    expect(large.difference.mean).toBeCloseTo(-14.5 / 3, 9);
    expect(sizes.map(({ verdict }) => verdict)).toEqual(['group', 'undecided', 'batch']);
    // 23, 24, 23.5.
    expect(change.mean).toBeCloseTo(23.5, 9);
    expect(change.to - change.mean).toBeCloseTo((T * 0.5) / Math.sqrt(3), 3);
  });

  it('has wider intervals at a higher confidence', () => {
    const [{ difference }] = compareNormalizations(RUNS, { confidence: 0.99 }).sizes;
    expect(difference.to - difference.mean).toBeCloseTo((9.925 * Math.sqrt(1 / 3)) / Math.sqrt(3), 2);
  });

  it('is told in sentences that follow from the intervals', () => {
    expect(normalizationComparisonInWords(compareNormalizations(RUNS))).toEqual([
      'Group norm has the lower error at N = 2 (by 18.7 percentage points).',
      'Batch norm has the lower error at N = 32 (by 4.8 percentage points).',
      'At N = 8, 3 seeds lie too far apart to tell which of the two is better.',
      'From 32 images to 2, batch norm loses 23.5 points more than group norm (95 % interval 22.3 to 24.7).'
    ]);
  });

  it('says the opposite of opposite runs, and nothing of runs that do not tell', () => {
    const turned = runsOf({
      32: { batch: [9, 10, 10.5], group: [4, 5, 6] },
      2: { batch: [12, 14, 17], group: [30, 33, 36] }
    });
    expect(normalizationComparisonInWords(compareNormalizations(turned))).toEqual([
      'Group norm has the lower error at N = 32 (by 4.8 percentage points).',
      'Batch norm has the lower error at N = 2 (by 18.7 percentage points).',
      'From 32 images to 2, group norm loses 23.5 points more than batch norm (95 % interval 22.3 to 24.7).'
    ]);
    const unclear = runsOf({
      4: { batch: [10, 20], group: [20, 10] },
      2: { batch: [10, 20], group: [21, 13] }
    });
    expect(normalizationComparisonInWords(compareNormalizations(unclear))).toEqual([
      'At N = 2, 4, 2 seeds lie too far apart to tell which of the two is better.',
      'Whether batch norm loses more than group norm from 4 images to 2 is not decided: −2.0 points more, with a 95 % interval from −14.7 to 10.7.'
    ]);
  });

  it.each([
    ['no runs', { ...RUNS, records: [] }, /0 batch sizes", expected at least 2/],
    [
      'one batch size',
      runsOf({ 2: { batch: [1, 2], group: [1, 2] } }),
      /1 batch sizes", expected at least 2/
    ],
    [
      'one seed',
      runsOf({ 2: { batch: [1], group: [1] }, 4: { batch: [1], group: [1] } }),
      /1 seeds", expected at least 2/
    ],
    [
      'a seed that one of them lacks',
      runsOf({ 2: { batch: [1, 2], group: [1, 2] }, 4: { batch: [1, 2], group: [1] } }),
      /group normalisation at 4 images: got "seeds 1", expected seeds 1, 2, as elsewhere/
    ],
    [
      'a normalisation that is missing at one size',
      runsOf({ 2: { batch: [1, 2], group: [1, 2] }, 4: { batch: [1, 2], group: [] } }),
      /group normalisation at 4 images: got "seeds none"/
    ],
    [
      'two rungs',
      { ...RUNS, records: [...RUNS.records, RUNS.records[0]] },
      /settings\.seed: got "1 again, batch normalisation at 2 images/
    ],
    [
      'a run without accuracy',
      { ...RUNS, records: [{ ...RUNS.records[0], accuracy: null }] },
      /records\[0\].*sweepRuns of a sweep over normalization and batchSize/
    ],
    [
      'another normalisation',
      {
        ...RUNS,
        records: [{ ...RUNS.records[0], settings: { ...RUNS.records[0].settings, normalization: 'layer' } }]
      },
      /records\[0\].*normalization \(batch or group\)/
    ],
    [
      'no batch size',
      { ...RUNS, records: [{ ...RUNS.records[0], settings: { normalization: 'batch', seed: 1 } }] },
      /records\[0\]/
    ],
    [
      'no seed',
      { ...RUNS, records: [{ ...RUNS.records[0], settings: { normalization: 'batch', batchSize: 2 } }] },
      /records\[0\]/
    ]
  ])('is refused for %s', (_, runs, message) => {
    expect(() => compareNormalizations(runs)).toThrow(message);
  });
});
