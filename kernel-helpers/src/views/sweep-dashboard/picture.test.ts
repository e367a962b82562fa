import { describe, expect, it } from 'vitest';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { sweepPicture } from './picture';
import { SWEEP_DASHBOARD_START, type SweepDashboardState } from './state';
import { keptSweep, runningSweep } from './sweep.fixtures';

const state = (changes: Partial<SweepDashboardState>): SweepDashboardState => ({
  ...SWEEP_DASHBOARD_START,
  sweep: keptSweep(),
  ...changes
});

describe('the stored picture of a sweep', () => {
  it('is stored', async () => {
    await expectStored(sweepPicture(state({})), 'finished');
  });

  it('is stored while it goes on, brushed and by parameters', async () => {
    const brushes = [{ axis: 'setting.alpha', from: 1.1, to: 1.5 }];
    const running = { sweep: runningSweep(), cost: 'params' as const, brushes, selected: 'candidate2' };
    await expectStored(sweepPicture(state(running)), 'running');
  });

  const { columns } = keptSweep();
  const nothing = columns.accuracies.map((list) => list.map(() => null));
  it.each<[string, Partial<SweepDashboardState>]>([
    ['none', { sweep: null }],
    ['a hostile name', { sweep: keptSweep({ name: '<script>alert("1")</script>', dataset: '<img src=x>' }) }],
    ['nothing finished', { sweep: keptSweep({ columns: { ...columns, accuracies: nothing } }) }],
    [
      'one seed',
      { sweep: keptSweep({ seeds: [1], columns: { ...columns, accuracies: nothing.slice(0, 2) } }) }
    ]
  ])('of %s has nothing active or foreign in it, and no broken number', (_, changes) =>
    expectHarmless(sweepPicture(state(changes)))
  );

  it('of thousands draws some, says so, and stays short', () => {
    const svg = sweepPicture(state({ sweep: keptSweep({}, 3000) }));
    expect(svg.replaceAll(/<[^>]*>/g, ' ').replaceAll(/ +/g, ' ')).toContain('of 3,000 candidates');
    expect(svg.match(/<circle/g)?.length ?? 0).toBeLessThan(1300);
    expect(svg.length).toBeLessThan(300_000);
  });
});
