import { describe, expect, it } from 'vitest';
import { B0, scale, summarize, variant } from '../../analysis';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { toolsCell } from './cell';

const DAY = new Date('2026-11-22');
const SEQUENCES = { base: { ...B0, spatialDimensions: 1 as const }, width: 1, depth: 1, resolution: 4096 };

describe('the stored picture of tools', () => {
  it.each(['b0', 'b4'])('for %s', async (name) => {
    await expectStored(toolsCell(summarize(variant(name)), DAY).svg, name);
  });

  it('for sequences has nothing active or foreign in it, and no broken number', () => {
    expectHarmless(toolsCell(summarize(scale(SEQUENCES)), DAY).svg);
  });

  it('is shown from its document as from its cell', () => {
    const cell = toolsCell(summarize(variant('lite3')), DAY);
    const bundle = bundleOf(JSON.parse(JSON.stringify(cell.document)), DAY);
    expect(bundle[MIME_TYPE]).toEqual(cell.document);
    expect(bundle['image/svg+xml']).toBe(cell.svg);
    expect(bundle['text/plain']).toBe(cell.text);
  });
});
