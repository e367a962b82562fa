import { describe, expect, it } from 'vitest';
import { gateContributions, gateMatrix, type GateValues, readGates, SpecError } from '../../analysis';
import { MIME_TYPE } from '../../contract';
import { bundleOf } from '../../notebook/show';
import { gatesOf, type GatesStart, gatesText } from './cell';
import { GATE_VALUES } from './gates.fixtures';
import { type GatesDocument, MOST_GATES } from './state';

const DAY = new Date('2026-11-22T12:00:00Z');
const ROWS = [
  [0.02, 0.05, 0.9],
  [0.04, 0.6, 0.8]
];

describe('the start of the gates view', () => {
  it('is empty unless a cell gives gates', () => {
    expect(gatesOf()).toMatchObject({ result: null, state: { gates: null, threshold: 0.1 } });
    expect(gatesText(gatesOf())).toMatch(/one row for each input/);
  });

  it('takes rows, a matrix, and what a file held', () => {
    const expected = { alwaysLow: 1, sometimesLow: 1, neverLow: 1 };
    expect(gatesOf({ gates: ROWS }).result?.counts).toEqual(expected);
    expect(gatesOf({ gates: gateMatrix(ROWS) }).state.gates).toEqual(ROWS);
    const file = readGates(JSON.stringify({ block: 'block2b', channels: ['a', 'b', 'c'], gates: ROWS }));
    expect(gatesOf({ gates: file }).state).toMatchObject({
      gates: ROWS,
      channelNames: ['a', 'b', 'c'],
      origin: 'block2b',
      block: null
    });
  });

  it('takes what a network gave, with magnitudes, costs and origin', () => {
    const { state, result } = gatesOf({ gates: GATE_VALUES, score: 'contribution' });
    expect(state.origin).toBe('block2b of b0 on 24 images of MNIST test');
    expect(state.block).toEqual(GATE_VALUES.block);
    const mean =
      GATE_VALUES.activations.reduce((sum, row) => sum + row[7], 0) / GATE_VALUES.activations.length;
    expect(state.activations?.[7]).toBeCloseTo(mean, 5);
    expect(result?.savings?.macs).toBe((result?.choice?.pruned.length ?? NaN) * 178_764);
    // Means of products and products of means agree here as far as gate and magnitude are independent.
    const { gates, activations, projectionNorms } = GATE_VALUES;
    const exact = gateContributions(gateMatrix(gates), { activations, projectionNorms });
    result?.contributions.forEach((each, c) => expect(Math.abs(each / exact[c] - 1)).toBeLessThan(0.3));
  });

  it('lets fields say otherwise, and does without a specification', () => {
    const unknown: GateValues = { ...GATE_VALUES, block: { spec: null, name: 'block2b' } };
    const { state, result } = gatesOf({ gates: unknown, origin: 'my own', threshold: 0.2 });
    expect(state).toMatchObject({ origin: 'my own', block: null, threshold: 0.2 });
    expect(result?.savings).toBeNull();
  });

  it.each<[object, RegExp]>([
    [{ treshold: 0.1 }, /gates\.treshold: got 0\.1, expected no such option/],
    [{ threshold: 2 }, /gates\.threshold: got 2, expected a number from 0 to 1/],
    [{ quantile: NaN }, /gates\.quantile/],
    [{ score: 'max' }, /expected one of mean, maximum, contribution/],
    [{ gates: [[0.1], [0.1, 0.2]] }, /gates\[1\]: got .*2 gates/],
    [{ gates: [[0.1, NaN]] }, /gates\[0\]\[1\]: got NaN/],
    [{ gates: ROWS, channelNames: ['a'] }, /3 names/],
    [{ gates: ROWS, activations: [1, 2] }, /3 numbers, one for each channel/]
  ])('%j is refused', (start, message) => {
    expect(() => gatesOf(start as GatesStart)).toThrow(SpecError);
    expect(() => gatesOf(start as GatesStart)).toThrow(message);
  });
});

it('more gates than a notebook keeps are refused', () => {
  const rows = Array<number[]>(MOST_GATES + 1).fill([0.5]);
  expect(() => gatesOf({ gates: rows })).toThrow(/at most 250,000 gates/);
  expect(() => gatesOf({ gates: gateMatrix(rows) })).toThrow(/at most 250,000 gates/);
});

describe('gates as text', () => {
  it('lists the first to prune with their spread', () => {
    const text = gatesText(gatesOf({ gates: ROWS, channelNames: ['a', 'b', 'c'] }));
    expect(text).toContain('first to prune by mean gate:');
    expect(text).toContain('  channel a: mean 0.0300, 5 to 95 % ');
    expect(text).toMatch(/channel b: .* below 0\.1 on 50\.0 % of inputs; contribution 0\.325$/m);
  });
});

describe('show', () => {
  it('draws what holds gates, and redraws a stored document', () => {
    for (const gates of [gateMatrix(ROWS), readGates(JSON.stringify(ROWS)), GATE_VALUES]) {
      const { [MIME_TYPE]: document, ...rest } = bundleOf(gates, DAY);
      expect((document as GatesDocument).view).toBe('gates');
      expect(bundleOf(document, DAY)).toEqual({ ...rest, [MIME_TYPE]: document });
    }
  });
});
