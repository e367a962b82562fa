import { describe, expect, it } from 'vitest';
import {
  formatChange,
  formatDigits,
  formatDuration,
  formatExact,
  formatFactor,
  formatPercent,
  formatSetting,
  formatSi
} from './numbers';

describe('numbers in words', () => {
  it('writes SI numbers with three digits', () => {
    expect([0, 7, 950, 5_288_548, 385_814_752, 992_629_472, 37_745_884_192, 999_600].map(formatSi)).toEqual([
      '0',
      '7',
      '950',
      '5.29 M',
      '386 M',
      '993 M',
      '37.7 G',
      '1.00 M'
    ]);
  });

  it('writes factors, changes and settings with a typographic minus', () => {
    expect(formatFactor(2.5729)).toBe('2.57 ×');
    expect(formatDigits(102.8)).toBe('103');
    expect(formatChange(1.92027 / 2 - 1)).toBe('−4.0 %');
    expect(formatSetting(-0.5)).toBe('−0.5');
    expect(formatPercent(0.771)).toBe('77.1 %');
    expect(formatExact(992_629_472)).toBe('992,629,472');
  });

  it('writes durations', () => {
    expect([0.4, 59, 75, 3660].map(formatDuration)).toEqual(['0 s', '59 s', '1 min 15 s', '1 h 01 min']);
  });
});
