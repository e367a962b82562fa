import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepChangeOf, validateDocument, withSweepChange } from '../contract';
import { checkSweep, startSweep, type Sweep, sweepRecords, type SweepRequest, SweepState } from '../search';
import { SMALL_SWEEP } from '../search/search.fixtures';
import { type Course, SimulatedExecutor } from '../search/simulated.fixtures';
import { frontRecords, networkAt, type KeptSweep, sweepResult, SWEEP_LIMITS } from '../views/sweep-dashboard';
import { sweepCell, sweepStateOf, sweepText } from '../views/sweep-dashboard/cell';
import { LiveSweep } from './live-sweep';
import { sweepOfState } from './sweep-folder';

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kept-sweep-'));
});
afterAll(() => rm(root, { recursive: true }));

const accuracy: Course = ({ trial, rung }) =>
  (Number.parseInt(trial.candidate.id.slice(0, 6), 16) / 0xffffff) * 0.8 + rung * 0.1 + trial.seed / 1000;
const failing: Course = (job) =>
  job.trial.candidate.id < '4' && job.trial.seed === 2 ? 'diverged' : accuracy(job);

async function started(changes: Partial<SweepRequest> = {}, course = failing): Promise<Sweep> {
  return startSweep(
    { ...SMALL_SWEEP, seeds: [1, 2], ...changes },
    { folder: join(root, `sweep ${++count}`), executor: () => new SimulatedExecutor(4, course) }
  );
}

/** All that is seen of a sweep while it goes on, event by event. */
async function watched(sweep: Sweep): Promise<KeptSweep[]> {
  const live = new LiveSweep(sweep);
  const seen: KeptSweep[] = [];
  await new Promise<void>((resolve) => {
    live.listen(() => {
      seen.push(live.snapshot());
      if (live.hasEnded) {
        resolve();
      }
    });
  });
  return seen;
}

describe('a sweep as views show it', () => {
  it('is a valid document at each event, and at the end what its state tells', async () => {
    const sweep = await started();
    const seen = await watched(sweep);
    const last = seen[seen.length - 1];
    for (const kept of seen) {
      const { document, text } = sweepText(sweepStateOf(kept));
      expect(validateDocument(document)).toMatchObject({ ok: true });
      expect(text.split('\n')[0]).toBe(document.sentence);
    }
    const stored = sweepOfState(sweep.state, null, new Date(last.heardAt));
    const { id, folder, elapsedSeconds, ...rest } = last;
    expect({ ...rest }).toEqual({
      ...Object.fromEntries(Object.entries(stored).filter(([name]) => name in rest))
    });
    expect(id).not.toBe('');
    expect(folder).toBe(sweep.folder);
    expect(elapsedSeconds).toBeGreaterThanOrEqual(0);
    expect(last).toMatchObject({ status: 'finished', running: [], remainingSeconds: null });
    expect(last.counts).toEqual({ ...sweep.counts, candidates: sweep.state.candidates.length });
    expect(last.failures.length).toBe(sweep.state.failures().length);
    expect(last.failures[0]).toMatchObject({ seed: 2, kind: 'diverged', message: 'as asked' });
    expect(last.columns.status[last.failures[0].place]).toBe('failed');
  });

  it('comes to the same by changes, each of which is small', async () => {
    const seen = await watched(await started());
    let kept = seen[0];
    for (const next of seen.slice(1)) {
      const change = sweepChangeOf(kept, next);
      expect(change?.places.length).toBeLessThanOrEqual(4);
      kept = withSweepChange(kept, JSON.parse(JSON.stringify(change)));
      expect(kept).toEqual(next);
    }
    expect(sweepChangeOf(kept, { ...kept, columns: { ...kept.columns, id: ['other'] } })).toBeNull();
  });

  it('tells what runs, and how far', async () => {
    const seen = await watched(await started());
    const busy = seen.filter(({ running }) => running.length > 0);
    expect(busy.length).toBeGreaterThan(10);
    for (const { columns, running, counts } of busy) {
      expect(running.length).toBe(counts.running);
      running.forEach(({ place, rung }) => {
        expect(columns.status[place]).toBe('running');
        expect(columns.rung[place]).toBeGreaterThanOrEqual(rung);
      });
    }
    const left = seen.flatMap(({ remainingSeconds }) => remainingSeconds ?? []);
    expect(left.length).toBeGreaterThan(0);
  });

  it('gives the records that a cell makes of the same sweep, and the networks of its candidates', async () => {
    const sweep = await started({ grid: { network: { normalization: ['batch', 'group'] } } }, accuracy);
    const kept = (await watched(sweep)).at(-1) as KeptSweep;
    const result = sweepResult(kept);
    const records = result && frontRecords(result);
    const expected = sweepRecords(sweep.state);
    expect(records?.title).toBe(expected.title);
    expect(records?.records.map(({ name, settings }) => ({ name, settings }))).toEqual(
      expected.records.map(({ name, settings }) => ({ name, settings }))
    );
    records?.records.forEach((record, i) => {
      expect(record.accuracy).toBeCloseTo(expected.records[i].accuracy as number, 9);
      expect(record.accuracyInterval?.from).toBeCloseTo(
        expected.records[i].accuracyInterval?.from as number,
        9
      );
      expect(record.costs).toEqual({
        macs: expected.records[i].costs.macs,
        params: expected.records[i].costs.params
      });
    });
    sweep.state.candidates.forEach(({ candidate }, place) => {
      expect(networkAt(kept, place)).toEqual(candidate.spec);
    });
  });

  it('of listed networks holds them where a document can', async () => {
    const { state } = await started();
    const specs = state.candidates.slice(0, 3).map(({ candidate }) => candidate.spec);
    const sweep = await started({
      candidates: { kind: 'networks', specs },
      grid: { training: { batchSize: [32, 64] } }
    });
    const kept = (await watched(sweep)).at(-1) as KeptSweep;
    expect(kept.networks).toMatchObject({ kind: 'networks', specs: { length: 3 } });
    expect(networkAt(kept, 4)).toEqual(sweep.state.candidates[4].candidate.spec);
  });

  it('says that it was stopped, or why it failed', async () => {
    const sweep = await started();
    const seen = watched(sweep);
    sweep.pause();
    sweep.resume();
    await sweep.cancel();
    const all = await seen;
    expect(all.map(({ status }) => status)).toContain('paused');
    expect(all.at(-1)?.status).toBe('stopped');
    expect(sweepCell(sweepStateOf(all.at(-1) as KeptSweep)).text).toContain(
      'Start it again in the same folder'
    );
  });

  it('keeps those that came farthest where there are more than a document holds', () => {
    const triplets = { kind: 'grid', ranges: { from: 1, to: 2 }, step: 0.1 } as const;
    const learningRate = Array.from({ length: 600 }, (_, i) => 0.001 + i / 1e5);
    const definition = checkSweep({
      ...SMALL_SWEEP,
      candidates: { ...SMALL_SWEEP.candidates, triplets } as SweepRequest['candidates'],
      grid: { training: { learningRate } }
    });
    const state = new SweepState(definition);
    const kept = sweepOfState(state, null, new Date(0));
    const { length } = kept.columns.id;
    expect(kept.omitted).toBe(state.candidates.length - length);
    expect(kept.omitted).toBeGreaterThan(0);
    expect(length).toBe(SWEEP_LIMITS.candidates);
    expect(validateDocument(sweepText(sweepStateOf(kept)).document)).toMatchObject({ ok: true });
  });
});
