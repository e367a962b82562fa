import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  gateSavingsChart,
  GATES_START,
  type GatesState,
  MOST_GATES,
  shownOrder,
  takenBy
} from '@efficientnet-lab/kernel-helpers/views/gates';
import { ENGLISH } from '@efficientnet-lab/kernel-helpers/wording';
import { describe, expect, it } from 'vitest';
import { toCsv, toTypeScript } from './export';
import { blocksFor, expandedFiltersOf, GatesModel, type ReadGates } from './model';
import { isVariable, pruneCell } from './prune-cell';
import { gatesSteps } from './read-gates';

function gatesFrom(text: string, name: string): ReadGates {
  const steps = gatesSteps(text, name);
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
  }
}

const GATES = [
  [0.02, 0.9, 0.05, 0.4],
  [0.04, 0.8, 0.6, 0.4]
];
const modelOf = (change: Partial<GatesState> = {}): GatesModel =>
  new GatesModel({ ...GATES_START, gates: GATES, ...change });

describe('GatesModel', () => {
  it('is empty until it has gates, and undoes them', () => {
    const model = new GatesModel(GATES_START);
    expect(model.outcome).toEqual({ ok: true, result: null });
    model.takeExample();
    expect(model.result?.counts).toEqual({ alwaysLow: 24, sometimesLow: 24, neverLow: 96 });
    expect(model.result?.pruning?.block.name).toBe('block2b');
    model.undo();
    expect(model.result).toBeNull();
  });

  it('keeps its gates when others are no matrix', () => {
    const model = modelOf();
    expect(() => model.take({ gates: [[0.1], [0.2, 0.3]], channelNames: null, origin: 'x' })).toThrow(
      /gates\[1\]/
    );
    expect(model.state.gates).toBe(GATES);
  });

  it('leaves a block behind whose channels are other ones', () => {
    const model = new GatesModel(GATES_START);
    model.takeExample();
    model.take({ gates: GATES, channelNames: null, origin: 'mine' });
    expect(model.state.block).toBeNull();
    expect(model.state.projectionNorms).toBeNull();
  });

  it('rescales a channel: the gate shrinks, contributions and all products stay', () => {
    const model = modelOf({ score: 'contribution' });
    const before = model.result;
    model.rescale(1);
    expect(model.state.gates?.map((row) => row[1])).toEqual([0.09, 0.08]);
    model.result?.contributions.forEach((value, c) =>
      expect(value).toBeCloseTo(before?.contributions[c] ?? NaN, 14)
    );
    expect(model.result?.analysis.channels[1].mean).toBeCloseTo(0.085, 14);
    model.undo();
    expect(model.state.gates).toBe(GATES);
  });

  it('offers blocks that fit first', () => {
    const blocks = blocksFor(variant('b0'), 144);
    expect(blocks.slice(0, 2).map(({ name, matches }) => [name, matches])).toEqual([
      ['block2b', true],
      ['block3a', true]
    ]);
    expect(blocks.every(({ name }) => name !== 'block1a')).toBe(true);
    expect(expandedFiltersOf(variant('b0'), 'block2b')).toBe(144);
  });
});

describe('what the view shows', () => {
  it('orders channels by each column', () => {
    const model = modelOf();
    const order = (column: GatesState['order']['column'], descending = false): number[] =>
      model.result ? shownOrder(model.result, { order: { column, descending } }) : [];
    expect(order('channel', true)).toEqual([3, 2, 1, 0]);
    expect(order('mean')).toEqual([0, 2, 3, 1]);
    expect(order('below', true)).toEqual([0, 2, 1, 3]);
  });

  it('tells what each threshold takes, as the analysis counts it', () => {
    const model = new GatesModel(GATES_START);
    model.takeExample();
    for (const threshold of [0, 0.1, 0.4]) {
      model.set('threshold', threshold);
      const { result } = model;
      if (result?.choice && result.savings) {
        expect(takenBy(result, threshold)).toEqual({
          channels: result.choice.pruned.length / 144,
          macs: result.savings.share.blockMacs
        });
      }
    }
    expect(model.result?.choice).not.toBeNull();
  });

  it('draws at each score what a threshold there takes', () => {
    const { result, state } = modelOf();
    if (!result) {
      throw new Error('no result');
    }
    const [line] = gateSavingsChart(state, result, ENGLISH).marks;
    const places = line.kind === 'line' ? line.places : [];
    expect(places.map(({ x }) => x)).toEqual([0, ...[...result.scores].sort((a, b) => a - b), 1]);
    places.forEach(({ x, y }) => expect(y).toBe(takenBy(result, x + Number.EPSILON).channels));
  });

  it('writes a row for each channel, and code', () => {
    const { result, state } = modelOf();
    expect(result && toCsv(state, result).trim().split('\n')).toHaveLength(1 + 4);
    expect(toTypeScript({ ...state, threshold: 0.2 })).toMatch(
      /enet\.showGates\(\{ gates: \[\[.*\]\].*, threshold: 0\.2 \}\);/
    );
  });
});

describe('the cell that prunes', () => {
  const names = { model: 'model', data: 'data' };

  it('removes the channels below the threshold from the block', () => {
    const model = new GatesModel(GATES_START);
    model.takeExample();
    const { state, result } = model;
    const code = (result && pruneCell(state, result, { ...names, model: 'run.model' })) ?? '';
    const [, block, list] = /const channels = \{ (\w+): \[([\d, ]+)\] \};/.exec(code) ?? [];
    expect(block).toBe('block2b');
    const below = state.gates![0].flatMap((_, c) =>
      state.gates!.reduce((sum, row) => sum + row[c], 0) / state.gates!.length < 0.1 ? [c] : []
    );
    expect(list.split(', ').map(Number)).toEqual(below);
    expect(code).toContain('pruneChannels(run.model, channels)');
    expect(code).toContain('{ before: run.model, pruned, tuned }, data.test');
    expect(code).toContain('// Pruning by mean gate would take 24. That saves 1.78 k parameters');
  });

  it('is not there without block, or with nothing below the threshold', () => {
    const { state, result } = modelOf();
    expect(result && pruneCell(state, result, names)).toBeNull();
    const model = new GatesModel(GATES_START);
    model.takeExample();
    for (const threshold of [0, 1]) {
      model.set('threshold', threshold);
      expect(model.result && pruneCell(model.state, model.result, names)).toBeNull();
    }
  });

  it.each([
    ['model', true],
    ['run.model', true],
    ['$m_2', true],
    ['', false],
    ['2', false],
    ['a b', false],
    ['f(); x', false],
    ['a.', false]
  ])('%j as a name: %j', (text, expected) => expect(isVariable(text)).toBe(expected));
});

describe('files of gates', () => {
  it('keep one of every so many inputs where a document has no room for all', () => {
    const inputs = MOST_GATES / 2 + 1;
    const text = Array.from({ length: inputs }, (_, i) => `${i % 2},0.5`).join('\n');
    const { gates, origin } = gatesFrom(text, 'mine.csv');
    expect(gates.length * 2).toBeLessThanOrEqual(MOST_GATES);
    expect(origin).toBe(`mine.csv; one of every 2 of ${inputs} inputs`);
  });

  it.each([
    ['0.1,0.2\n0.3', /1/],
    ['0.1,nan', /nan|NaN/],
    ['0.1,1.5', /1\.5/],
    ['', /nothing/]
  ])('%j is refused', (text, message) => {
    expect(() => gatesFrom(text, 'mine.csv')).toThrow(message);
  });
});
