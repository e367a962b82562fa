import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paretoFront, pointsOf, readRecordsJson, recordsJson, recordTrials, winnerReport } from '../analysis';
import { studentDeviate, wilsonInterval } from '../analysis/metrics';
import { leftoverName } from '../training';
import type { SweepRequest } from './definition';
import { Halving } from './halving';
import { sweepRecords, sweepTrials } from './records';
import { sweepRuns } from './run-records';
import { SMALL_SWEEP } from './search.fixtures';
import { type Course, SimulatedExecutor } from './simulated.fixtures';
import { readSweep } from './state';
import { startSweep, type Sweep, type SweepEvent, type SweepOptions } from './sweep';
import { trialFolder } from './trial-folder';

let root: string;
let count = 0;
const newFolder = (): string => join(root, `sweep ${++count}`);
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sweep-'));
});
afterAll(() => rm(root, { recursive: true }));

/** Higher for later hashes, with a little of the seed. */
const course: Course = ({ trial, rung }) =>
  (Number.parseInt(trial.candidate.id.slice(0, 6), 16) / 0xffffff) * 0.8 + rung * 0.1 + trial.seed / 1000;

interface Started {
  sweep: Sweep;
  executor: SimulatedExecutor;
  events: SweepEvent[];
}

async function start(
  changes: Partial<SweepRequest> = {},
  options: Partial<SweepOptions> & { simulated?: Course } = {}
): Promise<Started> {
  const { simulated = course, places = 4, folder = newFolder(), ...rest } = options;
  const executor = new SimulatedExecutor(places, simulated);
  const events: SweepEvent[] = [];
  const onEvent = (event: SweepEvent): void => void events.push(event);
  const sweep = await startSweep(
    { ...SMALL_SWEEP, ...changes },
    { ...rest, folder, executor: () => executor, onEvent }
  );
  return { sweep, executor, events };
}

