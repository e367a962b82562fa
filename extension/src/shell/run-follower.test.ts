import type { RunSummary } from '@efficientnet-lab/kernel-helpers/contract';
import { describe, expect, it } from 'vitest';
import { exampleRun } from '../views/training-monitor/example';
import { knownRuns } from './run-follower';

const shown = (runId: string, status: 'running' | 'finished') => {
  const document = exampleRun();
  return { ...document, data: { ...document.data, runId, status } };
};
const held = (runId: string, status: RunSummary['status']): RunSummary => ({
  runId,
  status,
  model: 'a network',
  dataset: 'images'
});

describe('the runs of a notebook', () => {
  it('are those it shows and those its kernel holds, each once', () => {
    const runs = knownRuns(
      [shown('a', 'running'), shown('b', 'finished'), shown('b', 'running')],
      [held('a', 'stopped'), held('c', 'running')]
    );
    expect(runs.map(({ document, running }) => [document.data.runId, running])).toEqual([
      ['a', false],
      ['b', true],
      ['c', true]
    ]);
    expect(runs[2].document.data).toMatchObject({ status: 'running', model: 'a network', epochs: 0 });
  });
});
