import { describe, expect, test } from 'vitest';
import { type Estimate, exactly } from './estimate';
import { statement } from './statement';
import {
  above,
  atMost,
  claimedBy,
  computedBy,
  countOn,
  eachAbove,
  eachAtMost,
  equal,
  limit,
  ruleInWords,
  type StatementRule,
  verdictOf
} from './statement-rule';

const between = (low: number, high: number, value = (low + high) / 2): Estimate => ({
  value,
  low,
  high,
  from: 'the rounding of printed numbers'
});
const members = (...numbers: Estimate[]): { name: string; computed: Estimate }[] =>
  numbers.map((computed, i) => ({ name: `${i}`, computed }));

describe('verdictOf', () => {
  test.each<[string, StatementRule]>([
    ['holds', equal(2, 2)],
    // What sums of doubles may miss is no difference.
    ['holds', equal(0.3, 0.1 + 0.2)],
    ['approximation', equal(2, 2 + 1e-9)],
    ['approximation', equal(2, 1.8)],
    ['approximation', equal(2, 2.2)],
    ['false', equal(2, 1.79)],
    ['false', equal(2, 2.21)],
    ['false', equal(-2, 2)],
    ['approximation', equal(-2, -1.9)],
    ['holds', equal(0, 0)],
    ['false', equal(0, 1e-9)],
    // Of a small number as of a large one, doubles miss so small a part; of nothing, so little.
    ['approximation', equal(1e-6, 1e-6 + 5e-13)],
    ['holds', equal(1e6, 1e6 + 5e-7)],
    ['holds', equal(0, 1e-12)],
    ['false', equal(0, 1.1e-12)],
    ['false', equal(2, Infinity)],
    // To the digits printed, both ends included.
    ['holds', equal(3.9, 3.94, 0.05)],
    ['approximation', equal(3.9, 3.96, 0.05)],
    ['false', equal(3.9, 4.4, 0.05)],
    // What is uncertain must not matter.
    ['approximation', equal(2, between(2.05, 2.15))],
    ['undecided', equal(2, between(2.15, 2.25))],
    ['undecided', equal(2, between(1.95, 2.05))],
    ['undecided', equal(2, between(1, 3))],
    ['false', equal(2, between(3, 4))],
    ['false', equal(0, between(0.5, 1))],
    ['undecided', equal(0, between(-0.5, 1))],
    ['undecided', equal(2, NaN)],
    ['holds', above(1, 1.01)],
    ['false', above(1, 1)],
    ['false', above(1, 1 + 1e-15)],
    ['false', above(1, 0.99)],
    ['false', above(1e6, 1e6 + 5e-7)],
    ['holds', above(1e6, 1e6 + 2e-6)],
    ['false', above(0.1, 0.1 + 5e-13)],
    ['false', above(0, 1e-12)],
    ['holds', above(1, Infinity)],
    ['undecided', above(1, between(-Infinity, Infinity))],
    ['holds', above(1, between(1.01, 2))],
    ['undecided', above(1, between(1, 2))],
    ['false', above(1, between(0, 1))],
    ['undecided', above(1, NaN)],
    ['holds', atMost(0.1, 0.1)],
    ['holds', atMost(0.1, -1)],
    ['false', atMost(0.1, 0.11)],
    ['undecided', atMost(0.1, between(0.09, 0.11))],
    ['undecided', atMost(0.1, NaN)],
    ['holds', eachAbove(0, 'it', members(exactly(1), exactly(2)))],
    ['false', eachAbove(0, 'it', members(exactly(1), exactly(-2)))],
    ['undecided', eachAbove(0, 'it', members(exactly(1), between(-1, 2)))],
    ['false', eachAbove(0, 'it', members(exactly(-1), exactly(-1), between(-1, 2)))],
    [
      'approximation',
      eachAbove(0, 'it', members(exactly(0), ...Array.from({ length: 9 }, () => exactly(1))))
    ],
    ['false', eachAbove(0, 'it', members(exactly(0), ...Array.from({ length: 8 }, () => exactly(1))))],
    ['holds', eachAtMost(1, 'it', members(exactly(1), exactly(0)))],
    ['false', eachAtMost(1, 'it', members(exactly(2), exactly(2)))],
    ['limit', limit(2, 'n', [1, 10, 100, 1000], (n) => 2 - 1 / n)],
    // From above as well.
    ['limit', limit(2, 'n', [1, 10, 100, 1000], (n) => 2 + 1 / n)],
    ['holds', limit(2, 'n', [1, 10, 100], () => 2)],
    // Reached on the way, not near enough, going away, to another limit.
    ['false', limit(2, 'n', [1, 10, 100], (n) => (n < 100 ? 2 - 1 / n : 2))],
    ['false', limit(2, 'n', [1, 10], (n) => 2 - 1 / n)],
    ['false', limit(2, 'n', [1, 10, 100, 1000], (n) => 2.001 - 0.0001 / n + n / 1e7)],
    ['false', limit(2, 'n', [1, 10, 100, 1000], (n) => 3 - 1 / n)],
    ['undecided', limit(2, 'n', [1, 10, 100], (n) => (n > 10 ? NaN : 1))]
  ])('%s: %j', (status, rule) => {
    expect(verdictOf(rule)).toBe(status);
  });
});

