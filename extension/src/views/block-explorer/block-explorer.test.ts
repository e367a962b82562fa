import { PUBLISHED_VARIANTS, summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { BLOCK_EXPLORER_START, blockResult } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { toCsv, toTypeScript } from './export';
import { blockModel } from './model';
import { matchingBlock, stateOfBlock } from './network-blocks';

const trans = nullTranslator.load('efficientnet_lab');
const start = BLOCK_EXPLORER_START;

describe('blocks of networks', () => {
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
          expect(blockResult(state).mbconv.macs).toBe(block.macs);
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
});

describe('the model', () => {
  it('keeps kernels odd and values within limits, and takes back', () => {
    const model = blockModel(start);
    model.set('kernelSize', 4);
    expect(model.state.kernelSize).toBe(5);
    model.set('stride', 99);
    expect(model.state.stride).toBe(4);
    model.undo();
    model.undo();
    expect(model.state).toEqual(start);
  });

  it('says what does not fit and loses nothing', () => {
    const model = blockModel({ ...start, size: 1, stride: 2 });
    expect(model.outcome).toMatchObject({ ok: false });
    model.set('size', 8);
    expect(model.outcome.ok).toBe(true);
    expect(model.state.stride).toBe(2);
  });
});

describe('export', () => {
  it('writes only what differs from the start', () => {
    expect(toTypeScript(start)).toContain('enet.showBlockExplorer();');
    expect(toTypeScript({ ...start, kernelSize: 5, criterion: 'netUtility' })).toContain(
      "enet.showBlockExplorer({ kernelSize: 5, criterion: 'netUtility' });"
    );
  });

  it('writes one line for each term', () => {
    const lines = toCsv(blockResult(start), trans).trim().split('\r\n');
    expect(lines[0]).toContain('candidate');
    expect(lines).toHaveLength(1 + 1 + 2 + 6);
  });
});
