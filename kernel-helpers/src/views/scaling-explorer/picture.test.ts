import { describe, expect, it } from 'vitest';
import { variant } from '../../analysis';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { scalingExplorerCell } from './cell';
import type { ExplorerStart } from './state';

const DAY = new Date('2026-11-22T12:00:00Z');
const draw = (start: ExplorerStart): string => scalingExplorerCell(start, DAY).svg;

describe('the stored picture', () => {
  it.each<[string, ExplorerStart]>([
    ['phi-1', { phi: 1 }],
    ['b3', { variant: 'b3' }],
    ['dimensions', { phi: 1, picture: 'dimensions' }],
    ['dimensions-b7', { variant: 'b7', picture: 'dimensions' }],
    ['manual', { depth: 0.6, width: 0.5, resolution: 128 }],
    [
      'pins',
      {
        variant: 'b4',
        pins: [
          { letter: 'A', spec: variant('b3') },
          { letter: 'C', spec: variant('v2-s') }
        ]
      }
    ]
  ])('%s', async (name, start) => {
    await expectStored(draw(start), name);
  });

  it.each<[string, ExplorerStart]>([
    ['a small network', { phi: -2.5 }],
    ['one far outside', { phi: 12 }],
    ['a base of another family', { variant: 'v2-s', picture: 'dimensions' }],
    ['a rule that grows nothing', { phi: 2, alpha: 1, beta: 1, gamma: 1, picture: 'dimensions' }],
    ['a rule that shrinks', { phi: 2, alpha: 0.9, beta: 0.9, gamma: 0.9, picture: 'dimensions' }],
    ['a pin of hostile name', { pins: [{ letter: 'A', spec: { ...variant('b3'), name: '<script>' } }] }]
  ])('of %s has nothing active or foreign in it, and no broken number', (_, start) =>
    expectHarmless(draw(start))
  );

  it('shows the network, not the rule, as its cost', () => {
    const svg = draw({ phi: 1 });
    // domain.md A3 and A2: the network of φ = 1 has B2's widths and depths at 258 px.
    for (const text of ['2.57 ×', '1.92 ×', '993 M', '386 M', '9,109,994', '23 blocks', '258 px']) {
      expect(svg).toContain(text);
    }
  });
});
