import { describe, expect, it } from 'vitest';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { type SearchExplorerStart, searchOf } from './cell';
import { searchPicture } from './picture';

const DAY = new Date('2026-11-22T12:00:00Z');
const ONE_TRIPLET = { kind: 'grid', ranges: { from: 1, to: 1 }, step: 1 } as const;
const draw = (start: SearchExplorerStart): string => {
  const { state, result } = searchOf(start);
  return searchPicture(state, result, DAY);
};

describe('the stored picture of a search', () => {
  it.each<[string, SearchExplorerStart]>([
    ['search', {}],
    ['search-params', { measure: 'params' }],
    ['search-built', { constraint: 'built', scored: 'built', growth: 3 }],
    ['search-nothing', { growth: 3, tolerance: 0.0001 }]
  ])('%s', async (name, start) => {
    await expectStored(draw(start), name);
  });

  it.each<[string, SearchExplorerStart]>([
    ['without an optimum', { measure: 'params' }],
    ['of one triplet', { candidates: ONE_TRIPLET, tolerance: 0 }],
    ['of which a part is chosen', { brushes: [{ column: 'gamma', from: 1.1, to: 1.2 }] }]
  ])('%s has nothing active or foreign in it, and no broken number', (_, start) => {
    expectHarmless(draw(start));
  });

  it.each([
    ['macs', 'α·β²·γ²', 'MACs'],
    ['params', 'α·β²', 'parameters']
  ] as const)(
    'counted in %s names what grows in key, titles, sentences and caption',
    (measure, grows, name) => {
      const texts = [...draw({ measure }).matchAll(/<t(?:ext|span)[^>]*>([^<]*)</g)].map(([, text]) => text);
      expect(texts.filter((text) => text === grows)).toHaveLength(2);
      expect(texts).toContain(`${grows} = 2`);
      const whole = texts.join(' ');
      expect(whole).toContain(`triplets by ${grows}, `);
      expect(whole).toContain(`where ${grows} is exactly 2`);
      expect(whole).toContain(`by the built network’s ${name}`);
      expect(whole).toContain(`The built networks’ ${name} were counted`);
      expect(texts.filter((text) => text === name)).toHaveLength(1);
      const others = measure === 'macs' ? /any γ/ : /γ²|γ = |MACs/;
      expect(whole).not.toMatch(others);
    }
  );
});
