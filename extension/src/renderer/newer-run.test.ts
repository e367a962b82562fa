import type { RunSummary } from '@efficientnet-lab/kernel-helpers/contract';
import { describe, expect, it } from 'vitest';
import { newerRun } from './newer-run';

const run = (
  runId: string,
  cellId: string | undefined,
  status: RunSummary['status'] = 'finished'
): RunSummary => ({
  runId,
  status,
  model: '',
  dataset: '',
  ...(cellId === undefined ? {} : { cellId })
});

describe('the run that an output does not show', () => {
  it('is the last of its cell, whether or not it goes on', () => {
    const runs = [run('a', 'one'), run('b', 'one'), run('c', 'two', 'running')];
    expect(newerRun(runs, ['old'], 'one')?.runId).toBe('b');
    expect(newerRun(runs, ['old'], 'two')?.runId).toBe('c');
    expect(newerRun(runs, ['old'], 'three')).toBeNull();
  });

  it('is none where an output shows the last', () => {
    const runs = [run('a', 'one'), run('b', 'one')];
    expect(newerRun(runs, ['b', 'old'], 'one')).toBeNull();
    expect(newerRun([], ['old'], 'one')).toBeNull();
  });

  it('is one that goes on where nobody named the cell to the kernel', () => {
    expect(newerRun([run('a', undefined)], ['old'], 'one')).toBeNull();
    expect(newerRun([run('a', undefined, 'running')], ['old'], 'one')?.runId).toBe('a');
  });
});
