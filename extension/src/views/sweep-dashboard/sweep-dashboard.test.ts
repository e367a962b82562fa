import { validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import {
  type KeptSweep,
  networkAt,
  SWEEP_DASHBOARD_START,
  sweepResult,
  winnerOf
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import { describe, expect, it, vi } from 'vitest';
import type { Change } from '../../frame/history';
import { exampleSweep } from './example';
import { SweepDashboardModel } from './model';

const running = (changes: Partial<KeptSweep> = {}): KeptSweep => ({
  ...exampleSweep(),
  id: 'live',
  status: 'running',
  heardAt: new Date().toISOString(),
  ...changes
});
const modelOf = (sweep: KeptSweep | null): SweepDashboardModel =>
  new SweepDashboardModel({ ...SWEEP_DASHBOARD_START, sweep });
const reply = { sweepId: 'live', status: 'running', origin: 'kernel' } as const;

describe('SweepDashboardModel', () => {
  it('is empty until it has a sweep, and undoes the example', () => {
    const model = modelOf(null);
    expect([model.result, model.asked, model.listed]).toEqual([null, null, []]);
    model.takeExample();
    expect(model.result?.ranked.length).toBe(10);
    expect(model.asked).toBeNull();
    model.reset();
    expect(model.result).toBeNull();
    model.undo();
    model.undo();
    expect(model.result).toBeNull();
  });

  it('takes what the kernel tells without touching what is looked at, also of states to undo to', () => {
    const sweep = running();
    const model = modelOf(sweep);
    const changes: Change[] = [];
    model.changed.connect((_, change) => changes.push(change));
    model.setCost('params');
    model.brush('setting.alpha', { from: 1.1, to: 1.3 });
    changes.length = 0;
    const later = { ...sweep, epochs: { trained: 1, expected: 9 } };
    model.hear({ ...reply, sweep: later });
    expect(model.state).toMatchObject({ cost: 'params', sweep: { epochs: { trained: 1 } } });
    model.undo();
    model.undo();
    expect(model.state).toMatchObject({ cost: 'macs', brushes: [], sweep: { epochs: { trained: 1 } } });
    // What goes on is not written into the notebook; the end is.
    expect(changes[0]).toBe('moving');
    changes.length = 0;
    model.hear({ ...reply, status: 'finished', sweep: { ...later, status: 'finished' } });
    expect(changes).toEqual(['settled']);
    expect(model.asked).toBeNull();
  });

  it('keeps the end of a large sweep when draws have told what its winner can claim, between frames', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      // All of them at the only rung.
      const { columns, rungs, seeds } = exampleSweep();
      const rung = columns.rung.map(() => 0);
      const accuracies = columns.accuracies.slice(0, seeds.length);
      const sweep = running({ rungs: rungs.slice(0, 1), columns: { ...columns, rung, accuracies } });
      const model = modelOf(sweep);
      const changes: Change[] = [];
      model.changed.connect((_, change) => changes.push(change));
      const ended: KeptSweep = { ...sweep, status: 'finished' };
      model.hear({ ...reply, status: 'finished', sweep: ended });
      expect([changes, model.winner]).toEqual([['moving'], null]);
      vi.runAllTimers();
      expect(changes).toEqual(['moving', 'settled']);
      // Of a copy: nothing is known of it.
      const result = sweepResult({ ...ended });
      expect(model.winner).not.toBeNull();
      expect(model.winner).toEqual(result && winnerOf(result));
      model.brush('setting.alpha', { from: 1.1, to: 1.3 });
      model.undo();
      expect(vi.getTimerCount()).toBe(0);
      model.load({ ...SWEEP_DASHBOARD_START, sweep: { ...ended, id: 'another' } });
      expect([model.winner, vi.getTimerCount()]).toEqual([null, 1]);
      model.dispose();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('doubts what an old document says goes on, until a kernel answers', () => {
    const model = modelOf(running({ heardAt: '2026-01-01T00:00:00Z' }));
    expect([model.doubt, model.canAct]).toEqual(['asking', false]);
    model.silent('no-kernel');
    expect(model.doubt).toBe('no-kernel');
    model.hear({ ...reply, sweep: running() });
    expect([model.doubt, model.canAct]).toEqual([null, true]);
    model.hear({ ...reply, origin: 'folder', sweep: running() });
    expect(model.doubt).toBe('elsewhere');
    model.hear({ ...reply, status: 'unknown' });
    expect(model.doubt).toBe('unknown');
  });

  it('asks for the rest when it hears of an end alone, and refuses what is no sweep', () => {
    const model = modelOf(running());
    model.hear({ ...reply, status: 'finished' });
    expect(model.asked).toEqual({ sweepId: 'live', folder: null });
    const broken = running({ columns: { ...exampleSweep().columns, macs: [] } });
    model.hear({ ...reply, status: 'finished', sweep: broken });
    expect(model.state.sweep?.columns.macs.length).toBe(90);
  });

  it('keeps what is looked at when the output of the same sweep is updated, and the newer of both', () => {
    const sweep = running({ heardAt: '2026-01-01T00:00:02Z' });
    const model = modelOf(sweep);
    model.setCost('params');
    model.load({
      ...SWEEP_DASHBOARD_START,
      sweep: { ...sweep, heardAt: '2026-01-01T00:00:03Z', status: 'finished' }
    });
    expect(model.state).toMatchObject({ cost: 'params', sweep: { status: 'finished' } });
    model.load({ ...SWEEP_DASHBOARD_START, sweep });
    expect(model.state.sweep?.status).toBe('finished');
    model.load({ ...SWEEP_DASHBOARD_START, sweep: { ...sweep, id: 'other' } });
    expect(model.state).toMatchObject({ cost: 'macs', sweep: { id: 'other' } });
  });

  it('lists those that keep all brushes, in the order that is asked', () => {
    const model = modelOf(exampleSweep());
    model.brush('setting.alpha', { from: 1.15, to: 1.25 });
    model.brush('accuracy.1', { from: 0, to: 100 });
    const alphas = model.state.sweep?.columns.settings[0].values ?? [];
    expect(model.listed.length).toBeGreaterThan(1);
    expect(new Set(model.listed.map(({ place }) => alphas[place]))).toEqual(new Set([1.2]));
    const macs = (): number[] => model.listed.map((row) => row.macs);
    model.sortBy('macs', false);
    expect(macs()).toEqual([...macs()].sort((a, b) => b - a));
    model.sortBy('macs', false);
    expect(macs()).toEqual([...macs()].sort((a, b) => a - b));
    model.brush('accuracy.1', null);
    model.clearBrushes();
    expect(model.listed.length).toBe(90);
  });
});

describe('the example', () => {
  it('is a sound document, says that it is made up, and its networks can be built', () => {
    const sweep = exampleSweep();
    const data = { ...SWEEP_DASHBOARD_START, sweep };
    expect(validateDocument({ version: 1, view: 'sweep-dashboard', sentence: '', data })).toMatchObject({
      ok: true
    });
    expect(sweep.name).toContain('made-up');
    const result = sweepResult(sweep);
    const { place = 0, macs } = result?.ranked[0] ?? {};
    expect(networkAt(sweep, place)?.resolution).toBeGreaterThan(200);
    expect(sweep.columns.macs[place]).toBe(macs);
    expect(sweep.counts.decided).toBe(2 * (90 + 30 + 10));
  });
});
