import { PUBLISHED_VARIANTS, summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { BLOCK_EXPLORER_START } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { compareBlocks, matchingBlock, segmentsOf, stateOfBlock } from './comparison';
import { toCsv, toTypeScript } from './export';
import { BlockExplorerModel } from './model';
import { breakEvenFigure, marksOf, pictureKey } from './picture';
import { detail, disagreement, sentence } from './wording';

const trans = nullTranslator.load('efficientnet_lab');
const start = BLOCK_EXPLORER_START;

describe('compareBlocks', () => {
  it('counts block 2b of B0 as the network does', () => {
    const result = compareBlocks(start);
    const block = summarize(variant('b0')).blocks.find(({ name }) => name === 'block2b');
    expect(result.mbconv.macs).toBe(block?.macs);
    expect(result.standard.macs).toBe(56 * 56 * 9 * 24 * 24);
    expect(result.separable.macs).toBe(56 * 56 * 24 * (9 + 24));
  });

  it('finds every MBConv block of every published network again', () => {
    for (const { name } of PUBLISHED_VARIANTS) {
      const spec = variant(name);
      for (const block of summarize(spec).blocks) {
        const state = stateOfBlock(spec, block);
        const found = matchingBlock(spec, state);
        expect(found).toMatchObject({
          inputSize: block.inputSize,
          inputFilters: block.inputFilters,
          squeezeExciteFilters: block.squeezeExciteFilters
        });
        if (block.operator === 'MBConv') {
          expect(compareBlocks(state).mbconv.macs).toBe(block.macs);
        }
      }
    }
  });

  it('keeps the block that was asked for among equals', () => {
    const spec = variant('b0');
    const block4c = summarize(spec).blocks.find(({ name }) => name === 'block4c');
    if (!block4c) {
      throw new Error('B0 has a block 4c');
    }
    const state = stateOfBlock(spec, block4c);
    expect(matchingBlock(spec, state)?.name).toBe('block4b');
    expect(matchingBlock(spec, state, 'block4c')?.name).toBe('block4c');
    expect(matchingBlock(spec, { ...state, stride: 2 }, 'block4c')).toBeNull();
  });

  it('cuts bars into parts that add up', () => {
    const { candidates } = compareBlocks(start);
    for (const measure of ['macs', 'params'] as const) {
      for (const candidate of candidates) {
        const sum = segmentsOf(candidate, measure).reduce((all, { value }) => all + value, 0);
        expect(sum).toBe(candidate.form[measure]);
      }
    }
  });
});

describe('BlockExplorerModel', () => {
  it('keeps kernels odd and values within limits, and takes back', () => {
    const model = new BlockExplorerModel(start);
    model.set('kernelSize', 4);
    expect(model.state.kernelSize).toBe(5);
    model.set('stride', 99);
    expect(model.state.stride).toBe(4);
    model.undo();
    model.undo();
    expect(model.state).toEqual(start);
  });

  it('says what does not fit and loses nothing', () => {
    const model = new BlockExplorerModel({ ...start, size: 1, stride: 2 });
    expect(model.outcome).toMatchObject({ ok: false });
    model.set('size', 8);
    expect(model.outcome.ok).toBe(true);
    expect(model.state.stride).toBe(2);
  });
});

describe('words', () => {
  it('say the result, the limit and the verdict', () => {
    const result = compareBlocks(start);
    expect(sentence(result, trans)).toBe(
      'At 56 px, 24 → 24 channels, MBConv6 costs 25.7 M MACs: 1.58 × the standard convolution'
    );
    expect(detail(result, trans)).toBe(
      'Depthwise separation alone is 6.55 × cheaper; wide layers approach 9 ×. ' +
        'With 0.2 of the benefit it pays per MAC (α* = 0.153; from C′ = 12 on).'
    );
    expect(disagreement(result, trans)).toContain('opposite');
  });

  it('tell a sequence from an image, and a loss from a saving', () => {
    const result = compareBlocks({ ...start, spatialDimensions: 1, kernelSize: 1 });
    expect(sentence(result, trans)).toContain('At length 56,');
    expect(detail(result, trans)).toContain('saves nothing here');
  });
});

describe('export', () => {
  it('writes only what differs from the start', () => {
    expect(toTypeScript(start)).toContain('enet.blockExplorer();');
    expect(toTypeScript({ ...start, kernelSize: 5, criterion: 'netUtility' })).toContain(
      "enet.blockExplorer({ kernelSize: 5, criterion: 'netUtility' });"
    );
  });

  it('writes one line for each term', () => {
    const lines = toCsv(compareBlocks(start), trans).trim().split('\r\n');
    expect(lines[0]).toContain('candidate');
    expect(lines).toHaveLength(1 + 1 + 2 + 6);
  });
});

describe('the break-even picture', () => {
  const shareOf = (width: number): number => Math.log2(width) / 11;

  it('marks the crossing where α meets the curve', () => {
    const { breakEven, here, alpha } = marksOf(compareBlocks(start), trans);
    expect(breakEven?.x).toBeCloseTo(shareOf(1 / (0.2 - 1 / 9)), 12);
    expect(here.x).toBeCloseTo(shareOf(24), 12);
    expect(new Set([breakEven?.y, here.y, alpha.y]).size).toBe(1);
    expect(marksOf(compareBlocks({ ...start, alpha: 0.1 }), trans).breakEven).toBeNull();
  });

  it('is drawn anew for what changes the curves, not for what moves over them', () => {
    const key = (change: Partial<typeof start>) => pictureKey(compareBlocks({ ...start, ...change }));
    expect(key({ outputFilters: 25, size: 28, expansionRatio: 4 })).toBe(key({}));
    expect(key({ kernelSize: 5 })).not.toBe(key({}));
    expect(key({ criterion: 'netUtility' })).not.toBe(key({}));
  });

  it('draws both criteria, the chosen one solid', () => {
    const colours = { grid: '#eee', compound: '#c00', rule: '#777', pins: {} } as never;
    const { data } = breakEvenFigure(compareBlocks(start), { colours, trans, fontSize: 13, narrow: false });
    expect(data.map(({ name, line }) => [name, line?.dash])).toEqual([
      [undefined, undefined],
      ['by net utility', 'dot'],
      ['per MAC', 'solid']
    ]);
  });
});
