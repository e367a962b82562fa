import { describe, expect, it } from 'vitest';
import { unbroken } from './unbroken';

describe('a text that doesn’t break before a unit', () => {
  it.each([
    ['It costs 1.74 G MACs, or 81.4 % of it.', 'It costs 1.74~G~MACs, or 81.4~% of it.'],
    ['5.29 M parameters (18 px) in 3 min 05 s', '5.29~M~parameters (18~px) in 3~min 05~s'],
    [
      'for 10⁶ parameters at φ* = 2.16 and 1.3 / 1.1 / 1.15 here',
      'for 10⁶~parameters at φ*~=~2.16 and 1.3~/~1.1~/~1.15 here'
    ],
    ['luck (p < 0.0001) does', 'luck (p~<~0.0001) does'],
    // No number stands before these.
    ['of MACs and parameters', 'of MACs and parameters'],
    ['B0 and M. Tan', 'B0 and M. Tan'],
    ['', '']
  ])('%s', (text, bound) => expect(unbroken(text).replaceAll('\u00a0', '~')).toBe(bound));

  it('holds together what parts of a sentence begin and end with', () => {
    expect(['φ* = ', ' MACs for one image'].map(unbroken)).toEqual([
      'φ*\u00a0=\u00a0',
      '\u00a0MACs for one image'
    ]);
  });
});
