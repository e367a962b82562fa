import {
  drawnTriplets,
  SEARCH_EXPLORER_START,
  SEARCH_QUANTITIES,
  spanOf
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { valueOf } from '@efficientnet-lab/kernel-helpers/views';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toCsv, toTypeScript } from './export';
import { candidateCount, SearchExplorerModel } from './model';

const START = SEARCH_EXPLORER_START;
const FINE = { kind: 'grid', ranges: { from: 1, to: 1.3 }, step: 0.01 } as const;

describe('SearchExplorerModel', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('searches a small set at once, while a slider moves', () => {
    const model = new SearchExplorerModel(START);
    expect(model.result.search.within).toEqual({ ideal: 85, built: 35, both: 3 });
    model.set('tolerance', 0.2, 'moving');
    expect(model.isCurrent).toBe(true);
    expect(model.result.search.feasible.count).toBeGreaterThan(85);
  });

  it('keeps what was found while a large set is searched in slices, and can be cancelled', async () => {
    const model = new SearchExplorerModel(START);
    model.choose({ candidates: FINE });
    expect(candidateCount(FINE)).toBe(31 ** 3);
    expect([model.isCurrent, model.result.search.tried]).toEqual([false, 1331]);
    model.cancel();
    expect(model.progress).toBeNull();
    expect(model.result.search.tried).toBe(1331);
    model.set('tolerance', 0.05);
    await vi.runAllTimersAsync();
    expect([model.isCurrent, model.result.search.tried]).toEqual([true, 31 ** 3]);
  });

  it('does not search again for a brush', () => {
    const model = new SearchExplorerModel(START);
    const { result } = model;
    model.brush('gamma', { from: 1.1, to: 1.2 });
    expect(model.result).toBe(result);
    expect(model.state.brushes).toHaveLength(1);
    model.brush('gamma', null);
    expect(model.state.brushes).toEqual([]);
  });

  it('brushes several columns in one step', () => {
    const model = new SearchExplorerModel(START);
    model.brush('gamma', { from: 1.1, to: 1.2 });
    model.brushAll([
      ['beta', { from: 1, to: 1.1 }],
      ['alpha', { from: 1.2, to: 1.4 }]
    ]);
    expect(model.state.brushes.map(({ column }) => column)).toEqual(['alpha', 'beta', 'gamma']);
    model.brushAll([
      ['alpha', null],
      ['beta', null]
    ]);
    expect(model.state.brushes).toEqual([{ column: 'gamma', from: 1.1, to: 1.2 }]);
    model.undo();
    expect(model.state.brushes).toHaveLength(3);
  });

  it('says what is wrong with a state that stands for nothing', () => {
    const model = new SearchExplorerModel({ ...START, growth: 0.5 });
    expect(model.outcome).toMatchObject({ ok: false, message: expect.stringMatching(/growth.*0\.5/s) });
    model.set('growth', 2);
    expect(model.outcome?.ok).toBe(true);
  });

  it('reaches every number of the published surrogate with its sliders', () => {
    for (const quantity of Object.values(SEARCH_QUANTITIES)) {
      if (quantity.kind === 'number') {
        expect(valueOf(quantity, START)).toBeGreaterThanOrEqual(quantity.min);
        expect(valueOf(quantity, START)).toBeLessThanOrEqual(quantity.max);
      }
    }
  });
});

describe('pictures of a search', () => {
  it('draws thousands at most, and counts all that a brush leaves', () => {
    const model = new SearchExplorerModel({ ...START, tolerance: 1 });
    const { search } = model.result;
    const gamma = search.feasible.column('gamma');
    const expected = gamma.filter((value) => value >= 1.2).length;
    const drawn = drawnTriplets(search, [{ column: 'gamma', from: 1.2, to: 9 }]);
    expect(drawn.places.length).toBeLessThanOrEqual(2000);
    expect(drawn.chosenCount).toBe(expected);
    expect(spanOf(search, 'gamma')).toEqual({ from: 1, to: Math.max(...gamma) });
  });

  it('writes every feasible triplet, and code with what differs', () => {
    const model = new SearchExplorerModel(START);
    expect(toCsv(model.result).trim().split('\n')).toHaveLength(1 + 85);
    expect(toTypeScript(START)).toContain('enet.showSearchExplorer();');
    expect(toTypeScript({ ...START, growth: 3, constraint: 'built' })).toContain(
      "enet.showSearchExplorer({ growth: 3, constraint: 'built' });"
    );
  });
});
