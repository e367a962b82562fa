import { describe, expect, it } from 'vitest';
import { compoundScale, scale, SpecError, variant } from '../../analysis';
import { validateDocument } from '../../contract';
import { explorerDocument, explorerSentence, roundingSentence, scalingOf } from './cell';
import { explorerState, type ExplorerStart, specOf, stateOfSpec } from './state';

const sentence = (start: ExplorerStart): string => explorerSentence(scalingOf(explorerState(start)));

describe('the explorer', () => {
  it.each<[ExplorerStart, string]>([
    [{ phi: 1 }, 'φ = 1 costs 2.57 × B0; the rule says 1.92 ×.'],
    [{ phi: 0 }, 'φ = 0 costs 1.00 × B0; the rule says 1.00 ×.'],
    [{ variant: 'b1' }, 'B1 costs 1.78 × B0; d·w²·r² says 1.26 ×.'],
    [{ variant: 'lite2' }, 'LITE2 costs 2.23 × LITE0; d·w²·r² says 1.96 ×.'],
    [{ variant: 'v2-s' }, 'V2-S is the base of its family: 8.37 G MACs, 21.5 M parameters.']
  ])('%j in words', (start, words) => expect(sentence(start)).toBe(words));

  it('says how far rounding moves the depth', () => {
    const rounding = (start: ExplorerStart): string => roundingSentence(scalingOf(explorerState(start)));
    expect(rounding({ phi: 1 })).toBe('Rounding layer counts up makes 23 blocks where 16 × 1.2 is 19.2.');
    expect(rounding({ phi: 0 })).toBe('Depth needs no rounding: 16 blocks.');
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
    const document: unknown = JSON.parse(
      JSON.stringify(explorerDocument(scalingOf(explorerState({ variant: 'b7' }))))
    );
    expect(validateDocument(document)).toMatchObject({ ok: true });
    expect(() => explorerState({ variant: 'b9' })).toThrow(SpecError);
    expect(() => scalingOf(explorerState({ width: NaN }))).toThrow(SpecError);
  });
});
