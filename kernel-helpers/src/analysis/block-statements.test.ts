import { describe, expect, test } from 'vitest';
import { blockStatements, squeezeExciteStatements } from './block-statements';
import { summarize } from './cost';
import type { BlockCost, CostReport } from './report';
import { variant } from './scaling';
import type { Statement } from './statement';
import type { StatementStatus } from './statement-rule';

const b0 = summarize(variant('b0'));
const lite0 = summarize(variant('lite0'));
const idOf = (statements: Statement[], id: string): Statement =>
  statements.find((row) => row.id === id) as Statement;

/** B0 with other figures for its blocks. */
const blocks = (change: (block: BlockCost) => Partial<BlockCost>): CostReport => ({
  ...b0,
  blocks: b0.blocks.map((block) => ({ ...block, ...change(block) }))
});

describe('blockStatements', () => {
  const bare = ({ expansionRatio: t, inputFilters: C, kernelSize: k }: BlockCost): number =>
    t * C * (2 * C + k ** 2);

  test.each<[string, StatementStatus, string, CostReport]>([
    ['block-parameters', 'holds', 'blocks of the formula', blocks((block) => ({ params: bare(block) }))],
    [
      'block-parameters',
      'approximation',
      'a twentieth more',
      blocks((block) => ({ params: 1.05 * bare(block) }))
    ],
    ['block-parameters', 'false', 'B0', b0],
    [
      'block-macs',
      'holds',
      'blocks of the formula',
      blocks((block) => ({ macs: block.inputSize ** 2 * bare(block) }))
    ],
    ['block-macs', 'false', 'B0', b0],
    ['pointwise-dominates', 'holds', 'B0', b0],
    // In one block only.
    [
      'pointwise-dominates',
      'false',
      'a block whose kernels cost more',
      blocks(({ name, macs }) => (name === 'block3b' ? { macs: 2 * macs } : {}))
    ]
  ])('%s: %s for %s', (id, status, _, report) => {
    expect(idOf(blockStatements(report), id).status).toBe(status);
  });
});

describe('what the statements of the block compute', () => {
  const computed = (id: string): number => idOf(blockStatements(b0), id).computed;

  test('by hand: a bare block, and what B0 has in its blocks', () => {
    const bareMacs = 56 ** 2 * 6 * 24 * (2 * 24 + 9);
    expect(idOf(blockStatements(b0), 'block-formula')).toMatchObject({
      claimed: bareMacs,
      computed: bareMacs,
      status: 'holds'
    });
    // Of Keras's 5,288,548 the stem has 864 + 64, the head 409,600 + 2,560 and the classifier 1,281,000.
    expect(computed('block-parameters')).toBe(5_288_548 - 928 - 412_160 - 1_281_000);
  });

  test('by hand: t = 6 over t = 3 with C = 24, 3 × 3 and six channels of squeeze-and-excitation', () => {
    expect(computed('expansion-macs')).toBe(2);
    // Expansion, kernels, projection; both layers of squeeze-and-excitation with m + 6 biases; γ and β of 2·m + 24.
    const params = (m: number): number => 24 * m + 9 * m + 24 * m + 2 * 6 * m + m + 6 + 2 * (2 * m + 24);
    expect(computed('expansion-parameters')).toBeCloseTo(params(144) / params(72), 12);
  });

  test('1 × 1 convolutions are what kernels and squeeze-and-excitation leave', () => {
    const others = b0.layers.reduce<Record<string, number>>(
      (sums, { block, kind, macs }) =>
        block === null || kind === 'conv' ? sums : { ...sums, [block]: (sums[block] ?? 0) + macs },
      {}
    );
    const shares = b0.blocks.map(({ name, macs }) => 1 - others[name] / macs);
    expect(computed('pointwise-dominates')).toBeCloseTo(Math.min(...shares), 12);
    const all = b0.blocks.reduce((sum, { macs }) => sum + macs, 0);
    const left = b0.blocks.reduce((sum, { name, macs }) => sum + macs - others[name], 0);
    expect(idOf(blockStatements(b0), 'pointwise-dominates').why).toContain(
      `${((100 * left) / all).toFixed(1)} % of all blocks together`
    );
  });
});

describe('squeezeExciteStatements', () => {
  test('has nothing to add where there is none', () => {
    for (const { computed, status } of squeezeExciteStatements(lite0)) {
      expect([computed, status]).toEqual([0, 'holds']);
    }
  });

  test.each<[string, StatementStatus, CostReport]>([
    ['squeeze-excite-macs', 'false', { ...b0, macs: { ...b0.macs, total: 10 * 627_200 - 1 } }],
    ['squeeze-excite-macs', 'holds', { ...b0, macs: { ...b0.macs, total: 10 * 627_200 } }],
    [
      'squeeze-excite-parameters',
      'holds',
      { ...b0, params: { ...b0.params, trainable: 10 * (627_200 + 9340) } }
    ],
    ['squeeze-excite-traffic', 'holds', { ...b0, bytesMoved: 2 * b0.bytesMoved }]
  ])('%s: %s where the network is another', (id, status, report) => {
    expect(idOf(squeezeExciteStatements(report), id).status).toBe(status);
  });
});
