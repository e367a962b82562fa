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
    // Of the right ones ln(1 + e^(−d)), of the wrong ones d more; in the end the entropy of the accuracy.
    const share = right / 100;
    expect(fit.before.loss).toBeCloseTo(Math.log1p(Math.exp(-distance)) + (1 - share) * distance, 12);
    expect(fit.after.loss).toBeCloseTo(-share * Math.log(share) - (1 - share) * Math.log(1 - share), 12);
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

  it('softens each row by its own largest logit, wherever it stands', () => {
    const found = temperedProbabilities([0, 1, 5000, 4999, -5000, -5001], 2, 1);
    const [less, more] = [1 / (1 + Math.E), Math.E / (1 + Math.E)];
    expect([...found]).toEqual([less, more, more, less, more, less].map((p) => expect.closeTo(p, 12)));
    expect([...temperedProbabilities([-1000, 998, 1000], 3, 2)]).toEqual([
      0,
      expect.closeTo(less, 12),
      expect.closeTo(more, 12)
    ]);
    expect([...temperedProbabilities([7, -7], 1, 3)]).toEqual([1, 1]);
    // The loss of a row too: 5000 and 1, for the class that is not the likely one.
    expect(fitTemperature([0, 5000, 1, 0], [0, 1]).before.loss).toBeCloseTo(
      (5000 + 1 + Math.log1p(Math.exp(-1))) / 2,
      9
    );
  });

  it('takes logits and probabilities up to their bounds', () => {
    expect(fitTemperature([1e100, 0, 0, 1], [0, 1]).atLimit).toBe(true);
    const sure = fitTemperature([1, 0, 0, 1, 1 + 5e-7, 0], [0, 1, 0], { values: 'probabilities' });
    expect(sure).toMatchObject({ temperature: 0.01, atLimit: true });
  });

  it.each([
    ['values of another kind', () => fitTemperature([0, 1], [1], { values: 'odds' as 'logits' })],
    ['a probability below 0', () => fitTemperature([-0.1, 1.1], [0], { values: 'probabilities' })],
    ['one a little below 0', () => fitTemperature([-1e-9, 1], [0], { values: 'probabilities' })],
    ['one above 1', () => fitTemperature([0, 1.00001], [0], { values: 'probabilities' })],
    ['logits far below all bounds', () => fitTemperature([-1e101, 0], [0])],
    ['rows without classes', () => temperedProbabilities([1, 2], 0, 1)],
    ['rows of half a class', () => temperedProbabilities([1, 2], 0.5, 1)],
    ['rows of less than none', () => temperedProbabilities([1, 2], -1, 1)],
    ['a temperature without end', () => temperedProbabilities([1, 2], 2, Infinity)],
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
