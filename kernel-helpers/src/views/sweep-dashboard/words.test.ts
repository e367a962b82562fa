import { describe, expect, it } from 'vitest';
import { duration } from '../../wording/format';
import { ENGLISH } from '../../wording/words';
import { SWEEP_STATUSES } from './state';
import { keptSweep, runningSweep } from './sweep.fixtures';
import { budgetFigures } from './words';

const figures = (sweep: ReturnType<typeof keptSweep>): Record<string, string> =>
  Object.fromEntries(budgetFigures(sweep, ENGLISH).map(({ label, value }) => [label, value]));

describe('what a sweep has taken', () => {
  const taken = keptSweep().columns.seconds.reduce((sum, seconds) => sum + seconds, 0);

  it('is the time of its runs, however short the start is that found them finished', () => {
    const shown = figures(keptSweep({ elapsedSeconds: 0.1 }));
    expect(shown['training time, all runs']).toBe(duration(taken));
    expect(shown['epochs left']).toBe('0');
  });

  it.each(SWEEP_STATUSES)('has no figure that says nothing: %s', (status) => {
    const isLive = ['running', 'paused', 'stopping'].includes(status);
    const labels = Object.keys(figures(keptSweep({ status, elapsedSeconds: 61, remainingSeconds: 90 })));
    expect(labels.filter((label) => label.startsWith('time'))).toEqual(
      isLive ? ['time since this start', 'time left'] : []
    );
    const unknown = figures(keptSweep({ status, elapsedSeconds: null, remainingSeconds: null }));
    expect(Object.values(unknown)).not.toContain('–');
  });

  it('says so where runs are not among those that a document holds', () => {
    expect(figures(keptSweep({ omitted: 1 }))['training time, all runs']).toBe(
      `more than ${duration(taken)}`
    );
  });

  it('has a time since its start, and one that is left, while it goes on', () => {
    const sweep = runningSweep();
    const shown = figures({ ...sweep, elapsedSeconds: 61, remainingSeconds: 90 });
    expect(shown['time since this start']).toBe(duration(61));
    expect(shown['time left']).toBe(`about ${duration(90)}`);
    const { trained, expected } = sweep.epochs;
    expect(shown['epochs left']).toBe(`about ${expected - trained}`);
    expect(figures({ ...sweep, elapsedSeconds: null, remainingSeconds: null })['time left']).toBe(
      'not known yet'
    );
  });
});
