import { describe, expect, it } from 'vitest';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { blockCell, type BlockStart } from './cell';

const DAY = new Date('2026-11-22');
const SMALLEST: BlockStart = {
  size: 1,
  inputFilters: 1,
  outputFilters: 1,
  kernelSize: 1,
  expansionRatio: 1,
  squeezeExciteRatio: 1,
  alpha: 0
};
const LARGEST: BlockStart = {
  size: 4096,
  inputFilters: 512,
  outputFilters: 512,
  kernelSize: 31,
  expansionRatio: 16,
  alpha: 1
};

describe('the stored picture of a block', () => {
  it.each<[string, BlockStart]>([
    ['2b', {}],
    ['strided', { size: 112, stride: 2, kernelSize: 5, outputFilters: 40, squeezeExciteRatio: 0 }],
    [
      'sequence',
      {
        spatialDimensions: 1,
        size: 4000,
        kernelSize: 9,
        outputFilters: 64,
        expansionRatio: 1,
        criterion: 'netUtility'
      }
    ]
  ])('%s', async (name, start) => {
    await expectStored(blockCell(start, DAY).svg, name);
  });

  it.each([
    ['smallest', SMALLEST],
    ['largest', LARGEST]
  ])('at its %s has nothing active or foreign in it, and no broken number', (_, start) => {
    expectHarmless(blockCell(start, DAY).svg);
  });

  it('is shown from its document as from its cell', () => {
    const cell = blockCell({ stride: 2 }, DAY);
    const bundle = bundleOf(JSON.parse(JSON.stringify(cell.document)), DAY);
    expect(bundle[MIME_TYPE]).toEqual(cell.document);
    expect(bundle['image/svg+xml']).toBe(cell.svg);
    expect(bundle['text/plain']).toBe(cell.text);
    expect(cell.text.startsWith(`${cell.document.sentence}\n`)).toBe(true);
  });
});
