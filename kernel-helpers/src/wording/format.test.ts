import { describe, expect, it } from 'vitest';
import {
  allDigits,
  counted,
  duration,
  exact,
  named,
  percent,
  percentChange,
  plain,
  setting,
  si,
  significant,
  times
} from './format';

describe('numbers', () => {
  it.each([
    [385_814_752, '386 M'],
    [5_288_548, '5.29 M'],
    [37_745_884_192, '37.7 G'],
    [999_600, '1.00 M'],
    [7, '7'],
    [512, '512'],
    [1000, '1.00 k'],
    [-627_000, '−627 k'],
    [2.5e15, '2.50 P'],
    [0, '0']
  ])('writes %d as %s', (value, text) => expect(si(value)).toBe(text));

  it.each([
    [2.5713, '2.57'],
    [0.0864999, '0.0865'],
    [97.46, '97.5'],
    [1234.5, '1,230'],
    [9.999, '10.0'],
    [-0.123, '−0.123'],
    [-4321, '−4,320'],
    [0, '0']
  ])('keeps three significant digits of %d', (value, text) => expect(significant(value)).toBe(text));

  it.each([
    [30_105_600, '30,105,600'],
    [-1234.5678, '−1,234.5678'],
    [0.1, '0.1'],
    [1e-16, '1e-16'],
    [NaN, 'NaN'],
    [-Infinity, '−Infinity']
  ])('keeps all digits of %d', (value, text) => expect(allDigits(value)).toBe(text));

  it.each<[unknown, string]>([
    [3n, '3n'],
    ['x"'.repeat(30), `the text ${JSON.stringify(`${'x"'.repeat(20)}…`)}`],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1, 2], 'a list of 2'],
    [{}, 'an object'],
    [{ a: 1, b: 2 }, 'an object with a, b'],
    [() => 1, 'a function']
  ])('names %s', (value, text) => expect(named(value)).toBe(text));

  it('writes factors, shares, counts and exact integers', () => {
    expect(times(2.5713)).toBe('2.57 ×');
    expect(percent(0.98736, 2)).toBe('98.74 %');
    expect(exact(5288548)).toBe('5,288,548');
    expect(exact(999)).toBe('999');
    expect(exact(-5288548)).toBe('−5,288,548');
    expect(percent(-0.04)).toBe('−4.0 %');
    expect([0.2, 0, -0.04].map(percentChange)).toEqual(['+20.0 %', '0.0 %', '−4.0 %']);
    expect([1, -0.5, 0.0125, 5.12345].map((value) => setting(value))).toEqual([
      '1',
      '−0.5',
      '0.0125',
      '5.1235'
    ]);
    expect(counted(1, 'block')).toBe('1 block');
    expect(counted(23, 'block')).toBe('23 blocks');
    expect([1, 2].map((count) => counted(count, 'class', 'classes'))).toEqual(['1 class', '2 classes']);
    expect(plain(-2.5)).toBe('−2.5');
    expect(plain(1)).toBe('1');
    expect([plain(-1.28, 2), plain(-0.38157145695810146, 17)]).toEqual(['−1.3', '−0.38157145695810146']);
  });

  it.each([
    [0.04, '0.0 s'],
    [8.24, '8.2 s'],
    [59.4, '59 s'],
    [59.96, '1 min 00 s'],
    [185, '3 min 05 s'],
    [7800, '2 h 10 min']
  ])('writes %d seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});
