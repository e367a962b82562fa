import { describe, expect, test } from 'vitest';
import { chapterStatements, csvOf, type Statement, statementTable } from './index';
import { parseCsv } from './table.fixtures';

const statements = chapterStatements();
const byId = (id: string): Statement => {
  const found = statements.find((statement) => statement.id === id);
  expect(found, id).toBeDefined();
  return found as Statement;
};

describe('chapterStatements', () => {
  test('names each statement once, with a reason, and uses every status', () => {
    expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
    expect(statements.length).toBeGreaterThanOrEqual(60);
    expect(new Set(statements.map(({ status }) => status))).toEqual(
      new Set(['holds', 'limit', 'approximation', 'false'])
    );
    for (const { claim, quantity, why, computed } of statements) {
      expect(Math.min(claim.length, quantity.length, why.length)).toBeGreaterThan(5);
      expect(Number.isFinite(computed)).toBe(true);
    }
  });

  test('an error is the relative one, zero where a statement holds and not elsewhere', () => {
    for (const { id, status, claimed, computed, error } of statements) {
      if (claimed === null || claimed === 0) {
        expect(error, id).toBeNull();
      } else if (status === 'holds') {
        // The paper prints two digits.
        expect(Math.abs(error ?? 1), id).toBeLessThan(id.startsWith('paper-') ? 0.05 : 1e-12);
      } else {
        expect(error, id).toBeCloseTo((computed - claimed) / claimed, 12);
        expect(Math.abs(error ?? 0), id).toBeGreaterThan(1e-4);
      }
    }
  });

  test.each([
    // 8·9/(8 + 9) and 8·25/(8 + 25): both convolutions counted by hand.
    ['saving-3', 'limit', 9, 72 / 17],
    ['saving-5', 'limit', 25, 200 / 33],
    ['flops-are-macs', 'false', 25, 49],
    // 24 · 144 · 2 + 9 · 144 weights at 56² places.
    ['block-formula', 'holds', 25740288, 25740288],
    ['block-macs', 'approximation', 412923392, 353626336],
    ['squeeze-excite-macs', 'holds', null, 627200 / 385814752],
    ['growth-constant', 'approximation', 2, 1.92027],
    ['proportional', 'approximation', 1.92027, 992629472 / 385814752],
    ['depth-multiplier', 'approximation', 19.2, 23],
    ['seven-steps', 'approximation', 128, 39663901696 / 385814752],
    // 1.067 = 7.2725 − 6.2055: ln 2/ln 1.1 − ln 3.1/ln 1.2.
    ['single-phi', 'false', 0, Math.log(2) / Math.log(1.1) - Math.log(3.1) / Math.log(1.2)],
    ['networks-of-the-rule', 'false', 7, 0],
    ['receptive-field', 'false', 1, 851 / 224],
    ['paper-b4', 'approximation', 4.2e9, 4393771024],
    // domain.md B: 85 by the product, 3 by both; 484 networks of 1,331.
    ['search-constraint', 'false', 85, 3],
    ['search-networks', 'false', 1331, 484],
    // Tables 3 and 7 of arXiv 1905.11946: wide V1; wide and deep V2; wide and deep ResNet-50; none of B0.
    ['single-dimension-on-front', 'false', 0, 5],
    ['marginal-gain-falls', 'holds', 6, 6],
    // 1 + 3135 · 0.05 pixels that resemble each other, of 2 images.
    ['independent-pixels', 'false', 1 / 6272, (1 + 3135 * 0.05) / 6272],
    ['small-gate', 'false', 0.1, 1],
    ['pruning-saves', 'holds', null, 1 / 144],
    ['paper-b0', 'holds', 3.9e8, 385814752]
  ])('%s: %s, claimed %d, computed %d', (id, status, claimed, computed) => {
    const found = byId(id);
    expect(found.status).toBe(status);
    if (claimed === null) {
      expect(found.claimed).toBeNull();
    } else {
      expect(found.claimed).toBeCloseTo(claimed, 9);
    }
    expect(found.computed).toBeCloseTo(computed, 9);
  });

  test('each of the paper’s figures has the reason that its own numbers give', () => {
    expect(byId('paper-b0').why).toMatch(/^The same/);
    // 696,748,376 with activations, biases and pooling: 0.70 billion.
    expect(byId('paper-b1').why).toMatch(/^More is printed .*ptflops, backend pytorch/);
    for (const name of ['b4', 'b5', 'b7']) {
      expect(byId(`paper-${name}`).why).toMatch(/^Less is printed than the convolutions alone/);
    }
  });

  test('have a row each as a table', () => {
    const [header, ...rows] = parseCsv(csvOf(statementTable(statements)));
    const cells = (key: string): string[] => rows.map((row) => row[header.indexOf(key)]);
    expect(cells('id')).toEqual(statements.map(({ id }) => id));
    expect(cells('status')).toEqual(statements.map(({ status }) => status));
    expect(cells('computed').map(Number)).toEqual(statements.map(({ computed }) => computed));
    expect(cells('claimed')).toEqual(statements.map(({ claimed }) => String(claimed ?? '')));
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

  test('squeeze-and-excitation is little of the work and an eighth of the weights', () => {
    expect(byId('squeeze-excite-parameters').computed).toBeCloseTo((627200 + 9340) / 5288548, 12);
    expect(byId('squeeze-excite-parameters').status).toBe('false');
  });
});
