import { compoundScale, summarize } from '@efficientnet-lab/kernel-helpers/analysis';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import { answerBudget, shortestWithin } from './budget';

const trans = nullTranslator.load('efficientnet_lab');
const paper = { alpha: 1.2, beta: 1.1, gamma: 1.15 };

describe('the largest φ within a limit', () => {
  it.each([
    ['macs', 1, 1e9],
    ['params', 5, 5e6]
  ] as const)('keeps %s at or below %f, and a step more would not', (quantity, amount, limit) => {
    const { phi } = answerBudget({ quantity, amount }, paper, trans);
    const count = (at: number): number => {
      const { macs, params } = summarize(compoundScale({ phi: at, ...paper }));
      return quantity === 'macs' ? macs.total : params.trainable;
    };
    expect(phi).not.toBeNull();
    expect(count(phi ?? NaN)).toBeLessThanOrEqual(limit);
    expect(count((phi ?? NaN) + 0.02)).toBeGreaterThan(limit);
  });

  it('says what it takes, which interval builds it, and what comes next', () => {
    const { phi, text } = answerBudget({ quantity: 'macs', amount: 1 }, paper, trans);
    expect(phi).toBe(1.03);
    expect(text).toMatch(
      /^φ = 1\.03 takes 994 M MACs\. Every φ from 1\.029\d to 1\.039\d builds this network; the next one takes 1\.01 G MACs\.$/
    );
  });

  it('says what the smallest network takes when nothing fits', () => {
    const { phi, text } = answerBudget({ quantity: 'inference', amount: 0.001 }, paper, trans);
    expect(phi).toBeNull();
    expect(text).toMatch(/^No φ stays within 1\.00 kB: the smallest network, at φ = −\d+\.\d+, takes .*B\.$/);
  });

  it.each([
    ['a limit that is no number', { quantity: 'macs', amount: NaN }, paper],
    ['a limit below zero', { quantity: 'macs', amount: -1 }, paper],
    ['a rule that grows nothing', { quantity: 'macs', amount: 1 }, { alpha: 1, beta: 1, gamma: 1 }]
  ] as const)('says what is wrong with %s', (_, budget, coefficients) => {
    const { phi, text } = answerBudget(budget, coefficients, trans);
    expect(phi).toBeNull();
    expect(text).toMatch(/got .*, expected /);
  });
});

describe('shortestWithin', () => {
  it.each([
    [1.0297, 1.0397, 1.03],
    [-0.2, 0.4, 0.4],
    [2.00001, 2.00009, 2.00009],
    [-1.50001, -1.5, -1.5]
  ])('finds the shortest number from %f to %f', (from, to, shortest) =>
    expect(shortestWithin(from, to)).toBe(shortest)
  );
});
