import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { normalDeviate } from './normal';
import { studentDeviate } from './student';

const LEVELS = [0.1, 0.5, 0.9, 0.95, 0.99, 0.9999];

describe('Student’s t', () => {
  it.each(LEVELS)('has the closed forms of one and of two degrees of freedom at %d', (level) => {
    expect(studentDeviate(level, 1) / Math.tan((Math.PI / 2) * level)).toBeCloseTo(1, 10);
    expect(studentDeviate(level, 2) / (level * Math.sqrt(2 / (1 - level ** 2)))).toBeCloseTo(1, 10);
  });

  // Gosset's table as it stands in textbooks, to its printed digits.
  it.each([
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 10, 2.228],
    [0.99, 5, 4.032],
    [0.99, 30, 2.75],
    [0.9, 7, 1.895]
  ])('is the printed one: %d of %d degrees', (level, freedom, printed) => {
    expect(studentDeviate(level, freedom)).toBeCloseTo(printed, 3);
  });

  it('comes near the normal distribution from above', () => {
    LEVELS.forEach((level) => {
      const far = studentDeviate(level, 100_000);
      expect(far).toBeGreaterThan(normalDeviate(level));
      expect(far).toBeCloseTo(normalDeviate(level), 3);
    });
  });

  it.each([
    [0, 3],
    [1, 3],
    [NaN, 3],
    [0.95, 0],
    [0.95, 1.5],
    [0.95, 100_001]
  ])('refuses the level %d of %d degrees', (level, freedom) => {
    expect(() => studentDeviate(level, freedom)).toThrow(SpecError);
  });
});
