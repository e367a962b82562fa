import { expect, it } from 'vitest';
import { SeededOrder } from '../data';
import { Heap } from './heap';

it('gives what precedes all others, as sorting does, whatever is pushed and taken in between', () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = new SeededOrder(seed, 'heap');
    const heap = new Heap<number>((a, b) => a > b);
    let expected: number[] = [];
    for (let step = 0; step < 200; step++) {
      if (expected.length > 0 && random.below(3) === 0) {
        expect(heap.pop()).toBe(expected.shift());
      } else {
        // Few values, so that many are equal.
        const item = random.below(50);
        heap.push(item);
        expected = [...expected, item].sort((a, b) => b - a);
      }
      expect([heap.size, heap.top]).toEqual([expected.length, expected[0]]);
    }
  }
});

it('has no top when it is empty, and nothing to take', () => {
  const heap = new Heap<number>((a, b) => a < b);
  expect([heap.size, heap.top]).toEqual([0, undefined]);
  expect(() => heap.pop()).toThrow(/empty/);
});
