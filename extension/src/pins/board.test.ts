import { compoundScale, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { describe, expect, it, vi } from 'vitest';
import { PinBoard } from './board';
import { readPins } from './store';

describe('PinBoard', () => {
  it('gives the first free letter, and the same one to an equal network', () => {
    const board = new PinBoard();
    expect(board.pin(variant('b0'))?.letter).toBe('A');
    expect(board.pin(variant('b1'))?.letter).toBe('B');
    expect(board.pin({ ...variant('b0'), name: 'mine' })?.letter).toBe('A');
    expect(board.selected?.letter).toBe('A');
    board.unpin('A');
    expect(board.selected).toBeNull();
    expect(board.pin(variant('b2'))?.letter).toBe('A');
    expect(board.pins.map(({ letter, spec }) => letter + spec.name)).toEqual(['Ab2', 'Bb1']);
  });

  it('takes four and no more', () => {
    const board = new PinBoard();
    ['b0', 'b1', 'b2', 'b3'].forEach((name) => board.pin(variant(name)));
    expect(board.isFull).toBe(true);
    expect(board.pin(variant('b4'))).toBeNull();
    expect(board.pin(variant('b3'))?.letter).toBe('D');
  });

  it('tells what changed, and says nothing twice', () => {
    const board = new PinBoard();
    const changed = vi.fn();
    board.changed.connect((_, change) => changed(change));
    board.pin(variant('b0'));
    board.hover('A');
    board.hover('A');
    board.unpin('B');
    board.unpin('A');
    expect(changed.mock.calls.flat()).toEqual(['pins', 'selected', 'hovered', 'pins']);
    expect(board.hovered).toBeNull();
  });
});

describe('saved pins', () => {
  const saved = [
    { letter: 'B', spec: variant('b3') },
    { letter: 'D', spec: compoundScale({ phi: -1 }) }
  ];

  it('are read back as they were', () => {
    expect(readPins(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  it('leave out what can’t be built, and letters that are taken', () => {
    const broken = [
      ...saved,
      { letter: 'A', spec: { ...variant('b0'), resolution: 2 } },
      { letter: 'B', spec: variant('b1') },
      { letter: 'E', spec: variant('b1') },
      'C',
      null
    ];
    expect(readPins(broken)).toEqual(saved);
    expect(readPins({ letter: 'A' })).toEqual([]);
    expect(readPins(undefined)).toEqual([]);
  });
});
