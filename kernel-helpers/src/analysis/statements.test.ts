import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exactly } from './estimate';
import { chapterStatements, csvOf, markdownOf, type Statement, statementTable } from './index';
import { statement } from './statement';
import { type StatementRule, type StatementStatus, verdictOf } from './statement-rule';
import { parseCsv } from './table.fixtures';

const statements = chapterStatements();
const byId = (id: string): Statement => {
  const found = statements.find((each) => each.id === id);
  expect(found, id).toBeDefined();
  return found as Statement;
};

/** MACs of B0, and of φ = 1 and 7, as `test/notebooks/test_chapters.py` counts them in another language. */
const B0_MACS = 385_814_752;
const ONE_STEP = 992_629_472;
const SEVEN_STEPS = 39_663_901_696;

/** Verdict, what is said, and what comes out by other means; NaN where that is tested beside the function. */
const EXPECTED: readonly (readonly [
  id: string,
  status: StatementStatus,
  claimed: number,
  computed: number
])[] = [
  ['separation-ratio', 'holds', 1 / 112 + 1 / 25, 1 / 112 + 1 / 25],
  // 8·9/(8 + 9) and 8·25/(8 + 25): both convolutions counted by hand.
  ['saving-3', 'limit', 9, 72 / 17],
  ['saving-5', 'limit', 25, 200 / 33],
  ['separation-parameters', 'approximation', 320, 319],
  // Of 0.05, 0.15 … 0.95 only the first is below 1/9.
  ['critical-width', 'approximation', 10, 9],
  ['flops-are-macs', 'false', 25, 49],
  // 24 · 144 · 2 + 9 · 144 weights at 56² places.
  ['block-formula', 'holds', 25_740_288, 25_740_288],
  // Blocks of B0 in domain.md, A5, added up.
  [
    'block-parameters',
    'false',
    2_690_816,
    1448 +
      6004 +
      10_710 +
      15_350 +
      31_290 +
      37_130 +
      2 * 102_900 +
      126_004 +
      2 * 208_572 +
      262_492 +
      3 * 587_952 +
      717_232
  ],
  ['block-macs', 'false', 412_923_392, B0_MACS - 10_838_016 - 20_070_400 - 1_280_000],
  ['expansion-macs', 'holds', 2, 2],
  // Block 2b as a whole over the same with m = 72.
  ['expansion-parameters', 'approximation', 2, 10_710 / 5382],
  // Block 1a: 32 · 16 of 32 · 16 + 9 · 32 at each of 112² places, and 2 · 32 · 8 once.
  ['pointwise-dominates', 'holds', 0.5, (112 ** 2 * 512) / (112 ** 2 * (512 + 288) + 512)],
  ['squeeze-excite-macs', 'holds', 0.1, 627_200 / B0_MACS],
  ['squeeze-excite-parameters', 'false', 0.1, (627_200 + 9340) / 5_288_548],
  ['squeeze-excite-traffic', 'false', 0.1, NaN],
  ['small-gate', 'false', 0.1, 1],
  ['low-over-a-batch', 'holds', 0.05, NaN],
  ['pruning-saves', 'holds', 0, 178_764 / 25_742_016],
  ['exponent-depth', 'limit', 1, NaN],
  ['exponent-width', 'limit', 2, NaN],
  ['exponent-resolution', 'limit', 2, NaN],
  ['doubling-depth', 'approximation', 2, 782_254_048 / B0_MACS],
  ['doubling-width', 'approximation', 4, 1_449_958_848 / B0_MACS],
  ['doubling-resolution', 'approximation', 4, 1_537_537_408 / B0_MACS],
  ['receptive-field', 'false', 1, 851 / 600],
  ['growth-constant', 'approximation', 2, 1.92027],
  ['proportional', 'false', 1.92027, ONE_STEP / B0_MACS],
  ['depth-multiplier', 'false', 19.2, 23],
  ['doubling-each-step', 'false', 2, ONE_STEP / B0_MACS],
  ['seven-steps', 'false', 128, SEVEN_STEPS / B0_MACS],
  // A block more in each of the seven stages.
  ['any-size', 'false', 1, 569_651_680 / B0_MACS],
  // domain.md B: 85 by the product, 3 by both; 484 networks of 1,331.
  ['search-constraint', 'false', 85, 3],
  ['search-networks', 'false', 1331, 484],
  ['search-published-growth', 'false', 2, ONE_STEP / B0_MACS],
  ['search-edge', 'false', 0.1, (1.3 * 1.1 ** 2 * 1.15 ** 2 - 2) / 0.1],
  // SciPy: brentq for the exponent, Nelder-Mead for the optimum.
  ['search-published-score', 'holds', 0.1, 0.0233684],
  // 1.067 = 7.2725 − 6.2055: ln 2/ln 1.1 − ln 3.1/ln 1.2.
  ['single-phi', 'false', 0, Math.log(2) / Math.log(1.1) - Math.log(3.1) / Math.log(1.2)],
  ['networks-of-the-rule', 'false', 7, 0],
  ['published-doubling', 'false', 2, 993_561_872 / 686_802_832],
  ['paper-b0', 'holds', 3.9e8, B0_MACS],
  ['paper-b1', 'approximation', 7e8, 686_802_832],
  ['paper-b2', 'holds', 1e9, 993_561_872],
  ['paper-b3', 'holds', 1.8e9, 1_827_141_392],
  ['paper-b4', 'approximation', 4.2e9, 4_393_771_024],
  ['paper-b5', 'approximation', 9.9e9, 10_266_384_752],
  ['paper-b6', 'holds', 1.9e10, 19_067_593_536],
  ['paper-b7', 'approximation', 3.7e10, 37_745_884_192],
  ['compound-most-accurate', 'holds', 4, 4],
  ['compound-envelope', 'undecided', 11, 11],
  // Tables 3 and 7 of arXiv 1905.11946: wide V1; wide and deep V2; wide and deep ResNet-50; none of B0.
  ['single-dimension-on-front', 'false', 0, 5],
  ['depth-steepest', 'undecided', 3, 2],
  ['efficiency-peak-macs', 'false', 0, 0],
  ['efficiency-peak-params', 'false', 0, 0],
  // SciPy's curve_fit through the eight points.
  ['interior-peak', 'false', 1, 0.1444423],
  ['marginal-gain-falls', 'holds', 6, 6],
  ['stopping-point', 'holds', 0, 2.159179],
  ['small-batches-hurt', 'holds', 0, 34.7 - 23.6],
  ['group-count', 'holds', 1, 1],
  ['group-stability', 'holds', 0.1, 0],
  // Of 0, 0.001, 0.01, 0.1 and 1 none but 0 is below 0.1/3135.
  ['independent-pixels', 'false', 5, 1],
  ['width-aggregates', 'undecided', 1, 2]
];

