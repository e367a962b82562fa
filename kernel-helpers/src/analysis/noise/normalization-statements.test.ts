import { describe, expect, test } from 'vitest';
import type { Statement } from '../statement';
import type { StatementStatus } from '../statement-rule';
import { type BatchSizeErrors, normalizationStatements, publishedBatchSizeErrors } from './index';

describe('normalizationStatements', () => {
  const published = publishedBatchSizeErrors();
  const byId = (id: string, errors?: BatchSizeErrors[]): Statement =>
    normalizationStatements(errors).find((row) => row.id === id) as Statement;

  test.each<[StatementStatus, string, number, number]>([
    ['holds', 'as published', 34.7, 23.6],
    ['false', 'a small batch that does better', 23.4, 23.6],
    ['false', 'equal errors but for the digit that decides nothing', 23.5, 23.6],
    ['undecided', 'equal errors', 23.6, 23.6],
    ['undecided', 'a digit more', 23.65, 23.6],
    ['holds', 'two digits more', 23.8, 23.6]
  ])('small batches hurt: %s for %s', (status, _, small, large) => {
    const errors = published.map((row) =>
      row.batchSize === 2 ? { ...row, batch: small } : row.batchSize === 32 ? { ...row, batch: large } : row
    );
    expect(byId('small-batches-hurt', errors).status).toBe(status);
  });

  test('reasons give the numbers that they are of', () => {
    const { why } = byId('small-batches-hurt');
    // 24.2 less 24.0, and 24.1 less 23.6.
    expect(why).toMatch(/^Published: 23.6 % to 34.7 %. .* within 0.2 points, but is 0.5 points worse/);
    expect(byId('group-count')).toMatchObject({ computed: 1, status: 'holds' });
    expect(byId('group-count').why).toContain(
      '490 here, and equals that of batch normalisation at N* = C/G = 10'
    );
    expect(byId('group-stability')).toMatchObject({ computed: 0, status: 'holds' });
    // A tenth over 56² − 1.
    expect(byId('independent-pixels').why).toContain('from ρ = 0.000032 on');
  });

  test('the count of batch normalisation grows with the batch', () => {
    const perBatch = (batchSize: number): number => 49 * batchSize;
    const found = normalizationStatements(published, perBatch).find(({ id }) => id === 'group-count');
    expect(found).toMatchObject({ computed: 3, status: 'false' });
  });

  test('independent pixels are told from others by the design effect', () => {
    const { rule } = byId('independent-pixels');
    const misses =
      rule.kind === 'each' ? rule.members.map(({ name, computed }) => [name, computed.value]) : [];
    expect(misses).toEqual(
      [0, 0.001, 0.01, 0.1, 1].map((rho) => [`ρ = ${rho}`, expect.closeTo(3135 * rho, 8)])
    );
  });

  test('what width does depends on the total that is meant, from none to twice', () => {
    const { status, uncertainty, why } = byId('width-aggregates');
    expect(status).toBe('undecided');
    expect(uncertainty).toEqual({
      low: expect.closeTo(1, 12),
      high: expect.closeTo(2, 12),
      from: 'which total is meant'
    });
    expect(why).toContain('not known here');
  });
});
