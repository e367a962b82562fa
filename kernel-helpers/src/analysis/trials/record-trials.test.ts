import { describe, expect, it } from 'vitest';
import type { ResultRecord } from '../records';
import { recordTrials } from './record-trials';

const provenance = { kind: 'measured', source: 'by hand', date: '2026-11-29', version: null } as const;

function run(name: string, seed: number, accuracy: number | null, time: number): ResultRecord {
  return { name, accuracy, costs: { macs: 100, time }, provenance, settings: { seed } };
}

const RUNS = [run('b', 1, 70, 3), run('a', 1, 80, 1), run('b', 2, 72, 6), run('a', 5, 90, 2)];

describe('runs as trials', () => {
  it('are collected by name, in the order of first records, with the mean of a cost that differs', () => {
    expect(recordTrials(RUNS, 'time')).toEqual([
      { name: 'b', cost: 4.5, accuracies: [70, 72] },
      { name: 'a', cost: 1.5, accuracies: [80, 90] }
    ]);
    expect(recordTrials(RUNS, 'macs').map(({ cost }) => cost)).toEqual([100, 100]);
  });

  it.each([
    ['records[4].settings.seed: got 2, expected each seed of b once', [run('b', 2, 71, 1)], 'macs'],
    ['records[4].accuracy', [run('c', 1, null, 1)], 'macs'],
    ['records[4].settings.seed', [{ ...run('c', 1, 50, 1), settings: {} }], 'macs'],
    ['records[0].costs.memory', [], 'memory']
  ])('are refused: %s', (message, more, cost) => {
    expect(() => recordTrials([...RUNS, ...more], cost)).toThrow(message);
  });

  it('need at least one', () => {
    expect(() => recordTrials([], 'macs')).toThrow(/trials: got "0 of them"/);
  });
});
