import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paretoFront } from '../../kernel-helpers/src/analysis';
import {
  readSweep,
  startSweep,
  sweepRecords,
  type SweepRequest,
  sweepTrials
} from '../../kernel-helpers/src/search';
import { smallSweep, writeImages } from './small-sweep';

/** With SciPy. */
const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');

interface Figures {
  networks: Record<string, { params: number; mean: number; from: number; to: number }>;
  front: string[];
}

const root = mkdtempSync(join(tmpdir(), 'figures-'));
const sweep = join(root, 'sweep');
beforeAll(async () => {
  writeImages(join(root, 'images'));
  const { candidates, training, ...rest } = smallSweep(join(root, 'images'));
  const request = {
    ...rest,
    candidates: { ...candidates, most: 3 } as SweepRequest['candidates'],
    training: { ...training, epochs: 2 },
    seeds: [1, 2],
    rungs: [1, 2]
  };
  await (
    await startSweep(request, { folder: sweep, places: 2 })
  ).done;
});
afterAll(() => rmSync(root, { recursive: true }));

describe('records of a sweep', () => {
  it.each([0, 1])(
    'have the means, intervals and front that a script finds in its runs: rung %d',
    async (rung) => {
      const state = await readSweep(sweep);
      const epochs = String(state.definition.rungs[rung]);
      const script = join(__dirname, 'sweep_figures.py');
      const told = execFileSync(PYTHON, [script, sweep, epochs], { encoding: 'utf8' });
      const { networks, front } = JSON.parse(told) as Figures;
      const { records } = sweepRecords(state, { rung });
      const trials = sweepTrials(state, { rung, measure: 'params' });
      expect(trials.map(({ name }) => name).sort()).toEqual(Object.keys(networks).sort());
      trials.forEach(({ name, cost }, i) => {
        const { accuracy, costs, accuracyInterval } = records[i];
        const { params, mean, from, to } = networks[name];
        expect([cost, costs.params]).toEqual([params, params]);
        expect(accuracy).toBeCloseTo(mean, 10);
        expect(accuracyInterval).toEqual({
          from: expect.closeTo(from, 8) as number,
          to: expect.closeTo(to, 8) as number,
          confidence: 0.95,
          over: 'seeds'
        });
      });
      const points = {
        costs: Float64Array.from(records, ({ costs }) => costs.params),
        accuracies: Float64Array.from(records, ({ accuracy }) => accuracy ?? NaN)
      };
      const members = Array.from(paretoFront(points).members, (place) => trials[place].name);
      expect(members.sort()).toEqual(front.sort());
    }
  );
});
