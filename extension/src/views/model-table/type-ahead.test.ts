import { describe, expect, it } from 'vitest';
import { TypeAhead } from './type-ahead';

const NAMES = ['stem', 'stage 1', 'stage 2', 'head'];

describe('TypeAhead', () => {
  it('narrows down while letters follow one another', () => {
    const typing = new TypeAhead();
    const found = [...'stage 2'].map((letter, i) => typing.type(letter, NAMES, 0, 100 * i));
    expect(found).toEqual([1, 0, 1, 1, 1, 1, 2]);
  });

  it('starts anew after a pause, and goes on from the row', () => {
    const typing = new TypeAhead();
    expect(typing.type('s', NAMES, 0, 0)).toBe(1);
    expect(typing.type('s', NAMES, 1, 1000)).toBe(2);
    expect(typing.type('S', NAMES, 2, 2000)).toBe(0);
    expect(typing.type('h', NAMES, 0, 3000)).toBe(3);
    expect(typing.type('x', NAMES, 3, 4000)).toBe(-1);
  });
});
