import { describe, expect, it } from 'vitest';
import { compoundScale, scale, SpecError, variant } from '../../analysis';
import { MIME_TYPE, validateDocument } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { sentenceOf } from '../../wording/words';
import { scalingExplorerCell } from './cell';
import { scalingResult } from './result';
import { explorerState, type ExplorerStart, specOf, stateOfSpec } from './state';
import { scalingWords } from './words';

const DAY = new Date('2026-11-22');
const words = (start: ExplorerStart) => scalingWords(scalingResult(explorerState(start)));

describe('the explorer', () => {
  it.each<[ExplorerStart, string]>([
    [{ phi: 1 }, 'φ = 1 costs 2.57 × B0; the rule says 1.92 ×'],
    [{ phi: 0 }, 'φ = 0 costs 1.00 × B0; the rule says 1.00 ×'],
    [{ variant: 'b1' }, 'B1 costs 1.78 × B0; d·w²·r² says 1.26 ×'],
    [{ variant: 'lite2' }, 'LITE2 costs 2.23 × LITE0; d·w²·r² says 1.96 ×'],
    [{ variant: 'v2-s' }, 'V2-S costs 21.7 × B0; it is the base of its own family'],
    [{ width: 2 }, 'This network costs 3.76 × B0; d·w²·r² says 4.00 ×']
  ])('%j in words', (start, sentence) => expect(sentenceOf(words(start))).toBe(sentence));

  it('says why the two numbers differ', () => {
    expect(words({ phi: 1 }).detail).toBe(
      'Rounding layer counts up makes 23 blocks where 16 × 1.2 is 19.2: the same for every depth above 1, up to 1.25. ' +
        'The image grows from 224 to 258 px.'
    );
    expect(words({ phi: 0 }).detail).toBe('Depth needs no rounding: 16 blocks.');
    expect(words({ width: 2 }).detail).toBe(
      'Depth 1 ×, width 2 ×, 224 px. Depth needs no rounding: 16 blocks.'
    );
    expect(words({ variant: 'v2-s' }).detail).toMatch(/: 8\.37 G MACs, 21\.5 M parameters\.$/);
  });

  it('takes its mode from the fields given', () => {
    expect(explorerState().mode).toBe('rule');
    expect(explorerState({ variant: 'B3' })).toMatchObject({
      mode: 'published',
      variant: 'b3',
      depth: 1.4,
      width: 1.2,
      resolution: 300
    });
    expect(explorerState({ width: 2 })).toMatchObject({
      mode: 'manual',
      width: 2,
      depth: 1,
      resolution: 224
    });
    expect(explorerState({ mode: 'rule', variant: 'b3' }).mode).toBe('rule');
    expect(explorerState({ phi: undefined }).phi).toBe(1);
  });

  it('finds the controls that give a specification, and says when none do', () => {
    for (const spec of [
      variant('b4'),
      compoundScale({ phi: -1.5 }),
      scale({ width: 0.5, depth: 0.6, resolution: 96 })
    ]) {
      const state = stateOfSpec(spec);
      expect(state && specOf(state).stages).toEqual(spec.stages);
      expect(state?.resolution).toBe(spec.resolution);
    }
    expect(stateOfSpec(variant('b4'))?.mode).toBe('published');
    expect(stateOfSpec(compoundScale({ phi: -1.5 }))).toMatchObject({ mode: 'rule', phi: -1.5 });
    expect(stateOfSpec(variant('b0', { classes: 10 }))).toBeNull();
    expect(stateOfSpec(variant('b0', { normalization: 'group' }))).toBeNull();
  });

  it('takes a renamed network for what it costs, not for its name', () => {
    expect(stateOfSpec({ ...variant('b1'), name: 'b4' })).toMatchObject({ mode: 'manual', resolution: 240 });
    expect(stateOfSpec(compoundScale({ phi: 1, alpha: 1.4 }))).toMatchObject({ mode: 'manual' });
  });

  it('makes valid documents and refuses impossible states', () => {
    const { document } = scalingExplorerCell({ variant: 'b7' }, DAY);
    expect(validateDocument(JSON.parse(JSON.stringify(document)))).toMatchObject({ ok: true });
    expect(() => explorerState({ variant: 'b9' })).toThrow(SpecError);
    expect(() => scalingExplorerCell({ width: NaN }, DAY)).toThrow(SpecError);
  });

  it('is shown from its document as from its cell, with what is pinned', () => {
    const cell = scalingExplorerCell({ phi: 2, pins: [{ letter: 'B', spec: variant('b3') }] }, DAY);
    const bundle = bundleOf(JSON.parse(JSON.stringify(cell.document)), DAY);
    expect(bundle[MIME_TYPE]).toEqual(cell.document);
    expect(bundle['image/svg+xml']).toBe(cell.svg);
    expect(bundle['text/plain']).toBe(cell.text);
    expect(cell.text.startsWith(`${cell.document.sentence}\n`)).toBe(true);
    expect(cell.text).toContain('built: 4.69 × B0, 1,810,522,464 MACs; B0: 385,814,752 MACs\n');
    expect(cell.svg).toMatch(/>B<[^]*>B3</);
  });
});
