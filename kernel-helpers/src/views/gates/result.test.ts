import { describe, expect, it } from 'vitest';
import { variant } from '../../analysis';
import { RandomBits } from '../../analysis/random-bits';
import { sentenceOf } from '../../wording/words';
import { gatesResult, type GatesResult, removableOf, thresholdSaving } from './result';
import { GATES_START, type GatesState } from './state';
import { gatesWords } from './words';

const GATES = [
  [0.02, 0.05, 0.9],
  [0.04, 0.6, 0.8]
];
const stateOf = (change: Partial<GatesState>): GatesState => ({ ...GATES_START, gates: GATES, ...change });

/** Gates of block 2b of B0, of which only channel 0 is low. */
const B0_2B = {
  gates: [Array.from({ length: 144 }, (_, c) => (c === 0 ? 0.01 : 0.5))],
  block: { spec: variant('b0'), name: 'block2b' }
};

describe('gates in words', () => {
  it('tells always low from sometimes low', () => {
    const state = stateOf({});
    const result = gatesResult(state);
    expect(result?.counts).toEqual({ alwaysLow: 1, sometimesLow: 1, neverLow: 1 });
    expect(sentenceOf(gatesWords(state, result))).toBe(
      'Below τ = 0.1, 1 of 3 channels is always low, 1 only on some inputs.'
    );
  });

  it('prunes by the score that is chosen', () => {
    expect(gatesResult(stateOf({ score: 'contribution', activations: [100, 1, 1] }))?.order).toEqual([
      1, 2, 0
    ]);
    expect(gatesResult(stateOf({ score: 'mean' }))?.order).toEqual([0, 1, 2]);
  });

  it('says what one channel of block 2b costs', () => {
    const state = stateOf(B0_2B);
    const result = gatesResult(state);
    expect(result?.savings).toMatchObject({ removed: 1, params: 74, withStatistics: 78, macs: 178_764 });
    expect(gatesWords(state, result).detail).toContain('block2b');
  });

  it('says why a block does not fit, and which threshold would keep enough', () => {
    const wrongBlock = stateOf({ block: B0_2B.block });
    expect(gatesWords(wrongBlock, gatesResult(wrongBlock)).detail).toMatch(/144/);
    const tooHigh = stateOf({ ...B0_2B, threshold: 1 });
    const result = gatesResult(tooHigh);
    expect(result?.choice).toBeNull();
    expect(gatesWords(tooHigh, result).detail).toMatch(/at most 0\.5/);
  });

  it('asks for gates while there are none', () => {
    expect(gatesResult(GATES_START)).toBeNull();
    expect(gatesWords(GATES_START, null).detail).toMatch(/one row for each input/);
  });
});

describe('a threshold for a saving', () => {
  const random = new RandomBits(3);
  const drawn = stateOf({
    ...B0_2B,
    // In steps of a hundredth, so that some channels share a score.
    gates: [Array.from({ length: 144 }, () => random.below(90) / 100)]
  });
  const ranked = gatesResult(drawn) as GatesResult;
  const removedAt = (threshold: number): number =>
    gatesResult({ ...drawn, threshold })?.savings?.removed ?? -1;

  it.each([0, 0.001, 0.1, 1 / 3, 0.5, 0.9])(
    'takes the fewest channels that save %d of the block',
    (share) => {
      const threshold = thresholdSaving(ranked, share);
      const removed = removedAt(threshold);
      const { pruning, scores } = ranked;
      expect(pruning!.savings(removed).share.blockMacs).toBeGreaterThanOrEqual(share);
      // Without the last of its scores it would be too little.
      const taken = scores.filter((score) => score < threshold);
      const fewer = taken.filter((score) => score < Math.max(...taken)).length;
      expect(removed === 0 || pruning!.savings(fewer).share.blockMacs < share).toBe(true);
      expect(String(threshold).length).toBeLessThanOrEqual('0.123'.length);
    }
  );

  it('takes few digits, but those it needs', () => {
    const close = stateOf({ ...B0_2B, gates: [B0_2B.gates[0].map((_, c) => 0.5 + c * 1e-4)] });
    const result = gatesResult(close) as GatesResult;
    const one = thresholdSaving(result, result.pruning!.savings(1).share.blockMacs);
    expect(one).toBe(0.5001);
    expect(gatesResult({ ...close, threshold: one })?.savings?.removed).toBe(1);
  });

  it('is refused beyond what the block can lose, and without a block', () => {
    expect(() => thresholdSaving(ranked, 0.97)).toThrow(
      /^share: got 0\.97, expected 0 to 0\.95\d*, which keeps as many channels as the block needs/
    );
    expect(() => thresholdSaving(ranked, NaN)).toThrow(/^share: got NaN/);
    expect(() => thresholdSaving(ranked, -0.1)).toThrow(/^share: got -0\.1/);
    const unknown = gatesResult(stateOf({})) as GatesResult;
    expect(() => thresholdSaving(unknown, 0.1)).toThrow(/^block: got null/);
  });

  it('with group normalisation takes whole groups', () => {
    const grouped = { ...drawn, block: { spec: variant('b0', { normalization: 'group' }), name: 'block2b' } };
    const result = gatesResult(grouped) as GatesResult;
    const at = gatesResult({ ...grouped, threshold: thresholdSaving(result, 0.06) }) as GatesResult;
    const gone = removableOf(at.choice!, at.pruning!);
    expect([gone.length, at.savings!.removed]).toEqual([16, 16]);
    expect(gone).toEqual([...gone].sort((a, b) => a - b));
    expect(gone.every((channel) => at.order.indexOf(channel) < 16)).toBe(true);
  });
});