describe('a sweep', () => {
  it('trains every seed of what successive halving decides, each rung once', async () => {
    const { sweep, executor, events } = await start({ seeds: [1, 2] });
    expect(await sweep.done).toBe('finished');
    expect(new Set(executor.submitted).size).toBe(executor.submitted.length);
    const { candidates } = sweep.state;
    const halving = new Halving(candidates.length, 2, 3);
    candidates.forEach((_, candidate) => {
      const score = sweep.state.score(candidate, 0);
      expect(score).toBeTypeOf('number');
      halving.report({ candidate, rung: 0 }, score as number);
    });
    const expected = [candidates.map((_, i) => i), halving.entered(1)].flatMap((entered, rung) =>
      entered.flatMap((candidate) => candidates[candidate].trials.map(({ id }) => `${id} to ${rung}`))
    );
    expect([...executor.submitted].sort()).toEqual(expected.sort());
    expect(sweep.counts).toEqual({
      finished: expected.length,
      failed: 0,
      running: 0,
      decided: expected.length
    });
    expect(events[0]).toMatchObject({ type: 'start', candidates: candidates.length, places: 4 });
    expect(events.at(-1)).toMatchObject({ type: 'end', status: 'finished' });
    expect(executor.closed).toBe(true);
  });

  it.each([
    [1, ['step-00000024']],
    [2, ['step-00000020', 'step-00000024']]
  ])('that keeps %i checkpoints of a run ends without what killed processes left', async (keep, kept) => {
    const training = { ...SMALL_SWEEP.training, ...(keep > 1 && { keepCheckpoints: keep }) };
    const { sweep } = await start({ training });
    const folder = trialFolder(sweep.folder, sweep.state.candidates[0].trials[0]);
    for (const name of ['step-00000008', 'step-00000020', 'step-00000024', leftoverName('writing')]) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, 'weights.safetensors'), '');
    }
    expect(await sweep.done).toBe('finished');
    expect(readdirSync(folder).sort()).toEqual(kept);
  });

  it('of any number of places ends with the same records', async () => {
    const results = [];
    for (const places of [1, 3, 50]) {
      const { sweep } = await start({ seeds: [1, 2] }, { places });
      await sweep.done;
      results.push(sweepRecords(sweep.state));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('goes on when trials fail, and promotes no candidate of which one failed', async () => {
    const failing: Course = (job) =>
      job.trial.candidate.id < '8' && job.trial.seed === 2 ? 'diverged' : course(job);
    const { sweep, events } = await start({ seeds: [1, 2] }, { simulated: failing });
    expect(await sweep.done).toBe('finished');
    const failed = sweep.state.failures();
    expect(failed.length).toBeGreaterThan(0);
    expect(sweep.counts.failed).toBe(failed.length);
    for (const rung of [0, 1]) {
      for (const candidate of sweep.entered(rung)) {
        const { id } = sweep.state.candidates[candidate].candidate;
        expect(sweep.state.score(candidate, rung) === null).toBe(id < '8');
        expect(rung === 1 && id < '8').toBe(false);
      }
    }
    expect(events.filter((event) => event.type === 'trial' && event.status === 'failed')).toHaveLength(
      failed.length
    );
    // It is told in the folder, so that another start does not try again.
    const read = await readSweep(sweep.folder);
    expect(read.failures().map(({ failure }) => failure.kind)).toEqual(failed.map(() => 'diverged'));
    const again = await start({ seeds: [1, 2] }, { folder: sweep.folder });
    await again.sweep.done;
    expect(again.executor.submitted.some((job) => job.startsWith(failed[0].trial.id))).toBe(false);
    const retried = await start({ seeds: [1, 2] }, { folder: sweep.folder, retryFailed: true });
    await retried.sweep.done;
    expect(retried.executor.submitted).toContain(`${failed[0].trial.id} to 0`);
    expect(retried.sweep.state.failures()).toEqual([]);
    expect((await readSweep(sweep.folder)).failures()).toEqual([]);
  });

  it('runs as many trials at once as there are places, and no more', async () => {
    const { sweep, events } = await start({}, { places: 3 });
    await sweep.done;
    let [running, most] = [0, 0];
    for (const event of events) {
      running += event.type !== 'trial' ? 0 : event.status === 'running' ? 1 : -1;
      most = Math.max(most, running);
    }
    expect([running, most]).toEqual([0, 3]);
  });

  it('counts on from what failed before', async () => {
    const half: Course = (job) => (job.trial.candidate.id < '8' ? 'crashed' : course(job));
    const first = await start({}, { simulated: half });
    await first.sweep.done;
    const { failed } = first.sweep.counts;
    expect(failed).toBeGreaterThan(0);
    const again = await start({}, { folder: first.sweep.folder });
    expect(again.sweep.counts.failed).toBe(failed);
    expect(await again.sweep.done).toBe('finished');
    expect(again.sweep.counts.failed).toBe(failed);
  });

  it('goes on with the trials that a pause ended, before others', async () => {
    const { sweep, executor } = await start({ seeds: [1, 2, 3] }, { places: 2 });
    while (sweep.counts.running < 2) {
      await new Promise(setImmediate);
    }
    const begun = [...executor.submitted];
    expect(begun).toHaveLength(2);
    sweep.pause();
    while (sweep.counts.running > 0) {
      await new Promise(setImmediate);
    }
    sweep.resume();
    expect(executor.submitted.slice(2).sort()).toEqual(begun.sort());
    expect(await sweep.done).toBe('finished');
  });

  it('can be paused: nothing starts until it is resumed, and nothing is lost', async () => {
    const { sweep, executor, events } = await start();
    for await (const event of sweep) {
      if (event.type === 'trial' && event.status === 'finished') {
        break;
      }
    }
    sweep.pause();
    sweep.pause();
    expect(sweep.paused).toBe(true);
    while (sweep.counts.running > 0) {
      await new Promise(setImmediate);
    }
    const { length } = executor.submitted;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(executor.submitted).toHaveLength(length);
    sweep.resume();
    expect(await sweep.done).toBe('finished');
    const names = events.map((event) => (event.type === 'trial' ? event.status : event.type));
    expect(names.filter((name) => name === 'paused' || name === 'resumed')).toEqual(['paused', 'resumed']);
    const finished = events.flatMap((event) =>
      event.type === 'trial' && event.status === 'finished' ? [`${event.trial.id} to ${event.rung}`] : []
    );
    expect(new Set(finished).size).toBe(finished.length);
    expect(sweep.counts.finished).toBe(sweep.counts.decided);
  });

  it('can be cancelled, also while it is paused, and gives its folder back', async () => {
    const first = await start();
    expect(await first.sweep.cancel()).toBe('cancelled');
    const second = await start({}, { folder: first.sweep.folder });
    second.sweep.pause();
    expect(await second.sweep.cancel()).toBe('cancelled');
    expect(await second.sweep.cancel()).toBe('cancelled');
    const third = await start({}, { folder: first.sweep.folder });
    expect(await third.sweep.done).toBe('finished');
  });

  it('ends for what no trial could do anything about, and tells it', async () => {
    const folder = newFolder();
    const executor = new SimulatedExecutor(3, course);
    const refusing = Object.assign(Object.create(executor) as SimulatedExecutor, {
      submit: () => ({
        done: Promise.resolve({ kind: 'refused', fault: 'data', message: 'mnist: no such file' }),
        cancel: () => undefined
      })
    });
    const sweep = await startSweep(SMALL_SWEEP, { folder, executor: () => refusing });
    await expect(sweep.done).rejects.toMatchObject({ name: 'SweepError', fault: 'data' });
    await expect(sweep.done).rejects.toThrow(/no such file.*start the sweep again/);
    expect(await (await start({}, { folder })).sweep.done).toBe('finished');
  });
});

describe('a folder', () => {
  it('of another definition is refused, and the fields are named', async () => {
    const { sweep } = await start();
    await sweep.done;
    const other = start({ reduction: 4, training: { epochs: 2, batchSize: 32 } }, { folder: sweep.folder });
    await expect(other).rejects.toMatchObject({ name: 'SweepError', fault: 'other-definition' });
    await expect(other).rejects.toThrow(/training\.batchSize, reduction differ/);
    // The lock is free again.
    expect(await (await start({}, { folder: sweep.folder })).sweep.done).toBe('finished');
  });

  it('in which a sweep runs is refused', async () => {
    const { sweep } = await start();
    sweep.pause();
    await expect(start({}, { folder: sweep.folder })).rejects.toThrow(/folder.*this process.*no sweep runs/);
    sweep.resume();
    expect(await sweep.done).toBe('finished');
  });

  it('grows by seeds, rungs and candidates, and by nothing else', async () => {
    const candidates = { ...SMALL_SWEEP.candidates, most: 4 } as SweepRequest['candidates'];
    const { sweep } = await start({ candidates, rungs: [1] });
    await sweep.done;
    const { folder } = sweep;
    const extend = (changes: Partial<SweepRequest>): Promise<Started> =>
      start({ candidates, rungs: [1], ...changes }, { folder, extend: true });
    await expect(extend({ data: { loader: 'mnist' } })).rejects.toThrow(/data\.options differ/);
    await expect(extend({ seeds: [2] })).rejects.toThrow(/seeds differ/);
    await expect(extend({ rungs: [2] })).rejects.toThrow(/rungs differ/);
    const fewer = { ...SMALL_SWEEP.candidates, most: 3 } as SweepRequest['candidates'];
    await expect(extend({ candidates: fewer })).rejects.toThrow(/candidates differ/);
    const longer = await extend({ candidates: SMALL_SWEEP.candidates, rungs: [1, 2], seeds: [1, 2] });
    expect(await longer.sweep.done).toBe('finished');
    expect(JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8'))).toMatchObject({
      seeds: [1, 2],
      rungs: [1, 2]
    });
  });

  it.each([
    ['another version', { version: 9 }, 'version'],
    ['a broken definition', { rungs: 'all' }, 'definition']
  ])('with %s is refused', async (_, changes, fault) => {
    const { sweep } = await start();
    await sweep.done;
    const path = join(sweep.folder, 'sweep.json');
    const definition = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...definition, ...changes }));
    await expect(readSweep(sweep.folder)).rejects.toMatchObject({ name: 'SweepError', fault });
    await expect(start({}, { folder: sweep.folder })).rejects.toMatchObject({ name: 'SweepError', fault });
  });

  it.each([
    [{ places: 0 }, /places: got 0/],
    [{ folder: '' }, /folder: got ""/],
    [{ place: 2 } as object, /place.*Did you mean places/]
  ])('or other options that can’t be are refused: %j', async (options, message) => {
    await expect(startSweep(SMALL_SWEEP, { folder: newFolder(), ...options })).rejects.toThrow(message);
  });

  it('without a sweep has none to read, and a file in its place can’t be one', async () => {
    await expect(readSweep(newFolder())).rejects.toThrow(/no sweep/);
    const path = newFolder();
    writeFileSync(path, '');
    await expect(start({}, { folder: path })).rejects.toMatchObject({ fault: 'disk' });
  });

  it('of a run that was damaged is refused', async () => {
    const { sweep } = await start();
    await sweep.done;
    const [{ trials }] = sweep.state.candidates;
    const runFolder = join(sweep.folder, 'runs', trials[0].id);
    mkdirSync(runFolder, { recursive: true });
    writeFileSync(join(runFolder, 'trial.json'), '{"format": "efficientnet-lab.trial", "version": 2}');
    await expect(readSweep(sweep.folder)).rejects.toMatchObject({ name: 'SweepError', fault: 'run' });
    writeFileSync(join(runFolder, 'trial.json'), 'no JSON');
    await expect(readSweep(sweep.folder)).rejects.toThrow(/remove it to train this run again/);
  });
});

