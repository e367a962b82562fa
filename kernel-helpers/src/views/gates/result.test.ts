import { describe, expect, it } from 'vitest';
import { variant } from '../../analysis';
import { sentenceOf } from '../../wording/words';
import { gatesResult } from './result';
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
      'Below τ = 0.1, 1 of 3 channels are always low, 1 only on some inputs.'
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
