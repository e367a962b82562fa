import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { RandomNormal } from '../noise/random-normal';
import { fitTemperature, temperedProbabilities } from './temperature';

/** Two classes with one distance between the logits, `right` of `images` times for the true one. */
function margins(distance: number, right: number, images: number): { logits: number[]; labels: number[] } {
  const labels = Array.from({ length: images }, (_, i) => i % 2);
  const logits = labels.flatMap((label, i) => {
    const answer = i < right ? label : 1 - label;
    return answer === 0 ? [distance, 0] : [0, distance];
  });
  return { logits, labels };
}

describe('temperature', () => {
  it.each([
    [6, 80],
    [0.5, 80],
    [15, 55],
    [3, 99]
  ])('of a distance of %d with %d of 100 right makes confidence the accuracy', (distance, right) => {
    const { logits, labels } = margins(distance, right, 100);
    const fit = fitTemperature(logits, labels);
    // 1 / (1 + e^(−distance/T)) = accuracy
    expect(fit.temperature / (distance / Math.log(right / (100 - right)))).toBeCloseTo(1, 9);
    expect(fit.atLimit).toBe(false);
    expect(fit.after.calibration.ece).toBeCloseTo(0, 9);
    expect(fit.after.loss).toBeLessThan(fit.before.loss);
    expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
  });

  it('takes probabilities for logits that lack a constant', () => {
    const random = new RandomNormal(2);
    const labels = Array.from({ length: 200 }, (_, i) => i % 5);
    const logits = labels.flatMap((label) =>
      Array.from({ length: 5 }, (_, i) => 4 * random.next() + (i === label ? 3 : 0))
    );
    const fit = fitTemperature(logits, labels);
    const same = fitTemperature(temperedProbabilities(logits, 5, 1), labels, { values: 'probabilities' });
    expect(same.temperature).toBeCloseTo(fit.temperature, 9);
    expect(fit.temperature).toBeGreaterThan(1);
    for (const factor of [0.99, 1.01]) {
      const scaled = logits.map((logit) => logit / (fit.temperature * factor));
      expect(fitTemperature(scaled, labels).before.loss).toBeGreaterThan(fit.after.loss);
    }
  });

  it('stops at a limit where the loss falls without end', () => {
    const sure = margins(2, 10, 10);
    expect(fitTemperature(sure.logits, sure.labels)).toMatchObject({ temperature: 0.01, atLimit: true });
    const wrong = margins(2, 3, 10);
    expect(fitTemperature(wrong.logits, wrong.labels)).toMatchObject({ temperature: 100, atLimit: true });
  });

  it('stays at 1 where logits say nothing', () => {
    expect(fitTemperature([5, 5, 5, 5], [0, 1])).toMatchObject({ temperature: 1, atLimit: false });
  });

  it('leaves probabilities that sum to one, also of large logits', () => {
    const [first, second, third] = temperedProbabilities([1000, 998, -1000], 3, 2);
    expect(first / second).toBeCloseTo(Math.E, 12);
    expect(first + second + third).toBeCloseTo(1, 12);
  });

  it.each([
    ['logits of other images', () => fitTemperature([1, 2, 3], [0, 1])],
    ['no images', () => fitTemperature([], [])],
    ['logits beyond all bounds', () => fitTemperature([1e200, 0], [0])],
    ['logits for probabilities', () => fitTemperature([7, 2], [0], { values: 'probabilities' })],
    ['answers that are no numbers', () => fitTemperature([NaN, 2], [0])],
    ['a temperature of zero', () => temperedProbabilities([1, 2], 2, 0)],
    ['rows that are not whole', () => temperedProbabilities([1, 2, 3], 2, 1)]
  ])('refuses %s', (_, attempt) => {
    expect(attempt).toThrow(SpecError);
  });
});