describe('the numbers of a rule', () => {
  test('of a set are how many are on the side, surely and perhaps', () => {
    const rule = eachAbove(0, 'it', members(exactly(1), between(-1, 3), between(-3, 1), exactly(-1)));
    expect(claimedBy(rule)).toBe(4);
    expect(computedBy(rule)).toEqual({ value: 2, low: 1, high: 3, from: 'the rounding of printed numbers' });
    expect(countOn({ side: 'atMost', bound: 0 }, [exactly(1), exactly(0)])).toEqual(exactly(1));
  });

  test('of a limit are where it starts', () => {
    const rule = limit(2, 'n', [1, 10, 100], (n) => 2 - 1 / n);
    expect([claimedBy(rule), computedBy(rule)]).toEqual([2, exactly(1)]);
  });

  test('of a bound are the bound and the number', () => {
    expect([claimedBy(above(0.5, 0.6)), computedBy(above(0.5, 0.6))]).toEqual([0.5, exactly(0.6)]);
  });
});

describe('ruleInWords', () => {
  test.each<[StatementRule, RegExp]>([
    [equal(2, 2), /^Holds if equal, an approximation within 10 %, false beyond\.$/],
    [equal(390e6, 385e6, 5e6), /equal to ± 5,000,000, the digits printed/],
    [equal(0, 1), /^Holds if 0, false otherwise\.$/],
    [equal(0, between(-1, 1)), /; undecided where the rounding of printed numbers decides\.$/],
    [above(0.5, 1), /^Holds if above 0\.5, false otherwise\.$/],
    [atMost(0.1, between(0, 1)), /^Holds if at most 0\.1, false otherwise; undecided where the rounding/],
    [
      eachAbove(0, 'it', members(exactly(1), exactly(2))),
      /^Holds if it is above 0 for all 2, an approximation if it isn’t for 10 % at most, false beyond\.$/
    ],
    [
      limit(9, 'C′', [8, 16, 65_536], (n) => 9 - 1 / n),
      /^A limit if the distance from 9 falls at each step of C′ = 8 … 65,536, ends below 1 %/
    ]
  ])('%j: %s', (rule, words) => {
    expect(ruleInWords(rule)).toMatch(words);
  });
});

describe('statement', () => {
  const text = { id: 'x', section: 's', claim: 'c', quantity: 'q', why: 'w' };

  test('takes verdict, numbers and words from its rule', () => {
    const rule = equal(2, between(2.1, 2.3, 2.15));
    expect(statement({ ...text, rule })).toEqual({
      ...text,
      rule,
      status: 'undecided',
      claimed: 2,
      computed: 2.15,
      uncertainty: { low: 2.1, high: 2.3, from: 'the rounding of printed numbers' },
      error: 2.15 / 2 - 1,
      decision: ruleInWords(rule)
    });
  });

  test('has no relative error of a bound or of nothing', () => {
    expect(statement({ ...text, rule: above(0.5, 0.6) }).error).toBeNull();
    expect(statement({ ...text, rule: equal(0, 0.6) }).error).toBeNull();
    expect(statement({ ...text, rule: equal(2, 1) })).toMatchObject({ error: -0.5, uncertainty: null });
  });
});