describe('chapterStatements', () => {
  test('names each statement once, with a reason, and uses every status', () => {
    expect(statements.map(({ id }) => id)).toEqual(EXPECTED.map(([id]) => id));
    expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
    expect(new Set(statements.map(({ status }) => status))).toEqual(
      new Set(['holds', 'limit', 'approximation', 'false', 'undecided'])
    );
    for (const { id, claim, quantity, why, decision, computed } of statements) {
      expect(Math.min(...[claim, quantity, why, decision].map(({ length }) => length))).toBeGreaterThan(5);
      expect([claim, quantity, why, decision].join(' '), id).not.toMatch(/NaN|undefined|Infinity/);
      expect(Number.isFinite(computed)).toBe(true);
    }
  });

  test.each(EXPECTED)('%s: %s, %d is said, %d comes out', (id, status, claimed, computed) => {
    const found = byId(id);
    expect(found.status).toBe(status);
    expect(Math.abs(found.claimed - claimed)).toBeLessThanOrEqual(1e-9 * Math.abs(claimed));
    if (!Number.isNaN(computed)) {
      expect(Math.abs(found.computed - computed)).toBeLessThanOrEqual(1e-6 * Math.abs(computed) + 1e-12);
    }
    if (found.error !== null) {
      expect(found.error).toBeCloseTo((found.computed - found.claimed) / found.claimed, 12);
    }
  });

  test('each of the paper’s figures has the reason that its own numbers give', () => {
    expect(byId('paper-b0').why).toMatch(/^The same/);
    // 696,748,376 with activations, biases and pooling: 0.70 billion.
    expect(byId('paper-b1').why).toMatch(/^More is printed .*ptflops pytorch on timm’s build/);
    for (const name of ['b4', 'b5', 'b7']) {
      expect(byId(`paper-${name}`).why).toMatch(/^Less is printed than the convolutions alone/);
    }
  });

  test('have a row each as a table, with the rule that decides', () => {
    const [header, ...rows] = parseCsv(csvOf(statementTable(statements)));
    const cells = (key: string): string[] => rows.map((row) => row[header.indexOf(key)]);
    expect(cells('id')).toEqual(statements.map(({ id }) => id));
    expect(cells('status')).toEqual(statements.map(({ status }) => status));
    expect(cells('computed').map(Number)).toEqual(statements.map(({ computed }) => computed));
    expect(cells('claimed').map(Number)).toEqual(statements.map(({ claimed }) => claimed));
    expect(cells('low')).toEqual(statements.map(({ uncertainty }) => String(uncertainty?.low ?? '')));
    expect(cells('decision')).toEqual(statements.map(({ decision }) => decision));
    expect(markdownOf(statementTable(statements))).toContain('| decided by ');
  });

  test('stand in the order of the chapter, each section in one piece', () => {
    const sections = statements.map(({ section }) => section);
    expect(sections.filter((section, i) => section !== sections[i - 1])).toEqual([
      'Depthwise separable convolutions',
      'The MBConv block',
      'Squeeze-and-excitation',
      'Cost of scaling',
      'The scaling rule',
      'Finding the optimal scaling coefficients',
      'The published networks',
      'Scaling efficiency',
      'Practical considerations'
    ]);
  });
});

