import { describe, expect, it } from 'vitest';
import { epochsDone, HISTORY_ROWS, thinnedHistory } from './epoch-history';
import type { EpochRecord } from './state';

const row = (epoch: number, accuracy = 0.5): EpochRecord => ({
  epoch,
  loss: 1,
  accuracy,
  validationLoss: null,
  validationAccuracy: null,
  learningRate: 0.1,
  seconds: 1
});
const rows = (count: number): EpochRecord[] =>
  Array.from({ length: count }, (_, i) => row(i + 1, i === 776 ? 0.9 : 0.5));

describe('a history of epochs', () => {
  it('stays as it is while it is short', () => {
    const short = rows(HISTORY_ROWS);
    expect(thinnedHistory(short)).toBe(short);
  });

  it('keeps the first, the best and the last, and equal steps between them', () => {
    const kept = thinnedHistory(rows(100_001)).map(({ epoch }) => epoch);
    expect(kept.length).toBeLessThanOrEqual(HISTORY_ROWS);
    expect(kept).toEqual(expect.arrayContaining([1, 777, 100_001]));
    const others = kept.filter((epoch) => ![1, 777, 100_001].includes(epoch));
    expect(others).toEqual(others.map((_, i) => (i + 1) * others[0]));
  });

  it('never grows beyond that while epochs are added, and knows how many there were', () => {
    let kept: EpochRecord[] = [];
    for (let epoch = 1; epoch <= 20_000; epoch++) {
      kept = thinnedHistory([...kept, row(epoch, epoch === 777 ? 0.9 : 0.5)]);
    }
    expect(kept.length).toBeLessThanOrEqual(HISTORY_ROWS);
    expect(kept.map(({ epoch }) => epoch)).toEqual(expect.arrayContaining([1, 777, 20_000]));
    expect(epochsDone(kept)).toBe(20_000);
  });
});
