import { describe, expect, test } from 'vitest';
import { summarize } from './cost';
import { PUBLISHED_COSTS } from './published.fixtures';
import type { CostReport } from './report';
import { variant } from './scaling';
import { costStatements, publishedStatements, ruleStatements } from './scaling-statements';
import type { Statement } from './statement';
import type { StatementStatus } from './statement-rule';
import { PAPER_VARIANTS } from './variants';

const reports = PAPER_VARIANTS.map(({ name }) => summarize(variant(name)));
const [b0] = reports;
const idOf = (statements: Statement[], id: string): Statement =>
  statements.find((row) => row.id === id) as Statement;

/** A report with so many MACs. */
const costing = (report: CostReport, total: number): CostReport => ({
  ...report,
  macs: { ...report.macs, total }
});
/** MACs of φ = 1. */
const ONE_STEP = 992_629_472;

describe('costStatements', () => {
  test('the exponents of depth, width and resolution are limits', () => {
    const [depth, width, resolution] = costStatements(reports);
    expect([depth, width, resolution].map(({ claimed, status }) => [claimed, status])).toEqual([
      [1, 'limit'],
      [2, 'limit'],
      [2, 'limit']
    ]);
    expect(depth.why).toContain('1 as d → ∞');
    expect(width.why).toContain('2 as w → ∞');
    expect(resolution.why).toContain('2 as r → ∞');
  });

  test('the field is compared with the largest published image', () => {
    expect(idOf(costStatements(reports), 'receptive-field').computed).toBe(851 / 600);
  });

  test.each<[string, StatementStatus, CostReport]>([
    // 851 px are less than 900.
    ['receptive-field', 'holds', { ...b0, spec: { ...b0.spec, resolution: 900 } }],
    ['receptive-field', 'false', { ...b0, spec: { ...b0.spec, resolution: 850 } }],
    ['doubling-depth', 'holds', costing(b0, 782_254_048 / 2)],
    ['doubling-width', 'false', costing(b0, 1_449_958_848 / 4.5)],
    ['doubling-resolution', 'holds', costing(b0, 1_537_537_408 / 4)]
  ])('%s: %s for another baseline', (id, status, report) => {
    expect(idOf(costStatements([report]), id).status).toBe(status);
  });
});

describe('ruleStatements', () => {
  test('the growth of all steps is told', () => {
    // 992,629,472 of 385,814,752 at first.
    expect(idOf(ruleStatements(b0), 'doubling-each-step').why).toMatch(
      /^The steps grow 2\.57(, \d\.\d\d){6}-fold\.$/
    );
  });

  test.each<[string, StatementStatus, CostReport]>([
    ['proportional', 'holds', costing(b0, ONE_STEP / (1.2 * 1.1 ** 2 * 1.15 ** 2))],
    ['proportional', 'approximation', costing(b0, ONE_STEP / 2)],
    // Other steps grow 1.77- to 1.97-fold: no baseline makes all of them doublings.
    ['doubling-each-step', 'false', costing(b0, ONE_STEP / 2)],
    ['seven-steps', 'holds', costing(b0, 39_663_901_696 / 128)],
    ['any-size', 'approximation', costing(b0, 569_651_680 / 1.05)],
    ['depth-multiplier', 'holds', { ...b0, depth: 23 / 1.2 }]
  ])('%s: %s for another baseline', (id, status, report) => {
    expect(idOf(ruleStatements(report), id).status).toBe(status);
  });
});

describe('publishedStatements', () => {
  test('the cost doubles where it does, and only there', () => {
    const doubling = publishedStatements(reports.map((report, i) => costing(report, 2 ** i * 1e9)));
    expect(idOf(doubling, 'published-doubling').status).toBe('holds');
  });

  // In one test, because each call looks for the φ of seven networks.
  test('the published networks follow neither one φ nor a doubling, and each figure is explained by what gives it', () => {
    const found = publishedStatements(reports);
    const asked = [
      Math.log(3.1) / Math.log(1.2),
      Math.log(2) / Math.log(1.1),
      Math.log(600 / 224) / Math.log(1.15)
    ];
    const single = idOf(found, 'single-phi');
    expect(single.computed).toBeCloseTo(Math.max(...asked) - Math.min(...asked), 12);
    // 6.2056, 7.2725 and 7.0498.
    expect(single.why).toMatch(/ask for φ = 6\.21, 7\.27, 7\.05; /);
    // ln 3.15/ln 1.2 and ln 1.95/ln 1.1 lie nearest, ln 3.05 and ln 2.05 farthest; 600/224 is exact.
    const { low, high } = single.uncertainty!;
    expect(low).toBeCloseTo(asked[2] - Math.log(3.15) / Math.log(1.2), 9);
    expect(high).toBeCloseTo(Math.log(2.05) / Math.log(1.1) - Math.log(3.05) / Math.log(1.2), 9);
    expect(idOf(found, 'networks-of-the-rule')).toMatchObject({ claimed: 7, computed: 0, status: 'false' });
    expect(idOf(found, 'networks-of-the-rule').why).toMatch(/of another side, exist for B2\.$/);
    // As Keras's networks are counted: 386, 687, 994, 1827, 4394, 10266, 19068 and 37746 million.
    const doubling = idOf(found, 'published-doubling');
    const [, b1, b2] = PUBLISHED_COSTS;
    expect(doubling.computed).toBe(b2.macs / b1.macs);
    expect(doubling.why).toBe('The steps grow 1.78, 1.45, 1.84, 2.40, 2.34, 1.86, 1.98-fold.');
    const reason = (name: string): string => idOf(found, `paper-${name}`).why;
    for (const name of ['b0', 'b2', 'b3', 'b6']) {
      expect(reason(name)).toBe('The same to the digits that are printed, as multiply-adds.');
    }
    // 0.7 billion with its biases, activations and pooling: 0.695 and more.
    expect(reason('b1')).toMatch(
      /^More is printed than multiply-adds; ptflops pytorch on timm’s build, gives it: /
    );
    for (const [name, side] of [
      ['b4', 380],
      ['b5', 456],
      ['b7', 600]
    ] as const) {
      expect(reason(name)).toBe(
        `Less is printed than the convolutions alone take at ${side} px: no choice of what to count explains it.`
      );
    }
    expect(idOf(found, 'paper-b0').claim).toBe('B0 takes 0.39 billion “FLOPs”, says the paper.');
  });

  test('a figure is met to the digits that are printed', () => {
    // Printed 4.2 billion: from 4.15 to 4.25 it is the same number.
    const macs = [4.15e9, 4.25e9, 4.26e9, 4.14e9, 4.62e9, 4.63e9];
    const lite0 = summarize(variant('lite0'));
    const found = publishedStatements([b0, ...macs.map((total) => costing(reports[4], total)), lite0]);
    expect(found.filter(({ id }) => !/^paper-b[04]$/.test(id)).map(({ id }) => id)).toEqual([
      'single-phi',
      'networks-of-the-rule',
      'published-doubling'
    ]);
    expect(found.filter(({ id }) => id === 'paper-b4').map(({ status }) => status)).toEqual([
      'holds',
      'holds',
      'approximation',
      'approximation',
      'approximation',
      'false'
    ]);
    expect(idOf(found, 'published-doubling').status).toBe('false');
  });
});