describe('records of a sweep', () => {
  it('are the means over seeds at one rung, with their intervals, and what fronts take', async () => {
    const { sweep } = await start({ seeds: [1, 2, 3], rungs: [1, 2] });
    await sweep.done;
    const set = sweepRecords(sweep.state, { rung: 0 });
    expect(set.records).toHaveLength(sweep.state.candidates.length);
    const [best] = set.records;
    expect(best.accuracy).toBe(Math.max(...set.records.map(({ accuracy }) => accuracy ?? 0)));
    const { candidate } = sweep.state.candidates.find((one) => one.candidate.name === best.name)!;
    const expected = [1, 2, 3].map(
      (seed) => 100 * (course({ trial: { candidate, seed }, rung: 0 } as never) as number)
    );
    expect(best.accuracy).toBeCloseTo((expected[0] + expected[1] + expected[2]) / 3, 10);
    // Each candidate's three values lie 0.1 apart: so their pooled deviation is 0.1, whatever its degrees of freedom.
    const { from, to, ...kind } = best.accuracyInterval!;
    const freedom = 2 * set.records.length;
    expect((to - from) / 2).toBeCloseTo((studentDeviate(0.95, freedom) * 0.1) / Math.sqrt(3), 8);
    expect((to + from) / 2).toBeCloseTo(best.accuracy!, 8);
    expect(kind).toEqual({ confidence: 0.95, over: 'seeds' });
    const report = winnerReport(sweepTrials(sweep.state, { rung: 0 }));
    expect([report.winner, report.deviation]).toEqual([0, expect.closeTo(0.1, 8)]);
    expect(best.costs).toEqual({ macs: candidate.macs, params: candidate.params, training: 2, memory: 1e8 });
    expect(best.provenance).toMatchObject({ kind: 'measured', date: '2026-11-22' });
    expect(best.settings).toMatchObject({ epochs: 1, seeds: 3 });
    expect(readRecordsJson(recordsJson(set))).toEqual(set);
    const { costs, accuracies } = pointsOf(set, 'macs');
    // The best of all is on it.
    expect(paretoFront({ costs, accuracies }).members).toContain(0);
    const last = sweepRecords(sweep.state);
    expect(last.records.length).toBeLessThan(set.records.length);
    expect(last.records[0].costs.training).toBe(4);
  });

  it('tell the most memory of the seeds, and the day on which the first of them began', async () => {
    const { sweep } = await start({ seeds: [1, 2, 3] });
    await sweep.done;
    const { state } = sweep;
    for (const { trials } of state.candidates) {
      trials.forEach((trial, i) => {
        const startedAt = `2026-11-${[23, 21, 22][i]}T10:00:00Z`;
        state.set(trial, { ...state.trial(trial), peakBytes: [1e8, 3e8, 2e8][i], startedAt });
      });
    }
    for (const { costs, provenance } of sweepRecords(state).records) {
      expect([costs.memory, provenance.date]).toEqual([3e8, '2026-11-21']);
    }
  });

  it('of one seed that was scored on test images have the interval over these', async () => {
    const { sweep } = await start();
    await sweep.done;
    const [{ name }] = sweepTrials(sweep.state, { rung: 0 });
    const testScores = [{ candidate: name, validation: 50, accuracies: [90], images: 100 }];
    const [{ accuracyInterval }] = sweepRecords(sweep.state, { rung: 0, testScores }).records;
    const { from, to } = wilsonInterval(90, 100, 0.95);
    expect(accuracyInterval).toEqual({ from: 100 * from, to: 100 * to, confidence: 0.95, over: 'images' });
  });

  it('of one seed have no interval; of a rung that nobody reached there are none', async () => {
    const { sweep } = await start({}, { simulated: (job) => (job.rung === 0 ? course(job) : 'crashed') });
    await sweep.done;
    expect(sweepRecords(sweep.state).records[0]).not.toHaveProperty('accuracyInterval');
    expect(() => sweepRecords(sweep.state, { rung: 1 })).toThrow(/rung: got 1/);
    expect(() => sweepRecords(sweep.state, { rung: 2 })).toThrow(/from 0 to 1/);
    expect(() => sweepRecords(sweep.state, { runs: 1 } as object)).toThrow(/runs/);
  });
});