describe('verdicts', () => {
  test('are written down nowhere but in the rules', () => {
    const folders = ['.', 'fronts', 'gates', 'noise', 'search', 'stopping'].map((folder) =>
      join(__dirname, folder)
    );
    const files = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => /statements?\.ts$/.test(name))
        .map((name) => join(folder, name))
    );
    expect(files.length).toBeGreaterThanOrEqual(9);
    for (const file of files) {
      expect(readFileSync(file, 'utf8'), file).not.toMatch(
        /['"`](holds|limit|approximation|false|undecided)['"`]/
      );
    }
  });

  test.each(statements.map((each) => [each.id, each] as const))('of %s follows the numbers', (_, given) => {
    expect(verdictOf(given.rule)).toBe(given.status);
    const verdicts = altered(given.rule).map(([expected, rule]) => {
      const { status } = statement({ ...given, rule });
      expect(status, JSON.stringify(rule).slice(0, 200)).toBe(expected);
      return status;
    });
    expect(verdicts.filter((verdict) => verdict !== given.status).length).toBeGreaterThan(0);
  });
});

/** The same rule on other numbers, with what it must then decide. */
function altered(rule: StatementRule): [StatementStatus, StatementRule][] {
  switch (rule.kind) {
    case 'equal': {
      const { claimed } = rule;
      const off = Math.max(1, Math.abs(claimed));
      const about: [StatementStatus, StatementRule][] =
        claimed === 0 ? [] : [['approximation', { ...rule, computed: exactly(claimed * 1.09) }]];
      return [
        ['holds', { ...rule, computed: exactly(claimed) }],
        ...about,
        ['false', { ...rule, computed: exactly(claimed + off) }],
        [
          'undecided',
          { ...rule, computed: { value: claimed, low: claimed - off, high: claimed + off, from: 'x' } }
        ]
      ];
    }
    case 'limit': {
      const [first] = rule.steps;
      return [
        ['holds', { ...rule, steps: rule.steps.map(({ at }) => ({ at, value: rule.claimed })) }],
        ['false', { ...rule, steps: rule.steps.map(({ at }) => ({ at, value: first.value })) }],
        ['false', { ...rule, steps: [...rule.steps].reverse() }]
      ];
    }
    case 'order': {
      const [inside, outside] = rule.side === 'above' ? [1, -1] : [-1, 1];
      const at = (move: number) => ({ ...rule, computed: exactly(rule.bound + move) });
      const across = { value: rule.bound, low: rule.bound - 1, high: rule.bound + 1, from: 'x' };
      return [
        ['holds', at(inside)],
        ['false', at(outside)],
        ['undecided', { ...rule, computed: across }]
      ];
    }
    case 'each': {
      const [inside, outside] = rule.side === 'above' ? [1, -1] : [-1, 1];
      const all = (move: number) =>
        rule.members.map((member) => ({ ...member, computed: exactly(rule.bound + move) }));
      const across = { value: rule.bound, low: rule.bound - 1, high: rule.bound + 1, from: 'x' };
      return [
        ['holds', { ...rule, members: all(inside) }],
        ['false', { ...rule, members: all(outside) }],
        ['undecided', { ...rule, members: all(inside).map((member) => ({ ...member, computed: across })) }]
      ];
    }
  }
}
