import { describe, expect, it } from 'vitest';
import { learningRateAt, type Schedule } from './schedule';

const at = (step: number, schedule: Schedule, warmupSteps = 0): number =>
  learningRateAt(step, { learningRate: 0.2, schedule, warmupSteps, totalSteps: 100, stepsPerEpoch: 10 });

describe('learning rate', () => {
  it('rises linearly, then follows half a cosine to its end', () => {
    expect([0, 4, 9].map((step) => at(step, { kind: 'cosine' }, 10))).toEqual([0.02, 0.1, 0.2]);
    expect(at(10, { kind: 'cosine' }, 10)).toBe(0.2);
    expect(at(55, { kind: 'cosine' }, 10)).toBeCloseTo(0.1, 12);
    expect(at(100, { kind: 'cosine' })).toBeCloseTo(0, 12);
    expect(at(100, { kind: 'cosine', end: 0.1 })).toBeCloseTo(0.02, 12);
  });

  it('falls as the paper has it: 0.97 every 2.4 epochs', () => {
    expect(at(23, { kind: 'exponential' })).toBe(0.2);
    expect(at(24, { kind: 'exponential' })).toBeCloseTo(0.2 * 0.97, 12);
    expect(at(99, { kind: 'exponential' })).toBeCloseTo(0.2 * 0.97 ** 4, 12);
  });

  it('counts its falls from the first step, warm-up included, as the authors do', () => {
    const schedule: Schedule = { kind: 'exponential' };
    expect([0, 15, 29].map((step) => at(step, schedule, 30))).toEqual([0.2 / 30, 3.2 / 30, 0.2]);
    expect(at(30, schedule, 30)).toBeCloseTo(0.2 * 0.97, 12);
    expect(at(47, schedule, 30)).toBeCloseTo(0.2 * 0.97, 12);
    expect(at(48, schedule, 30)).toBeCloseTo(0.2 * 0.97 ** 2, 12);
    expect(at(20, { kind: 'exponential', rate: 0.5, epochs: 0.5 })).toBeCloseTo(0.2 * 0.5 ** 4, 12);
  });

  it('stays', () => {
    expect(at(99, { kind: 'constant' })).toBe(0.2);
  });
});