describe('the runs of a sweep', () => {
  it('are a record each, and of one rung the trials that the sweep itself names', async () => {
    const { sweep } = await start({ seeds: [1, 2, 3] });
    await sweep.done;
    const { state } = sweep;
    const { records } = sweepRuns(state);
    expect(new Set(records.map(({ name, settings }) => JSON.stringify([name, settings]))).size).toBe(
      records.length
    );
    state.definition.rungs.forEach((epochs, rung) => {
      const there = records.filter(({ settings }) => settings?.epochs === epochs);
      const names = new Map(state.candidates.map(({ candidate }) => [candidate.id, candidate.name]));
      const expected = sweepTrials(state, { rung }).map((trial) => ({
        ...trial,
        name: names.get(trial.name)
      }));
      expect(recordTrials(there, 'macs')).toEqual(expected);
      // Two seconds an epoch.
      expect(there.every(({ costs }) => costs.training === 2 * epochs)).toBe(true);
    });
  });

  it('are of test images where these are scored, of the scored candidates alone', async () => {
    const { sweep } = await start({ seeds: [1, 2] });
    await sweep.done;
    const { state } = sweep;
    const [best, second] = sweepTrials(state, { rung: 0 });
    const testScores = [second, best].map(({ name }, i) => ({
      candidate: name,
      validation: 50,
      accuracies: [10 + i, 20 + i],
      images: 100
    }));
    const { records, title } = sweepRuns(state, { rung: 0, testScores });
    expect(title).toBe('small: every run, test images');
    expect(records.map(({ accuracy }) => accuracy)).toEqual([10, 20, 11, 21]);
    expect(records.map(({ settings }) => settings?.seed)).toEqual([1, 2, 1, 2]);
    const [epochs] = state.definition.rungs;
    for (const { settings, costs, provenance } of records) {
      expect(settings).toMatchObject({ images: 'test', epochs });
      expect(costs.training).toBe(2 * epochs);
      expect(provenance.source).toMatch(/its runs, test images of mnist$/);
    }
    const named = new Map(state.candidates.map(({ candidate }) => [candidate.id, candidate.name]));
    expect(records[0].name).toBe(named.get(second.name));
    expect(() => sweepRuns(state, { testScores: [{ ...testScores[0], candidate: 'x' }] })).toThrow(
      /testScores\[0\]\.candidate: got "x"/
    );
    expect(() => sweepRuns(state, { rung: 0, testScores: [{ ...testScores[0], accuracies: [1] }] })).toThrow(
      /testScores\[0\]/
    );
  });
});
